import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_MS } from '../../core/day';
import { renderPolicy } from '../../core/policy';
import { parsePolicy } from '../../core/policy-statement';
import { checkTime } from '../../dev/demo/integrity';
import type { StackOutputs } from '../../dev/demo/deploy';
import { openVendorClient } from '../../dev/demo/vendor-client';
import type { DemoVendors } from '../../dev/demo/vendors';
import type { LocalAws } from '../../dev/local-aws';
import { callStepFunctions } from '../../dev/service-call';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import type { Store } from '../../store/store';

/** How an execution ended, or why a task of it failed. */
interface Execution {
  readonly status: string;
  readonly output?: string;
  readonly cause?: string;
}

interface FailedEvent {
  readonly lambdaFunctionFailedEventDetails?: { readonly cause: string };
}

const settingsOf = ({ endpoint }: LocalAws) => ({
  region: 'us-east-1',
  endpoint,
  credentials: TEST_CREDENTIALS,
});

/** moto starts one execution of a state machine only, so one that was started is created again as it is. */
async function renew({ endpoint }: LocalAws, stateMachineArn: string): Promise<void> {
  const call = <T>(action: string, more: object = {}) =>
    callStepFunctions<T>(endpoint, action, { stateMachineArn, ...more });
  const { executions } = await call<{ executions: readonly object[] }>('ListExecutions');
  if (executions.length === 0) return;
  const machine = await call<object>('DescribeStateMachine');
  const { tags } = await call<object & { tags: readonly object[] }>('ListTagsForResource', {
    resourceArn: stateMachineArn,
  });
  await call('DeleteStateMachine');
  await call('CreateStateMachine', { ...machine, tags });
}

/** Starts the state machine of a check as EventBridge does: with the input and the role of its rule. */
async function startCheck(aws: LocalAws, name: string): Promise<string> {
  const { Arn: stateMachineArn = '', RoleArn = '', InputTransformer } = await targetOf(aws, name);
  await renew(aws, stateMachineArn);
  const input = InputTransformer?.InputTemplate?.replace('<time>', checkTime());
  const { executionArn } = await callStepFunctions<{ executionArn: string }>(
    await aws.endpointFor({ role: RoleArn.replace(/^.*\//, '') }),
    'StartExecution',
    { stateMachineArn, name: randomUUID(), input },
  );
  return executionArn;
}

async function targetOf(aws: LocalAws, name: string): Promise<Target> {
  const targets = new ListTargetsByRuleCommand({ Rule: `${name}-check` });
  const { Targets: [target] = [] } = await new EventBridgeClient(settingsOf(aws)).send(targets);
  if (!target) throw new Error(`the rule of ${name} has no target`);
  return target;
}

/** Waits until an execution ends. */
async function waitForEnd({ endpoint }: LocalAws, executionArn: string): Promise<Execution> {
  for (;;) {
    const execution = await callStepFunctions<Execution>(endpoint, 'DescribeExecution', {
      executionArn,
    });
    if (execution.status !== 'RUNNING') return execution;
    await sleep(200);
  }
}

/** Waits until a task of an execution fails, and stops the execution: its retries take minutes. */
async function stopAtFailure({ endpoint }: LocalAws, executionArn: string): Promise<string> {
  for (;;) {
    const { events } = await callStepFunctions<{ events: readonly FailedEvent[] }>(
      endpoint,
      'GetExecutionHistory',
      { executionArn },
    );
    const failed = events.find((each) => each.lambdaFunctionFailedEventDetails);
    if (failed) {
      await callStepFunctions(endpoint, 'StopExecution', { executionArn });
      return failed.lambdaFunctionFailedEventDetails?.cause ?? '';
    }
    await sleep(200);
  }
}

/** Does something while a role lacks a statement of its policy. */
async function withoutStatement<T>(
  aws: LocalAws,
  { role: RoleName, sid }: { readonly role: string; readonly sid: string },
  use: () => Promise<T>,
): Promise<T> {
  const iam = new IAMClient(settingsOf(aws));
  const policy = { RoleName, PolicyName: 'integrity-check' };
  const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(policy));
  const before = decodeURIComponent(PolicyDocument);
  const { Statement } = parsePolicy(before);
  const left = Statement.filter(({ Sid }) => Sid !== sid);
  if (left.length !== Statement.length - 1) throw new Error(`${RoleName} has no statement ${sid}`);
  const put = (text: string) =>
    iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: text }));
  await put(renderPolicy(left));
  try {
    return await use();
  } finally {
    await put(before);
  }
}

const id = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const timeOf = (index: number) => new Date(Date.now() - (1 + (index % 2)) * DAY_MS).toISOString();
const keyOf = (index: number) =>
  `recordings/${timeOf(index).slice(0, 10).replaceAll('-', '/')}/${id(index)}.wav`;

/** Writes recordings of the last two days as the vendor: one each that is hidden, empty, lost and unknown to Genesys. */
async function plantRecordings({ aws, vendors, store, outputs }: World): Promise<void> {
  const s3 = await (await openVendorClient(store, outputs, aws)).from();
  const { bucketName: Bucket } = store;
  const [hidden, empty, lost, unknown] = [1, 2, 3, 4] as const;
  for (const index of [hidden, empty, unknown]) {
    const Body = Buffer.from(index === empty ? '' : 'RIFF');
    await s3.send(new PutObjectCommand({ Bucket, Key: keyOf(index), Body }));
  }
  await s3.send(new DeleteObjectCommand({ Bucket, Key: keyOf(hidden) }));
  vendors.genesys.recordings.push(
    ...[hidden, empty, lost].map((index) => ({
      conversationId: id(index),
      recordingId: `r${index}`,
      creationTime: timeOf(index),
    })),
  );
}

/** What the tests of a state machine use. */
interface World {
  readonly aws: LocalAws;
  readonly vendors: DemoVendors;
  readonly store: Store;
  readonly outputs: StackOutputs;
}

const CHECK = 'integrity-calls-local';
const MAP = `${CHECK}-map`;

/** Tests the deployed state machine of calls-local, after its function was tested. */
export function testStateMachine(world: () => World): void {
  test('calls-local: its rule starts the state machine, which finds planted discrepancies and repeats a worker that fails', async () => {
    const { aws, store } = world();
    await plantRecordings(world());
    const failure = aws.faults.inject({
      when: ({ request, operation }) =>
        operation === 'ListObjectsV2' && request.s3?.bucket === store.bucketName,
      times: 1,
      fault: { kind: 'error', status: 400, code: 'InvalidRequest' },
    });
    const { status, output = '' } = await waitForEnd(aws, await startCheck(aws, CHECK));
    failure.remove();
    expect({ status, failed: failure.struck }).toEqual({ status: 'SUCCEEDED', failed: 1 });
    // Two are those of the check before.
    expect(JSON.parse(output)).toEqual({
      total: 8,
      counts: { missing: 2, hidden: 1, 'wrong-size': 1, 'not-replicated': 3, orphan: 1 },
    });
  });

  test.each([
    ['ReadPartitions', 's3:GetObject'],
    ['DecryptPartitions', 'kms:Decrypt'],
    ['StartWorkers', 'states:StartExecution'],
  ])(
    'calls-local: an execution fails if the role of the state machine loses %s',
    async (sid, action) => {
      const { aws } = world();
      const { status, cause } = await withoutStatement(aws, { role: MAP, sid }, async () =>
        waitForEnd(aws, await startCheck(aws, CHECK)),
      );
      expect(status).toBe('FAILED');
      expect(cause).toContain(`${MAP}/session is not authorized to perform: ${action} on`);
    },
  );

  test.each([
    [MAP, 'Work', 'lambda:InvokeFunction'],
    [CHECK, 'ReadCredentials', 'secretsmanager:GetSecretValue'],
  ])('calls-local: the first task fails if the role %s loses %s', async (role, sid, action) => {
    const { aws } = world();
    const cause = await withoutStatement(aws, { role, sid }, async () =>
      stopAtFailure(aws, await startCheck(aws, CHECK)),
    );
    expect(cause).toContain(`:assumed-role/${role}/`);
    expect(cause).toContain(`is not authorized to perform: ${action} on`);
  });
}
