import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  RemoveUserFromGroupCommand,
  AddUserToGroupCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Diagnosis, type DoctorOptions, examine } from '../../cli/doctor/doctor';
import type { Finding } from '../../cli/doctor/finding';
import { type FoundStore, findStore } from '../../cli/find-store';
import { run } from '../../cli/process/run';
import { readFolder } from '../../config/files';
import type { ApiCall } from '../../dev/api-call';
import { deploy } from '../../dev/demo/deploy';
import { makeWorkspace, type Workspace } from '../../dev/demo/workspace';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { TemporaryFolder } from '../dev/temporary-folder';

// Each bucket takes the AWS provider a minute: it polls its lifecycle configuration.
jest.setTimeout(300_000);

const CALLS = 'callvault-local-calls';
const ROLE = 'recordings-calls-local';
const MEETINGS_ROLE = 'recordings-meetings-local';
const USER = 'recordings-video-local';
const SECRET = 'callvault/video-local/access-key';
const NOW = new Date('2026-11-20T10:00:00Z');

const folder = new TemporaryFolder();
let aws: LocalAws;
let workspace: Workspace;
let iam: IAMClient;
let kms: KMSClient;
let s3: S3Client;
let keyArn: string;
let accessKeyId: string;
const vendors: Record<string, string> = {};

const settings = () => ({
  ...{ region: 'us-east-1', endpoint: aws.endpoint, credentials: TEST_CREDENTIALS },
});
const environments = () => workspace.env.CALLVAULT_ENVIRONMENTS ?? '';

/** The local environment with state in a file, and without what doctor does not look at. */
function writeEnvironment(): string {
  const text = fs.readFileSync('environments/local.yaml', 'utf8');
  const plain = text
    .replace('backend: s3\n  bucket: callvault-local-state', 'backend: local')
    .replace(/    replication:\n(?: {6}.*\n)+/, '')
    .replace(/    integrity:\n(?: {6}.*\n)+/, '');
  fs.writeFileSync(path.join(folder.path, 'local.yaml'), plain);
  return folder.path;
}

beforeAll(async () => {
  aws = await startLocalAws();
  workspace = makeWorkspace(aws, writeEnvironment());
  iam = new IAMClient(settings());
  kms = new KMSClient(settings());
  s3 = new S3Client({ ...settings(), forcePathStyle: true });
  await deploy(workspace, ['meetings-local', 'calls-local', 'video-local']);
  const asked = new DescribeKeyCommand({ KeyId: 'alias/calls-local-recordings' });
  keyArn = (await kms.send(asked)).KeyMetadata?.Arn ?? '';
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: USER }));
  accessKeyId = AccessKey?.AccessKeyId ?? '';
  const SecretString = JSON.stringify({
    ...{ accessKeyId, secretAccessKey: AccessKey?.SecretAccessKey },
  });
  const secrets = new SecretsManagerClient(settings());
  await secrets.send(new PutSecretValueCommand({ SecretId: SECRET, SecretString }));
  vendors['calls-local'] = await aws.endpointFor({
    principal: 'arn:aws:iam::765628985471:role/external-storage-service-role',
    sourceIp: '203.0.113.7',
  });
  vendors['meetings-local'] = await aws.endpointFor({
    principal: 'arn:aws:iam::291871421005:role/vendor',
  });
});
afterEach(() => {
  aws.faults.clear();
});
afterAll(async () => {
  await aws.stop();
  workspace.remove();
  folder.remove();
});

function doctor(
  id: string,
  options: Partial<DoctorOptions> = {},
  change: (found: FoundStore) => FoundStore = (found) => found,
): Promise<Diagnosis> {
  const files = readFolder(environments());
  const probe = { write: false, asVendor: vendors[id] };
  return examine(change(findStore(id, files)), { files, probe, now: NOW, ...options });
}

const idsOf = async (id: string) => (await doctor(id)).findings.map((each) => each.id);

const UPLOADS = [
  ['upload, no encryption header', 'allowed'],
  ['upload, aws:kms with the key’s ARN', 'allowed'],
  ['upload, aws:kms without a key', 'refused'],
  ['upload, AES256', 'refused'],
  ['look at it with HEAD', 'allowed'],
];

test.each(['meetings-local', 'calls-local', 'video-local'])(
  'nothing is wrong with %s, to which its vendor can write',
  async (id) => {
    const { findings, attempts } = await doctor(id);
    expect(findings).toEqual([]);
    expect(attempts.map(({ does, was }) => [does, was])).toEqual(UPLOADS);
  },
);

/** Breaks a link, and gives what mends it. */
type Break = () => Promise<() => Promise<unknown>>;

const trust =
  (RoleName: string, change: (text: string) => string): Break =>
  async () => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const text = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
    const put = (PolicyDocument: string) =>
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    await put(change(text));
    return () => put(text);
  };

const rolePolicy =
  (change: (text: string) => string | undefined): Break =>
  async () => {
    const of = { RoleName: ROLE, PolicyName: 'recordings' };
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(of));
    const text = decodeURIComponent(PolicyDocument);
    const put = (document: string) =>
      iam.send(new PutRolePolicyCommand({ ...of, PolicyDocument: document }));
    const changed = change(text);
    await (changed === undefined ? iam.send(new DeleteRolePolicyCommand(of)) : put(changed));
    return () => put(text);
  };

const keyPolicy =
  (change: (text: string) => string): Break =>
  async () => {
    const of = { KeyId: keyArn, PolicyName: 'default' };
    const { Policy = '' } = await kms.send(new GetKeyPolicyCommand(of));
    const put = (text: string) => kms.send(new PutKeyPolicyCommand({ ...of, Policy: text }));
    await put(change(Policy));
    return () => put(Policy);
  };

const bucketPolicy =
  (change: (text: string) => string): Break =>
  async () => {
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: CALLS }));
    const put = (text: string) =>
      s3.send(new PutBucketPolicyCommand({ Bucket: CALLS, Policy: text }));
    await put(change(Policy));
    return () => put(Policy);
  };

interface Policy {
  readonly Statement: readonly { readonly Sid: string }[];
}

const without = (sid: string) => (text: string) => {
  const policy = JSON.parse(text) as Policy;
  return JSON.stringify({
    ...policy,
    Statement: policy.Statement.filter(({ Sid }) => Sid !== sid),
  });
};

const withOne = (statement: object) => (text: string) => {
  const policy = JSON.parse(text) as Policy;
  return JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
};

const replaced = (from: string | RegExp, to: string) => (text: string) => {
  const changed = text.replaceAll(from, to);
  if (changed === text) throw new Error(`${from.toString()} does not stand in ${text}`);
  return changed;
};

const encryption = (keyOf: () => Promise<string>): Break => {
  const put = (KMSMasterKeyID: string) =>
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket: CALLS,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID },
              BucketKeyEnabled: true,
            },
          ],
        },
      }),
    );
  return async () => {
    await put(await keyOf());
    return () => put(keyArn);
  };
};

const otherKey = async () => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';

const versioning = (Status: 'Enabled' | 'Suspended') =>
  s3.send(new PutBucketVersioningCommand({ Bucket: CALLS, VersioningConfiguration: { Status } }));

const accessKey = (Status: 'Active' | 'Inactive') =>
  iam.send(new UpdateAccessKeyCommand({ UserName: USER, AccessKeyId: accessKeyId, Status }));

const DENY = {
  ...{ Sid: 'Own', Effect: 'Deny', Principal: '*', Action: 's3:PutObject' },
  Resource: `arn:aws:s3:::${CALLS}/*`,
};
const ORGANIZATION = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

const BREAKS: readonly [what: string, stack: string, ids: readonly string[], link: Break][] = [
  [
    'a trust of somebody else',
    ...(['calls-local', ['trust-principal']] as const),
    trust(ROLE, replaced('765628985471', '999999999999')),
  ],
  [
    'a trust of a principal that is deleted',
    ...(['calls-local', ['trust-principal-deleted']] as const),
    trust(ROLE, replaced(/arn:aws:iam::765628985471[^"]*/g, 'AROAEXAMPLEEXAMPLE123')),
  ],
  [
    'a trust that lets nobody in',
    ...(['calls-local', ['trust-lost', 'trust-gained']] as const),
    trust(ROLE, replaced('"Allow"', '"Deny"')),
  ],
  [
    'the external id as the guide writes it the second time',
    ...(['meetings-local', ['external-id-case']] as const),
    trust(MEETINGS_ROLE, replaced('"worqhat"', '"WorqHat"')),
  ],
  [
    'another external id',
    ...(['calls-local', ['external-id-other']] as const),
    trust(ROLE, replaced(ORGANIZATION, 'acme')),
  ],
  [
    'a disabled key',
    ...(['calls-local', ['key-disabled']] as const),
    async () => {
      await kms.send(new DisableKeyCommand({ KeyId: keyArn }));
      return () => kms.send(new EnableKeyCommand({ KeyId: keyArn }));
    },
  ],
  [
    'a key to be deleted',
    ...(['calls-local', ['key-pending-deletion']] as const),
    async () => {
      await kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyArn, PendingWindowInDays: 7 }));
      return async () => {
        await kms.send(new CancelKeyDeletionCommand({ KeyId: keyArn }));
        await kms.send(new EnableKeyCommand({ KeyId: keyArn }));
      };
    },
  ],
  [
    'a key the vendor may not use',
    ...(['calls-local', ['key-policy-lost']] as const),
    keyPolicy(without('VendorUsesKeyThroughS3')),
  ],
  [
    'a key another role may use in its place',
    ...(['calls-local', ['key-policy-changed']] as const),
    keyPolicy(replaced(`role/${ROLE}`, 'role/other')),
  ],
  [
    'an alias that points to another key',
    ...(['calls-local', ['key-alias-elsewhere']] as const),
    async () => {
      const AliasName = 'alias/calls-local-recordings';
      const point = (TargetKeyId: string) =>
        kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId }));
      await point(await otherKey());
      return () => point(keyArn);
    },
  ],
  [
    'default encryption with another key',
    ...(['calls-local', ['default-encryption-other-key']] as const),
    encryption(otherKey),
  ],
  [
    'default encryption with an alias',
    ...(['calls-local', ['default-encryption-alias']] as const),
    encryption(() => Promise.resolve('alias/calls-local-recordings')),
  ],
  [
    'a policy for another folder',
    ...(['calls-local', ['vendor-prefix', 'vendor-prefix']] as const),
    rolePolicy(replaced('/recordings/*', '/calls/*')),
  ],
  [
    'a policy that names the key by its alias',
    ...(['calls-local', ['vendor-key-alias']] as const),
    rolePolicy(replaced(/:key\/[^"]*/g, ':alias/calls-local-recordings')),
  ],
  [
    'a policy that is gone',
    ...(['calls-local', ['vendor-policy-missing']] as const),
    rolePolicy(() => undefined),
  ],
  [
    'a policy for other addresses',
    ...(['calls-local', ['network-ranges', 'network-ranges', 'network-ranges']] as const),
    rolePolicy(replaced('203.0.113.0/24', '198.51.100.0/24')),
  ],
  [
    'a bucket policy that lost a Deny',
    ...(['calls-local', ['bucket-policy-lost']] as const),
    bucketPolicy(without('DenyOtherEncryption')),
  ],
  [
    'a bucket policy that gained a Deny',
    ...(['calls-local', ['bucket-policy-gained']] as const),
    bucketPolicy(withOne(DENY)),
  ],
  [
    'a bucket policy for another key',
    ...(['calls-local', ['bucket-policy-changed']] as const),
    bucketPolicy(replaced(/:key\/[^"]*/g, ':key/00000000-0000-4000-8000-000000000000')),
  ],
  [
    'a bucket that lets in every address',
    ...(['calls-local', ['network-not-enforced']] as const),
    bucketPolicy(without('DenyVendorOffNetwork')),
  ],
  [
    'public access that is not blocked',
    ...(['calls-local', ['public-access-block']] as const),
    async () => {
      const { PublicAccessBlockConfiguration } = await s3.send(
        new GetPublicAccessBlockCommand({ Bucket: CALLS }),
      );
      await s3.send(new DeletePublicAccessBlockCommand({ Bucket: CALLS }));
      return () =>
        s3.send(new PutPublicAccessBlockCommand({ Bucket: CALLS, PublicAccessBlockConfiguration }));
    },
  ],
  [
    'suspended versioning',
    ...(['calls-local', ['versioning-off']] as const),
    async () => {
      await versioning('Suspended');
      return () => versioning('Enabled');
    },
  ],
  [
    'a lifecycle a day shorter than the vendor’s window',
    ...(['calls-local', ['lifecycle-shorter']] as const),
    async () => {
      const { Rules = [] } = await s3.send(
        new GetBucketLifecycleConfigurationCommand({ Bucket: CALLS }),
      );
      const put = (rules: typeof Rules) =>
        s3.send(
          new PutBucketLifecycleConfigurationCommand({
            ...{ Bucket: CALLS, LifecycleConfiguration: { Rules: rules } },
          }),
        );
      await put(
        Rules.map((rule) =>
          rule.Expiration?.Days ? { ...rule, Expiration: { Days: 729 } } : rule,
        ),
      );
      return () => put(Rules);
    },
  ],
  [
    'an access key that is switched off',
    ...(['video-local', ['access-key-inactive']] as const),
    async () => {
      await accessKey('Inactive');
      return () => accessKey('Active');
    },
  ],
  [
    'a user outside its group',
    ...(['video-local', ['user-not-in-group']] as const),
    async () => {
      const of = { UserName: USER, GroupName: USER };
      await iam.send(new RemoveUserFromGroupCommand(of));
      return () => iam.send(new AddUserToGroupCommand(of));
    },
  ],
];

test.each(BREAKS)('%s of %s is found as %j, and nothing else is', async (_, id, ids, link) => {
  const mend = await link();
  try {
    expect(await idsOf(id)).toEqual(ids);
  } finally {
    await mend();
  }
  expect(await idsOf(id)).toEqual([]);
});

const puts = ({ service, action }: ApiCall) => service === 's3' && action === 'PutObject';
const refusing = (code: string) => ({ kind: 'error', status: 403, code }) as const;

test('a refusal that nothing deployed explains is told of by itself, with what AWS answered', async () => {
  aws.faults.inject({ when: puts, fault: refusing('AccessDenied') });
  const { findings } = await doctor('meetings-local');
  expect(findings.map(({ id, link }) => [id, link])).toEqual([
    ['upload-refused', 'bucket'],
    ['upload-refused', 'bucket'],
  ]);
  expect(findings[0]?.evidence).toEqual([
    expect.stringMatching(/^upload, no encryption header: refused, AccessDenied: /),
  ]);
});

test('a refusal that comes from the key is one of the key', async () => {
  aws.faults.inject({ when: puts, fault: refusing('KMS.DisabledException') });
  const { findings } = await doctor('meetings-local');
  expect(findings.map(({ id, link }) => [id, link])).toEqual([
    ['upload-refused', 'key'],
    ['upload-refused', 'key'],
  ]);
});

test('a role that cannot be taken on, although its trust is right, is told of', async () => {
  const assumes = ({ action }: ApiCall) => action === 'AssumeRole';
  aws.faults.inject({ when: assumes, fault: refusing('AccessDenied') });
  expect(await idsOf('calls-local')).toEqual(['role-not-taken']);
});

test('a vendor that comes from outside its network is refused', async () => {
  const principal = 'arn:aws:iam::765628985471:role/external-storage-service-role';
  const asVendor = await aws.endpointFor({ principal });
  const { findings } = await doctor('calls-local', { probe: { write: false, asVendor } });
  expect(findings.map(({ id }) => id)).toEqual(['upload-refused', 'upload-refused']);
});

test('whom the role does not trust tells so, and finds nothing', async () => {
  const { findings, attempts, notes } = await doctor('calls-local', { probe: { write: false } });
  expect({ findings, attempts }).toEqual({ findings: [], attempts: [] });
  expect(notes).toEqual([
    'Nothing was written: only Genesys Cloud CX may take on the role; its policies were compared instead.',
  ]);
});

test('a test object that cannot be removed is told of, and where it is', async () => {
  const removes = ({ action }: ApiCall) => action === 'DeleteObjectVersion';
  aws.faults.inject({ when: removes, fault: refusing('AccessDenied') });
  const { findings, notes } = await doctor('meetings-local');
  expect(findings).toEqual([]);
  expect(notes[1]).toMatch(
    /^The test object s3:\/\/callvault-local-meetings\/callvault-doctor-20261120T100000Z\.txt remains, because of AccessDenied: /,
  );
});

test('nothing is written under Object Lock in compliance mode, unless it is asked for', async () => {
  const objectLock = { mode: 'compliance', days: 1 } as const;
  const locked = (found: FoundStore): FoundStore => ({
    ...found,
    store: { ...found.store, settings: { ...found.store.settings, objectLock } },
  });
  const { attempts, notes } = await doctor('calls-local', {}, locked);
  expect(attempts).toEqual([]);
  expect(notes[0]).toMatch(/^Nothing was written: under Object Lock in compliance mode nobody/);
  const probe = { write: true, asVendor: vendors['calls-local'] };
  const wanted = await doctor('calls-local', { probe }, locked);
  expect(wanted.attempts.map(({ does, was }) => [does, was])).toEqual(UPLOADS);
});

test('what AWS does not show could not be looked at, and nothing else is said of it', async () => {
  const reads = ({ action }: ApiCall) => action === 'GetBucketPolicy' || action === 'GetRolePolicy';
  aws.faults.inject({ when: reads, fault: refusing('AccessDenied') });
  const { findings } = await doctor('calls-local', { probe: undefined });
  expect(findings.map(({ id, link }) => [id, link])).toEqual([
    ['could-not-look', 'policy'],
    ['could-not-look', 'bucket'],
  ]);
});

test('credentials that see nothing are refused', async () => {
  const all = ({ action }: ApiCall) => action !== 'GetCallerIdentity';
  aws.faults.inject({ when: all, fault: refusing('AccessDenied') });
  await expect(doctor('calls-local')).rejects.toMatchObject({ name: 'AwsRefusedError' });
});

test('credentials of another account are refused before anything is read', async () => {
  const elsewhere = (found: FoundStore): FoundStore => ({
    ...found,
    environment: { ...found.environment, account: '999999999999' },
  });
  await expect(doctor('calls-local', {}, elsewhere)).rejects.toMatchObject({
    name: 'AwsRefusedError',
    message: expect.stringMatching(/^These credentials are of account 123456789012/) as unknown,
  });
});

test('further checks are part of the diagnosis', async () => {
  const own: Finding = {
    ...({ id: 'connection-prefix', link: 'prefix', severity: 'broken' } as const),
    ...{ what: 'The connection writes elsewhere', evidence: ['calls/'], fix: 'Correct it.' },
  };
  const extra = [() => Promise.resolve([own])];
  expect((await doctor('calls-local', { extra })).findings).toEqual([own]);
});

describe('callvault doctor', () => {
  const callvault = (...args: string[]) =>
    run(process.execPath, ['bin/callvault.js', 'doctor', ...args], {
      env: { ...workspace.env, CI: '1' },
    });

  test('ends with 0 and says so where nothing is wrong', async () => {
    const { code, stdout, stderr } = await callvault('video-local');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^video-local: nothing is wrong\.\n\nAs the vendor:\n/);
    expect(stdout).not.toContain('secretAccessKey');
  });

  test('ends with 6 and says what, for people and as JSON', async () => {
    await accessKey('Inactive');
    const { code, stdout } = await callvault('video-local', '--no-probe');
    const json = await callvault('video-local', '--json');
    await accessKey('Active');
    expect(code).toBe(6);
    expect(stdout).toBe(
      [
        'video-local: 1 found, 1 that stops the vendor.',
        '',
        'BROKEN credential: access-key-inactive',
        '  The access key that Twilio Video writes with is switched off.',
        `    ${accessKeyId} is inactive`,
        `    the secret ${SECRET} holds ${accessKeyId}`,
        `  aws iam update-access-key --user-name ${USER} --access-key-id ${accessKeyId} --status Active`,
        '',
      ].join('\n'),
    );
    expect(json.code).toBe(6);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ stack: 'video-local', findings: [{ id: 'access-key-inactive', link: 'credential' }] },
    });
  });

  test('ends with 2 where the stack is none', async () => {
    const { code, stderr } = await callvault('vidoe-local');
    expect({ code, line: stderr.split('\n')[0]?.trim() }).toEqual({
      code: 2,
      line: 'stack-selected: vidoe-local is no stack of a store; the nearest is video-local',
    });
  });
});

test('nothing is left behind in the buckets', async () => {
  const left = await s3.send(new ListObjectVersionsCommand({ Bucket: CALLS }));
  expect(left.Versions ?? []).toEqual([]);
});

test('an access key that is gone is missed', async () => {
  await iam.send(new DeleteAccessKeyCommand({ UserName: USER, AccessKeyId: accessKeyId }));
  expect(await idsOf('video-local')).toEqual(['access-key-missing']);
});

test('a bucket that was made again in another region is found there', async () => {
  await s3.send(new DeleteBucketCommand({ Bucket: CALLS }));
  const elsewhere = new S3Client({ ...settings(), region: 'eu-west-1', forcePathStyle: true });
  await elsewhere.send(
    new CreateBucketCommand({
      Bucket: CALLS,
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
  const { findings } = await doctor('calls-local', { probe: undefined });
  expect(findings.filter(({ id }) => id.startsWith('bucket-region'))).toMatchObject([
    { id: 'bucket-region', evidence: ['eu-west-1; expected us-east-1'] },
    { id: 'bucket-region-vendor' },
  ]);
});

test('a store that is not deployed is one finding, not many', async () => {
  const absent = (found: FoundStore): FoundStore => ({
    ...found,
    store: { ...found.store, bucketName: 'callvault-local-none', principalName: 'nobody' },
  });
  const { findings } = await doctor('meetings-local', {}, absent);
  expect(findings.map(({ id }) => id)).toEqual(['not-deployed']);
});
