import {
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetRoleCommand, IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bootstrap } from '../../cli/bootstrap/run-bootstrap';
import { examine } from '../../cli/doctor/doctor';
import { findStore as findDeployed } from '../../cli/find-store';
import { readFolder } from '../../config/files';
import { loadEnvironments } from '../../config/load';
import { deploy, destroy, planIsEmpty, type StackOutputs } from '../../dev/demo/deploy';
import { runDeployedCheck, LOST } from '../../dev/demo/integrity';
import { tryForbidden } from '../../dev/demo/forbidden';
import { record } from '../../dev/demo/record';
import {
  callvault,
  type CallvaultResult,
  type DemoVendors,
  startVendors,
} from '../../dev/demo/vendors';
import { makeWorkspace, type Workspace } from '../../dev/demo/workspace';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import type { Store } from '../../store/store';
import { environmentsOf } from '../environments';
import { switchCanariesOn, testCanaries } from './canaries';
import { changeByHand } from './changes-by-hand';
import { RecordedCalls } from './ci-calls';
import { testReport } from './report-page';
import { testSilence } from './silence';
import { testStateMachine } from './state-machine';
import { testStatus } from './status-screen';
import { testSwitchedOff } from './switched-off';
import { makeWorkflow, PLAN_ROLE, testRepair, type Workflow } from './workflow';

// The AWS provider needs a minute per bucket: it polls the lifecycle configuration.
jest.setTimeout(600_000);

const STORES = ['meetings-local', 'calls-local', 'video-local'];

let aws: LocalAws;
let vendors: DemoVendors;
let workspace: Workspace;
let workflow: Workflow;
let deploying: Promise<Readonly<Record<string, StackOutputs>>>;
let outputs: Readonly<Record<string, StackOutputs>>;
let stores: readonly Store[];
let s3: S3Client;
let iam: IAMClient;

const environmentFile = () => path.join(workspace.env.CALLVAULT_ENVIRONMENTS ?? '', 'local.yaml');

const runBootstrap = () =>
  bootstrap({
    environments: environmentsOf(path.dirname(environmentFile())),
    environment: 'local',
    env: workspace.env,
    workFolder: path.join(workspace.folder, 'bootstrap'),
    renderer: 'silent',
  });

const findStore = (id: string) => {
  const store = stores.find((each) => each.id === id);
  if (!store) throw new Error(`no store ${id}`);
  return store;
};

beforeAll(async () => {
  aws = await startLocalAws({ sharedProvider: true });
  vendors = await startVendors(aws);
  workspace = makeWorkspace(aws, { vendors: vendors.url, source: 'test/environments' });
  switchCanariesOn(environmentFile());
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { endpoint: aws.endpoint, region: 'us-east-1', credentials };
  s3 = new S3Client({ ...settings, forcePathStyle: true });
  iam = new IAMClient(settings);
});

afterAll(async () => {
  await vendors.stop();
  await aws.stop();
  workspace.remove();
});

test('bootstrap creates the state bucket, writes its key into the file and moves its state there', async () => {
  const before = fs.readFileSync(environmentFile(), 'utf8');
  let result = { keyArn: '', did: [] as readonly string[] };
  const calls = await RecordedCalls.during(aws, async () => {
    result = await runBootstrap();
  });
  expect(result.did).toHaveLength(3);
  expect(result.keyArn).toMatch(/^arn:aws:kms:us-east-1:123456789012:key\//);
  const after = fs.readFileSync(environmentFile(), 'utf8');
  expect(after.replace(`  kmsKeyArn: ${result.keyArn}\n`, '')).toBe(before);
  const state = await s3.send(
    new HeadObjectCommand({
      Bucket: 'callvault-local-state',
      Key: 'state-local/terraform.tfstate',
    }),
  );
  expect(state.ServerSideEncryption).toBe('aws:kms');
  expect(state.SSEKMSKeyId).toBe(result.keyArn);
  expect(calls.count).toBeGreaterThan(25);
  expect(await calls.refusedForState()).toEqual([]);
  workflow = await makeWorkflow(workspace, aws);
  // Runs in parallel with the second bootstrap: both mostly wait, and both need only the first bootstrap.
  deploying = deploy(workspace, ['ci-local']).then(() => deploy(workflow, STORES));
  deploying.catch(() => undefined);
});

test('a second bootstrap changes nothing and says so', async () => {
  const before = fs.readFileSync(environmentFile(), 'utf8');
  const { did } = await runBootstrap();
  expect(did).toEqual([
    'The state bucket callvault-local-state already exists; it matches the environment file.',
  ]);
  expect(fs.readFileSync(environmentFile(), 'utf8')).toBe(before);
});

test('cdktf deploys the stores of all three vendors with the permissions of the deploy role', async () => {
  stores = loadEnvironments(readFolder(path.dirname(environmentFile()))).environments.flatMap(
    (environment) => environment.stores,
  );
  outputs = await deploying;
  expect(Object.keys(outputs).sort()).toEqual([...STORES].sort());
});

test.each(STORES)('%s: the bucket is versioned and encrypted with its own key', async (id) => {
  const { bucketName: Bucket } = findStore(id);
  const keyArn = outputs[id]?.recordings_key_arn;
  const versioning = await s3.send(new GetBucketVersioningCommand({ Bucket }));
  expect(versioning.Status).toBe('Enabled');
  const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual([
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn },
      BucketKeyEnabled: true,
    },
  ]);
});

test.each(STORES)('%s: the bucket is private, logged and expires as configured', async (id) => {
  const { bucketName: Bucket, logBucketName, schedule, prefix } = findStore(id);
  const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(Object.values(block.PublicAccessBlockConfiguration ?? {})).toEqual(Array(4).fill(true));
  const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
  expect(LoggingEnabled?.TargetBucket).toBe(logBucketName);
  const lifecycle = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  const expiry = lifecycle.Rules?.find(({ ID }) => ID === 'expire');
  expect(expiry).toMatchObject({
    Filter: { Prefix: prefix },
    Expiration: { Days: schedule.days },
    NoncurrentVersionExpiration: { NoncurrentDays: schedule.noncurrentDays },
  });
});

test.each(STORES)('%s: its policy is deployed as it was synthesized', (id) => {
  const policy = JSON.parse(aws.bucketPolicy(findStore(id).bucketName) ?? '{}') as {
    Statement: readonly { Sid: string; Effect: string }[];
  };
  expect(policy.Statement.map(({ Effect }) => Effect)).toEqual(policy.Statement.map(() => 'Deny'));
  expect(policy.Statement.map(({ Sid }) => Sid)).toEqual([
    'EnforceSSLOnly',
    'DenyOldTls',
    'DenyOtherEncryption',
    'DenyOtherKey',
    'DenyKmsWithoutKey',
    'DenyCustomerKeys',
    ...(id === 'calls-local' ? ['DenyVendorOffNetwork'] : []),
  ]);
});

test('calls-local: recordings are copied to a bucket in another region, with its own key', async () => {
  const { bucketName: Bucket, replica } = findStore('calls-local');
  const Copy = { Bucket: replica?.bucketName };
  const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket }));
  const keyArn = expect.stringMatching(/^arn:aws:kms:eu-central-1:/) as unknown;
  expect(ReplicationConfiguration?.Rules).toMatchObject([
    {
      Status: 'Enabled',
      Filter: { Prefix: 'recordings/' },
      Destination: {
        Bucket: replica?.bucketArn,
        EncryptionConfiguration: { ReplicaKmsKeyID: keyArn },
      },
    },
  ]);
  const { LocationConstraint } = await s3.send(new GetBucketLocationCommand(Copy));
  expect(LocationConstraint).toBe('eu-central-1');
  const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand(Copy));
  expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } },
  ]);
});

test('sessions of WorqHat’s role last twelve hours, those of Genesys’ role one', async () => {
  const seconds = async (RoleName: string) =>
    (await iam.send(new GetRoleCommand({ RoleName }))).Role?.MaxSessionDuration;
  await expect(seconds('recordings-meetings-local')).resolves.toBe(43_200);
  await expect(seconds('recordings-calls-local')).resolves.toBe(3_600);
});

const statesOf = ({ steps }: CallvaultResult['json']) =>
  (steps as { state: string }[]).map(({ state }) => state);

test('a dry run shows what would be registered with each vendor, and changes nothing', async () => {
  const dryRun = async (id: string) => {
    const { code, json } = await callvault(workspace, 'connect', id, '--dry-run');
    return { code, states: statesOf(json) };
  };
  await expect(Promise.all([dryRun('calls-local'), dryRun('video-local')])).resolves.toEqual([
    { code: 6, states: ['would-change', 'unchanged', 'would-change'] },
    { code: 6, states: ['would-change', 'would-change', 'would-change', 'unchanged'] },
  ]);
  expect(vendors.genesys.connections).toEqual([]);
  expect(vendors.twilio.credentials).toEqual([]);
});

test('calls-local: Genesys is registered, assumes the role, writes with the key, and is enabled', async () => {
  const { code, json } = await callvault(workspace, 'connect', 'calls-local');
  expect({ code, findings: json.findings }).toEqual({ code: 0, findings: [] });
  const [connection] = vendors.genesys.connections;
  expect(connection).toMatchObject({
    status: 'ACTIVE',
    settings: {
      roleArn: outputs['calls-local']?.assume_role_arn,
      encryption: { keyArn: outputs['calls-local']?.recordings_key_arn },
    },
  });
  await vendors.genesys.write(connection?.settings as object, 'a-call.wav');
  // Outside the folders of a day, so the check below does not report it.
  const Key = 'recordings/a-call.wav';
  await s3.send(new DeleteObjectCommand({ Bucket: 'callvault-local-calls', Key }));
  const again = await callvault(workspace, 'connect', 'calls-local');
  expect({ code: again.code, states: statesOf(again.json) }).toEqual({
    code: 0,
    states: ['unchanged', 'unchanged', 'unchanged'],
  });
  expect(vendors.genesys.connections).toHaveLength(1);
});

test('calls-local: Genesys’ own validation reports access that breaks later', async () => {
  const [connection] = vendors.genesys.connections;
  const roleArn = 'arn:aws:iam::123456789012:role/another';
  const settings = { ...(connection?.settings as object), roleArn };
  vendors.genesys.connections[0] = { ...connection, id: String(connection?.id), settings };
  const { code, json } = await callvault(workspace, 'connect', 'calls-local', '--dry-run');
  expect({ code, states: statesOf(json) }).toMatchObject({
    code: 6,
    states: ['would-change', 'unchanged', 'unchanged'],
  });
  expect((await callvault(workspace, 'connect', 'calls-local')).code).toBe(0);
});

test('video-local: Twilio gets a key and writes its test file, and the key is rotated', async () => {
  const { code, json } = await callvault(workspace, 'connect', 'video-local');
  expect({ code, findings: json.findings }).toEqual({ code: 0, findings: [] });
  await vendors.twilio.write('Recording', 'a-recording.mka');
  const rotated = await callvault(workspace, 'rotate', 'video-local');
  expect(rotated).toMatchObject({ code: 0, json: { state: 'grace', findings: [] } });
  const key = await vendors.twilio.write('Recording', 'another-recording.mka');
  const written = await s3.send(
    new HeadObjectCommand({ Bucket: 'callvault-local-video', Key: key }),
  );
  expect(written.SSEKMSKeyId).toBe(outputs['video-local']?.recordings_key_arn);
});

test('video-local: doctor finds no problems after the rotation', async () => {
  const { code, json } = await callvault(workspace, 'doctor', 'video-local');
  expect({ code, findings: json.findings }).toEqual({ code: 0, findings: [] });
});

test('meetings-local: WorqHat has no API, so the values to enter are shown under its own names', async () => {
  for (const command of ['connect', 'outputs']) {
    const { code, json } = await callvault(workspace, command, 'meetings-local');
    expect({ code, findings: json.findings ?? [] }).toEqual({ code: 0, findings: [] });
    expect((json.enter as object | undefined) ?? json).toMatchObject({
      where: 'Virtual Meeting Settings, "Store in your own S3 Bucket", then Update',
      values: {
        bucket_name: 'callvault-local-meetings',
        bucket_region: 'us-east-1',
        assume_role_arn: outputs['meetings-local']?.assume_role_arn,
      },
    });
  }
});

test.each(STORES)('%s: its vendor writes a recording, encrypted with its own key', async (id) => {
  const recording = await record(findStore(id), outputs[id] ?? {}, aws);
  expect(recording.encryption).toBe('aws:kms');
  expect(recording.keyArn).toBe(outputs[id]?.recordings_key_arn);
});

const ENCRYPTION = ['write with another encryption', 'DenyOtherEncryption'];
const HTTP = ['write over plain HTTP', 'EnforceSSLOnly'];
const EXTERNAL_IDS = [
  ['assume the role with a wrong external id', ''],
  ['assume the role without an external id', ''],
];

test.each([
  ['meetings-local', [HTTP, ENCRYPTION, ['delete a version', ''], ...EXTERNAL_IDS]],
  [
    'calls-local',
    [
      HTTP,
      ENCRYPTION,
      ['write outside its folder', ''],
      ['write from another network', 'DenyVendorOffNetwork'],
      ['delete a version', ''],
      ...EXTERNAL_IDS,
    ],
  ],
  [
    'video-local',
    [
      HTTP,
      ENCRYPTION,
      ['write outside its folder', 'UploadUserDenyOutsideFolder'],
      ['read a recording back', 'UploadUserDenyEverything'],
      ['delete a version', 'UploadUserDenyEverything'],
    ],
  ],
])(
  '%s: its vendor is refused every operation that the deployed policies do not allow',
  async (id, all) => {
    const refusals = await tryForbidden(findStore(id), outputs[id] ?? {}, aws);
    expect(refusals).toEqual(all.map(([tried, by]) => ({ tried, by, answer: 'AccessDenied' })));
  },
);

test('the deployed check, with its own role, reports the recording that never arrived and the missing copy', async () => {
  const store = findStore('calls-local');
  const recording = await record(store, outputs['calls-local'] ?? {}, aws);
  const { log, error } = await runDeployedCheck({ workspace, aws, vendors }, store, recording);
  expect(error).toBe('');
  expect(log.map(({ event }) => event)).toEqual(['discrepancy', 'discrepancy', 'report']);
  const day = recording.key.slice(0, 'recordings/2026/11/21/'.length);
  // The local AWS does not replicate, which the check reports as it would in AWS.
  expect(log[0]).toMatchObject({ kind: 'not-replicated', key: recording.key });
  // Last, because the check has looked in the folders of the neighbouring days as well.
  expect(log[1]).toMatchObject({ kind: 'missing', key: `${day}${LOST}.`, store: 'calls-local' });
  expect(log[2]).toMatchObject({ Store: 'calls-local', Discrepancies: 2, RecordingsChecked: 2 });
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: store.integrity?.reportBucketName, Prefix: 'reports/' }),
  );
  expect(Contents.map(({ Key }) => Key)).toEqual([
    expect.stringMatching(/^reports\/2\d{3}-.*Z\.json$/),
    'reports/latest.json',
  ]);
});

testStateMachine(() => ({
  aws,
  vendors,
  store: findStore('calls-local'),
  outputs: outputs['calls-local'] ?? {},
}));

testSilence(() => ({ aws, store: findStore('calls-local') }));

testCanaries(() => ({ aws, outputs, findStore }));

test('the access key is in the secret and at Twilio, and in no state', async () => {
  const { AccessKeyMetadata = [] } = await iam.send(
    new ListAccessKeysCommand({ UserName: 'recordings-video-local' }),
  );
  expect(AccessKeyMetadata.map(({ Status }) => Status)).toEqual(['Inactive', 'Active']);
  const { Body } = await s3.send(
    new GetObjectCommand({
      Bucket: 'callvault-local-state',
      Key: 'video-local/terraform.tfstate',
    }),
  );
  const state = (await Body?.transformToString()) ?? '';
  expect(state).toContain('recordings-video-local');
  for (const { credentials } of vendors.twilio.credentials) {
    const [id = '', secret = ''] = credentials.split(':');
    expect(state).not.toContain(id);
    expect(state).not.toContain(secret);
  }
});

test('a second plan of every store, with the permissions of the plan role, is empty', async () => {
  workflow.actAs(PLAN_ROLE);
  const plans = STORES.map((id) => planIsEmpty(workflow, id, ['-lock=false']));
  await expect(Promise.all(plans)).resolves.toEqual([true, true, true]);
});

testStatus(() => ({ aws, workspace, outputs }));

testReport(() => ({ aws, workspace, outputs }));

/** Ids of what doctor finds of the store with a replica and a check, without acting as the vendor. */
async function diagnose(): Promise<string[]> {
  const { findings } = await examine(
    findDeployed('calls-local', environmentsOf(path.dirname(environmentFile()))),
    { now: new Date() },
  );
  return findings.map(({ id }) => id);
}

test('calls-local: doctor reads the copy and the monitoring, and finds what is changed by hand', async () => {
  expect(await diagnose()).toEqual([]);
  await changeByHand(aws, findStore('calls-local'));
  expect(await diagnose()).toEqual([
    'access-logging-missing',
    'replication-missing',
    'versioning-off',
    'schedule-disabled',
    'events-off',
    'alarm-missing',
    'log-group-changed',
  ]);
});

testRepair(() => ({ workflow, iam, aws, diagnose }));

testSwitchedOff(() => ({ workspace, file: environmentFile(), diagnose }));

test('the deploy role destroys the stores of a throw-away environment, which leaves only the state', async () => {
  await destroy(workflow, STORES);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets.map(({ Name }) => Name).sort()).toEqual([
    'callvault-local-state',
    'callvault-local-state-logs',
  ]);
});
