import * as fs from 'node:fs';
import * as path from 'node:path';
import { planImporting } from '../../../cli/existing/plan-new';
import { AwsRefusedError } from '../../../cli/exit';
import type { Environment } from '../../../config/environment';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { environmentsOf } from '../../environments';
import { answeringServer, CALLER_IDENTITY } from '../answering-server';
import { NEW_STORE, newStoreText } from '../new-store';

const folder = new TemporaryFolder();
const IMPORTS = path.join(folder.path, 'existing.tf.json');

/** The import blocks of each plan, and the plans that Terraform writes without and with some. */
const terraform: { imports: unknown[]; planned: string; imported: string } = {
  imports: [],
  planned: NEW_STORE,
  imported: '',
};

function runTerraform(): Promise<string> {
  const isImporting = fs.existsSync(IMPORTS);
  const written: unknown = isImporting ? JSON.parse(fs.readFileSync(IMPORTS, 'utf8')) : {};
  terraform.imports.push((written as { import?: unknown }).import);
  return Promise.resolve(isImporting ? terraform.imported : terraform.planned);
}

/** The resources that exist, by what a request for them contains. */
let existing: readonly (readonly [request: RegExp, body: string, status?: number])[] = [];
const server = answeringServer((asked) => {
  const all = [...existing, [/GetCallerIdentity/, CALLER_IDENTITY, 200] as const];
  const found = all.find(([pattern]) => pattern.test(asked));
  const missing = /Action=/.test(asked)
    ? '<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>'
    : '{"__type":"NotFoundException"}';
  return { status: found ? (found[2] ?? 200) : 404, body: found?.[1] ?? missing };
});
let environment: Environment;
let adopting: Environment;
beforeAll(async () => {
  const endpoint = await server.start();
  const environmentIn = (yaml: string) =>
    environmentsOf([{ file: 'environments/prod.yaml', text: yaml }])[0] as Environment;
  environment = environmentIn(newStoreText(endpoint));
  adopting = environmentIn(newStoreText(endpoint).replace('externalId', 'adopt: true, externalId'));
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

const notes: string[] = [];
beforeEach(() => {
  existing = [];
  notes.length = 0;
  terraform.imports = [];
  terraform.planned = NEW_STORE;
  terraform.imported = NEW_STORE;
});

const plan = (of = environment, restore = false) =>
  planImporting({ id: 'meetings-prod', folder: folder.path }, of, {
    plan: runTerraform,
    restore,
    onNote: (note) => notes.push(note),
  });

const ROLE = 'aws_iam_role.Access_Role_B85239E2';
const roleWith = (store: string) => {
  const tags = Object.entries({ 'managed-by': 'callvault', environment: 'prod', store })
    .map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`)
    .join('');
  return `<GetRoleResponse><GetRoleResult><Role><Tags>${tags}</Tags></Role></GetRoleResult></GetRoleResponse>`;
};

test('a plan whose names are free is made once', async () => {
  await expect(plan()).resolves.toBe(NEW_STORE);
  expect(terraform.imports).toEqual([undefined]);
  expect(notes).toEqual([]);
});

test('what an interrupted deployment has left is imported by a second plan', async () => {
  existing = [[/Action=GetRole&/, roleWith('meetings')]];
  await expect(plan()).resolves.toBe(NEW_STORE);
  expect(terraform.imports).toEqual([undefined, [{ to: ROLE, id: 'recordings-meetings-prod' }]]);
  expect(notes).toEqual([`meetings-prod: ${ROLE} is imported.`]);
  expect(fs.existsSync(IMPORTS)).toBe(false);
});

test('import blocks that a killed run has left do not change the first plan', async () => {
  fs.writeFileSync(IMPORTS, '{"import":[]}');
  await plan();
  expect(terraform.imports).toEqual([undefined]);
});

test('names that belong to others are refused together, before anything is imported', async () => {
  existing = [
    [/Action=GetRole&/, roleWith('phone')],
    [/^HEAD \/acme-meetings-prod\/?(?:\?| )/, ''],
    [/^GET \/acme-meetings-prod\/?\?tagging/, '<Tagging><TagSet/></Tagging>'],
    [
      /^GET \/acme-meetings-prod\/?\?.*versions/,
      '<ListVersionsResult><Version><Key>a</Key></Version></ListVersionsResult>',
    ],
  ];
  await expect(plan()).rejects.toThrow(
    `meetings-prod cannot be deployed as planned: role recordings-meetings-prod exists, and does not have the tags of this stack (${ROLE}); bucket acme-meetings-prod exists in this account and contains objects (aws_s3_bucket.Recordings_Bucket_4660BE97)`,
  );
  expect(terraform.imports).toEqual([undefined]);
});

test('an imported resource that would be replaced is refused', async () => {
  existing = [[/Action=GetRole&/, roleWith('meetings')]];
  const replaced = JSON.parse(NEW_STORE) as {
    resource_changes: { address: string; change: { actions: string[] } }[];
  };
  for (const { address, change } of replaced.resource_changes) {
    if (address === ROLE) change.actions = ['delete', 'create'];
  }
  terraform.imported = JSON.stringify(replaced);
  await expect(plan()).rejects.toThrow('recordings-meetings-prod exists, and would be replaced');
  expect(fs.existsSync(IMPORTS)).toBe(false);
});

const SECRET = 'callvault/meetings-prod/key';
const REFUSED = 'meetings-prod cannot be deployed as planned:';
const BUCKET = '(aws_s3_bucket.Recordings_Bucket_4660BE97)';

test.each([
  [
    'does not exist',
    404,
    `${REFUSED} meetings-prod has adopt: true, and the bucket acme-meetings-prod does not exist ${BUCKET}\n  Correct the name of the bucket, or remove adopt: to create it.`,
  ],
  [
    'belongs to another account',
    403,
    `${REFUSED} bucket acme-meetings-prod exists: another account owns it, or these credentials have no access to it ${BUCKET}\n  Choose another name: names of buckets are unique in all accounts. If the bucket is yours, use credentials with access to it.`,
  ],
  [
    'cannot be looked up',
    405,
    `${REFUSED} meetings-prod has adopt: true, and AWS does not say whether the bucket acme-meetings-prod exists ${BUCKET}\n  Use credentials that can read the bucket.`,
  ],
])('a bucket to adopt that %s is refused with that reason only', async (_, status, message) => {
  existing = [[/^HEAD \/acme-meetings-prod\/?(?:\?| )/, '', status]];
  await expect(plan(adopting)).rejects.toThrow(new Error(message));
});

const ownedAcl = (grant: string) =>
  `<AccessControlPolicy><Owner><ID>us</ID></Owner><AccessControlList><Grant><Grantee><ID>us</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant>${grant}</AccessControlList></AccessControlPolicy>`;
const PUBLIC_READ =
  '<Grant><Grantee><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant>';

test('a bucket to adopt whose ACL grants something to others, or with MFA Delete, is refused: S3 would refuse halfway', async () => {
  const bucket = [
    [/^HEAD \/acme-meetings-prod\/?(?:\?| )/, ''],
    [/^GET \/acme-meetings-prod\/?\?tagging/, '<Tagging><TagSet/></Tagging>'],
  ] as const;
  const acl = /^GET \/acme-meetings-prod\/?\?acl/;
  const expressions = { bucket: { references: ['aws_s3_bucket.Recordings_Bucket_4660BE97'] } };
  const resources = [
    'aws_s3_bucket_ownership_controls.Recordings_Ownership_EAA1802C',
    'aws_s3_bucket_lifecycle_configuration.Retention_Lifecycle_D45413E4',
  ].map((address) => ({ address, expressions }));
  const planned = JSON.parse(NEW_STORE) as { configuration: object };
  planned.configuration = { ...planned.configuration, root_module: { resources } };
  terraform.planned = JSON.stringify(planned);
  existing = [...bucket, [acl, ownedAcl(PUBLIC_READ)]];
  await expect(plan(adopting)).rejects.toThrow(
    /the ACL grants http:\/\/acs.amazonaws.com\/groups\/global\/AllUsers READ \(bucket acme-meetings-prod\) \(aws_s3_bucket_ownership_controls.*\n.*put-bucket-acl --bucket acme-meetings-prod --acl private/,
  );
  existing = [...bucket, [acl, '<Error><Code>AccessDenied</Code></Error>', 403]];
  await expect(plan(adopting)).rejects.toThrow('s3:GetBucketAcl acme-meetings-prod: status 403');
  existing = [...bucket, [acl, ownedAcl('')]];
  await expect(plan(adopting)).resolves.toBeDefined();
  const mfa = '<VersioningConfiguration><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>';
  existing = [...bucket, [/^GET \/acme-meetings-prod\/?\?versioning/, mfa]];
  await expect(plan(adopting)).rejects.toThrow(
    /MFA Delete is on \(bucket acme-meetings-prod\) \(aws_s3_bucket_lifecycle_configuration.*\n.*MFADelete=Disabled/,
  );
});

/** A stack whose secret is to be deleted, and how AWS answers its restoration. */
function deleteSecret(status: number): void {
  const created = JSON.parse(NEW_STORE) as { resource_changes: object[] };
  created.resource_changes.push({
    address: 'aws_secretsmanager_secret.A',
    mode: 'managed',
    type: 'aws_secretsmanager_secret',
    name: 'A',
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: { actions: ['create'], before: null, after: { name: SECRET, tags_all: {} } },
  });
  terraform.planned = JSON.stringify(created);
  existing = [
    [/DescribeSecret/, '{"ARN":"arn:secret","DeletedDate":1797760800}'],
    [/RestoreSecret/, '{"__type":"InvalidRequestException","message":"no"}', status],
  ];
}

test('a secret that is to be deleted is restored and imported', async () => {
  deleteSecret(200);
  await plan(environment, true);
  expect(notes[0]).toBe(`meetings-prod: restored secret ${SECRET}, which was to be deleted.`);
  expect(terraform.imports[1]).toEqual([{ to: 'aws_secretsmanager_secret.A', id: 'arn:secret' }]);
});

test('a secret that AWS does not restore is named in the error', async () => {
  deleteSecret(400);
  const planned = plan(environment, true);
  await expect(planned).rejects.toThrow(AwsRefusedError);
  await expect(planned).rejects.toThrow(`when restoring the secret ${SECRET}: Invalid`);
});
