import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findStore } from '../../cli/find-store';
import { DAY_MS } from '../../core/day';
import { functionOf, type LocalFunction } from '../../dev/functions';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { signedHeaders } from '../../dev/signature/sign';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import type { CheckReport } from '../../integrity/report';
import { bundleCheck } from '../../lambda/bundle';
import type { CheckEvent } from '../../lambda/check';
import { definition } from '../../modules/integrity-map';
import { integrityStatements } from '../../store/integrity-access';
import { TemporaryFolder } from '../dev/temporary-folder';
import { environmentsOf } from '../environments';

jest.setTimeout(300_000);

const YAML = `
account: '123456789012'
region: us-east-1
type: throw-away
state: { backend: local }
stores:
  calls:
    vendor: genesys
    bucket: distributed-calls
    organizationId: 3f2504e0-4f89-41d3-9a0c-0305e82c3301
    genesysAccount: '765628985471'
    genesysRegion: us-east-1
    vendorRetentionDays: 30
    retention: { days: 30 }
    integrity: { source: manifest, scale: distributed, days: 6 }
`;

/** The local AWS dates objects today, so the check runs three days later. */
const NOW = Date.now() + 3 * DAY_MS;
const id = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const dayOf = (index: number) =>
  new Date(NOW - (3 + (index % 3)) * DAY_MS).toISOString().slice(0, 10);
const keyOf = (index: number) => `recordings/${dayOf(index).replaceAll('-', '/')}/${id(index)}.wav`;
const KEYS = Array.from({ length: 30 }, (_, index) => keyOf(index));
const [LOST = '', HIDDEN = '', EMPTY = ''] = KEYS;
const ORPHAN = keyOf(99);

const folder = new TemporaryFolder();
let aws: LocalAws;
let s3: S3Client;
afterAll(async () => {
  folder.remove();
  await aws.stop();
});

/** Calls Step Functions, for which the project has no client. */
async function states<T>(action: string, input: object): Promise<T> {
  const body = JSON.stringify(input);
  const { host } = new URL(aws.endpoint);
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `AWSStepFunctions.${action}`,
  };
  const request = {
    method: 'POST',
    url: '/',
    host,
    body,
    region: 'us-east-1',
    service: 'states',
    headers,
  };
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: signedHeaders(request, TEST_CREDENTIALS),
    body,
  });
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(`${action}: ${JSON.stringify(answer)}`);
  return answer;
}

const { store } = findStore(
  'calls-local',
  environmentsOf([{ file: 'environments/local.yaml', text: YAML }]),
);
const { integrity } = store;
if (!integrity) throw new Error('it has no check');

async function makeRole(name: string, statements: readonly object[]): Promise<string> {
  const iam = new IAMClient({
    region: 'us-east-1',
    endpoint: aws.endpoint,
    credentials: TEST_CREDENTIALS,
  });
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'check', PolicyDocument }));
  return Role?.Arn ?? '';
}

/** The zip that is deployed, as its role. */
function deployedFunction(roleArn: string): LocalFunction {
  return functionOf(bundleCheck().file, path.join(folder.path, 'function'), async () => {
    const endpoint = await aws.endpointFor({ principal: 'lambda.amazonaws.com' });
    const sts = new STSClient({ region: 'us-east-1', endpoint, credentials: TEST_CREDENTIALS });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'function' }),
    );
    return {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials?.SessionToken,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  });
}

beforeAll(async () => {
  aws = await startLocalAws();
  const options = { region: 'us-east-1', endpoint: aws.endpoint, credentials: TEST_CREDENTIALS };
  s3 = new S3Client({ ...options, forcePathStyle: true });
  const Bucket = store.bucketName;
  for (const each of [Bucket, integrity.reportBucketName]) {
    await s3.send(new CreateBucketCommand({ Bucket: each }));
  }
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  for (const Key of [...KEYS, ORPHAN].filter((key) => key !== LOST)) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key === EMPTY ? '' : 'RIFF' }));
  }
  await s3.send(new DeleteObjectCommand({ Bucket, Key: HIDDEN }));
  const lines = KEYS.map((key, index) => JSON.stringify({ key, at: `${dayOf(index)}T10:00:00Z` }));
  const list = {
    Bucket: integrity.reportBucketName,
    Key: 'manifest.jsonl',
    Body: lines.join('\n'),
  };
  await s3.send(new PutObjectCommand(list));
});

test('the state machine finds planted discrepancies, and a worker that fails is tried again', async () => {
  const roleArn = await makeRole(integrity.name, integrityStatements(store, integrity, {}));
  const functionArn = `arn:aws:lambda:us-east-1:123456789012:function:${integrity.name}`;
  const reports = `arn:aws:s3:::${integrity.reportBucketName}/*`;
  const machineRoleArn = await makeRole('state-machine', [
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: reports },
  ]);
  const run = deployedFunction(roleArn);
  const events: CheckEvent[] = [];
  aws.functions.set(integrity.name, (event) => {
    const check = event as CheckEvent;
    events.push(check);
    const isFirstCheck =
      check.action === 'check' && events.filter(({ action }) => action === 'check').length === 1;
    return isFirstCheck ? Promise.resolve({ error: new Error('the network is down') }) : run(event);
  });
  const asl = definition({
    partition: 'aws',
    functionArn,
    reportBucketName: integrity.reportBucketName,
    settings: integrity.check,
  });
  const machine = {
    name: integrity.name,
    definition: JSON.stringify(asl),
    roleArn: machineRoleArn,
  };
  expect(await states('ValidateStateMachineDefinition', machine)).toMatchObject({ result: 'OK' });
  const { stateMachineArn } = await states<{ stateMachineArn: string }>(
    'CreateStateMachine',
    machine,
  );
  const input = JSON.stringify({ time: new Date(NOW).toISOString() });
  const { executionArn } = await states<{ executionArn: string }>('StartExecution', {
    stateMachineArn,
    input,
  });
  const describe = () =>
    states<{ status: string; output?: string; error?: string; cause?: string }>(
      'DescribeExecution',
      { executionArn },
    );
  let execution = await describe();
  while (execution.status === 'RUNNING') {
    await sleep(500);
    execution = await describe();
  }
  expect(execution).toMatchObject({ status: 'SUCCEEDED' });
  expect(JSON.parse(execution.output ?? '')).toEqual({
    total: 4,
    counts: { missing: 1, hidden: 1, 'wrong-size': 1, orphan: 1 },
  } satisfies Pick<CheckReport, 'total' | 'counts'>);
  const checked = events.flatMap(({ partition }) => partition?.id ?? []);
  expect(checked).toHaveLength(new Set(checked).size + 1);
  expect(checked).toEqual(expect.arrayContaining(['0-' + dayOf(0), 'elsewhere', 'strays']));
  expect(events.map(({ action }) => action).filter((action) => action !== 'check')).toEqual([
    'collect',
    'report',
  ]);
});
