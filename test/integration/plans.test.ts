import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { applyPlans } from '../../cli/apply/apply-plans';
import { makePlans, type PlanRequest } from '../../cli/plan/make-plans';
import { digestOf, NAMES, readManifest } from '../../cli/plans/manifest';
import { readPlans } from '../../cli/plans/read';
import { review } from '../../cli/review/review';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { ciNames } from '../../config/ci';
import type { CiScope } from '../../modules/ci-scope';
import {
  deployChangeStatements,
  deployReadStatements,
  deployStatements,
  planStatements,
} from '../../modules/ci-statements';
import { plainText } from '../../review/sentence';
import { environmentsOf } from '../environments';
import { RecordedCalls } from './ci-calls';

jest.setTimeout(300_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-plans-'));
const BASE = 'a'.repeat(40);
const OTHER_BASE = 'b'.repeat(40);
const STATE = 'planned-state';
const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';
let aws: LocalAws;
let env: NodeJS.ProcessEnv;
let s3: S3Client;

beforeAll(async () => {
  aws = await startLocalAws({ sharedProvider: true });
  env = { ...terraformEnvironment(folder, process.env), ...aws.environment() };
  s3 = new S3Client({
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
    forcePathStyle: true,
  });
  await s3.send(new CreateBucketCommand({ Bucket: STATE }));
});

afterAll(async () => {
  s3.destroy();
  await aws.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const files = (days: number) => [
  {
    file: 'environments/local.yaml',
    text: `
account: '${aws.accountId}'
region: us-east-1
type: throw-away
permissionsBoundary: ${BOUNDARY}
state: { backend: s3, bucket: ${STATE} }
stores:
  calls:
    vendor: genesys
    access: user
    bucket: planned-calls
    organizationId: 3f2504e0-4f89-41d3-9a0c-0305e82c3301
    genesysAccount: '765628985471'
    genesysRegion: us-east-1
    vendorRetentionDays: ${days}
    retention: { days: ${days} }
    replication: { region: eu-central-1 }
    integrity: { source: api, days: 20 }
    alarms: { emails: [recordings@acme.example] }
`,
  },
];

/** What the roles of ci may do in the environment. */
function ciScope(): CiScope {
  const [environment] = environmentsOf(files(30));
  if (!environment) throw new Error('there is no environment');
  return {
    partition: 'aws',
    account: aws.accountId,
    environment: 'local',
    names: ciNames({ repository: 'acme/recordings' }, environment.stores),
    boundaryArn: BOUNDARY,
    state: {
      bucketName: STATE,
      region: 'us-east-1',
      keyArn: 'arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d',
    },
    disposable: true,
  };
}

const plansIn = (name: string) => path.join(folder, name);
const makeWith = (
  environments: ReturnType<typeof environmentsOf>,
  name: string,
  onUnplanned?: PlanRequest['onUnplanned'],
) =>
  makePlans({
    environments,
    environment: 'local',
    stacks: ['calls-local'],
    base: BASE,
    folder: plansIn(name),
    lock: false,
    env,
    ...(onUnplanned && { onUnplanned }),
  });
const make = (name: string, days: number) => makeWith(environmentsOf(files(days)), name);
const edited =
  (before: string, after: string) =>
  ({ file, text }: { file: string; text: string }) => ({ file, text: text.replace(before, after) });
const apply = (name: string, days: number, changed: { digest?: string; base?: string } = {}) =>
  applyPlans({
    environments: environmentsOf(files(days)),
    folder: plansIn(name),
    base: BASE,
    env,
    digest: digestOf(readManifest(plansIn(name))),
    ...changed,
  });
const deployed = () =>
  s3.send(new HeadObjectCommand({ Bucket: STATE, Key: 'calls-local/terraform.tfstate' })).then(
    () => true,
    () => false,
  );
const refusal = (rule: string, what: string) =>
  `  ${rule}: ${what}\n  Plan and review again; nothing was applied.`;

test('exactly the reviewed plan is applied', async () => {
  const manifest = await make('first', 30);
  const digest = digestOf(manifest);
  expect(manifest.stacks.map(({ id }) => id)).toEqual(['calls-local']);
  const json = path.join(plansIn('first'), 'calls-local', NAMES.json);
  expect(JSON.parse(fs.readFileSync(json, 'utf8'))).toHaveProperty('resource_changes');

  const wrong = `sha256:${'0'.repeat(64)}`;
  await expect(apply('first', 30, { digest: wrong })).rejects.toThrow(
    refusal('apply-digest', `the digest of these plans is ${digest}, not ${wrong}`),
  );
  await expect(apply('first', 30, { base: OTHER_BASE })).rejects.toThrow(
    refusal(
      'apply-base',
      `the change was made to ${OTHER_BASE}, but was planned as a change to ${BASE}`,
    ),
  );
  await expect(apply('first', 31)).rejects.toThrow(
    refusal('apply-configuration', 'the configuration of calls-local has changed since the plan'),
  );
  for (const name of [NAMES.plan, NAMES.lock]) {
    const file = path.join(plansIn('first'), 'calls-local', name);
    const bytes = fs.readFileSync(file);
    fs.appendFileSync(file, ' ');
    await expect(apply('first', 30)).rejects.toThrow(
      refusal('apply-plan', `${file} is not the file that was reviewed`),
    );
    fs.writeFileSync(file, bytes);
  }
  await expect(deployed()).resolves.toBe(false);

  const deploying = await RecordedCalls.during(aws, async () => {
    await expect(apply('first', 30)).resolves.toEqual(['calls-local']);
  });
  await expect(deployed()).resolves.toBe(true);
  const planning = await RecordedCalls.during(aws, async () => {
    await expect(make('second', 30)).resolves.toMatchObject({ stacks: [] });
  });

  const scope = ciScope();
  expect(planning.count).toBeGreaterThan(60);
  const deploy = [
    ...deployReadStatements(scope),
    ...deployChangeStatements(scope),
    ...deployStatements(scope, []),
  ];
  expect({
    planning: await planning.refused(planStatements(scope, { roles: [], policies: [] })),
    deploying: await deploying.refused(deploy),
  }).toEqual({ planning: [], deploying: [] });
  const nothing = { Sid: 'Nothing', Effect: 'Deny', Action: '*', Resource: '*' } as const;
  expect(await planning.refused([nothing])).toHaveLength(planning.count);
});

test('Terraform refuses a plan whose state has changed since it was made', async () => {
  await expect(apply('first', 30)).rejects.toThrow(
    'terraform apply of calls-local failed: the state of calls-local has changed since the plan was made\n  Plan and review again.',
  );
});

test('a plan that Terraform cannot make is in the manifest, with the reason', async () => {
  const broken = environmentsOf(files(30).map(edited(STATE, 'no-state')));
  const errors: string[] = [];
  const manifest = await makeWith(broken, 'broken', (_, { message }) => errors.push(message));
  expect(errors).toEqual([
    'terraform init of calls-local failed: the state bucket no-state of calls-local does not exist\n  Run callvault bootstrap local, which creates it.',
  ]);
  expect(manifest).toMatchObject({
    stacks: [],
    unplanned: [{ id: 'calls-local', guarded: false }],
  });
});

test('a replica that was removed is planned to be destroyed, in its region', async () => {
  const without = files(30).map(edited('    replication: { region: eu-central-1 }\n', ''));
  await makeWith(environmentsOf(without), 'without-replica');
  const report = review({
    ...readPlans(plansIn('without-replica')),
    environments: [],
    now: Date.now(),
  });
  const found = report.stacks.flatMap(({ findings }) => findings.map(({ id }) => id));
  expect(found).toEqual(expect.arrayContaining(['bucket-destroyed', 'replication-removed']));
  expect(found).not.toContain('region-moved');
});

test('a changed path is not planned, and the reason says how to move', async () => {
  const guarded = edited('type: throw-away', 'type: non-production');
  const moved = edited(
    '    bucket:',
    '    prefix: calls/\n    pathPattern: calls/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}\n    bucket:',
  );
  const environments = environmentsOf(files(30).map(guarded).map(moved));
  const { unplanned } = await makeWith(environments, 'moved');
  expect(unplanned).toMatchObject([
    { guarded: true, address: expect.stringMatching(/^terraform_data\.PathLock_Path_/) as unknown },
  ]);
  expect(unplanned.map(({ what }) => plainText(what))).toEqual([
    expect.stringMatching(
      /^The path of recordings changes from recordings\/\S+ to calls\/\S+: .* previousPaths: \{ prefix: recordings\/ \}\./,
    ),
  ]);
});
