import { reportOn } from '../../review/report';
import { plainText } from '../../review/sentence';
import { parsePlan } from '../../review/plan';
import { change, found } from '../config/base';
import { synthesize } from '../stacks/synthesized';

const OFF = '{ since: 2026-11-20, reason: Decided in ticket 1234 }';
const GONE = OFF.replace(' }', ', destroy: true }');

const file = (replication: string, integrity: string) =>
  change(
    '    integrity: { source: manifest }\n',
    `    replication: { region: eu-west-1${replication} }\n    integrity: { source: manifest${integrity} }\n`,
  );

function stackOf(replication = '', integrity = '') {
  const text = file(replication, integrity);
  const [stack] = synthesize([{ file: 'environments/prod.yaml', text }], 'calls-prod');
  if (!stack) throw new Error('no stack');
  return stack;
}

/** Types of resources that are left out, each once. */
function withoutTypes(stack: ReturnType<typeof stackOf>): string[] {
  const left = new Set(stack.addresses);
  const gone = stackOf().addresses.filter((address) => !left.has(address));
  return [...new Set(gone.map((address) => address.replace(/_[0-9A-F]{8}$/, '')))].sort();
}

test('replication that is off loses its rules, role and alarms, and keeps the replica as it is', () => {
  const stack = stackOf(`, off: ${OFF}`);
  expect(withoutTypes(stack).filter((each) => !each.includes('alarm'))).toEqual([
    'aws_iam_role.Replication_Role',
    'aws_iam_role_policy.Replication_Policy',
    'aws_s3_bucket_replication_configuration.Replication_Configuration',
  ]);
  expect(stack.text).not.toContain('ReplicationAlarms');
  expect(stack.text).not.toContain('role/replication-calls-prod');
  expect(stack.text).not.toContain('ListReplica');
  const guards = ['aws_s3_bucket', 'aws_kms_key'].flatMap((type) =>
    stack.all(type).map(([, { lifecycle }]) => lifecycle),
  );
  expect(guards).toEqual(guards.map(() => ({ prevent_destroy: true })));
  const { output } = JSON.parse(stack.text) as { output: { replication_off: { value: object } } };
  expect(output.replication_off.value).toEqual({
    since: '2026-11-20',
    reason: 'Decided in ticket 1234',
    readable_until: '2028-11-20',
    gone_by: '2028-12-22',
  });
});

test('with destroy, the replica and its key can be destroyed, the key last, and the recordings cannot', () => {
  const stack = stackOf(`, off: ${GONE}`);
  const guarded = (type: string) =>
    stack
      .all(type)
      .filter(([, { lifecycle }]) => (lifecycle as { prevent_destroy?: boolean }).prevent_destroy)
      .map(([name]) => name.replace(/_[0-9A-F]{8}$/, ''))
      .sort();
  expect(guarded('aws_s3_bucket')).toEqual(['Logs_Bucket', 'Recordings_Bucket', 'Reports_Bucket']);
  expect(guarded('aws_kms_key')).toEqual(['OperationsKey', 'RecordingsKey']);
  const [, replica] =
    stack.all('aws_s3_bucket').find(([name]) => /^Replica_Bucket/.test(name)) ?? [];
  expect(replica?.depends_on).toEqual(
    expect.arrayContaining([expect.stringMatching(/^aws_kms_key\.Replica_Key/) as unknown]),
  );
});

test('a check that is off leaves the bucket of reports and the alarms of the replication', () => {
  const stack = stackOf('', `, off: ${OFF}`);
  const types = (all: readonly string[]) => [...new Set(all.map((each) => each.split('.')[0]))];
  expect(types(withoutTypes(stack))).toEqual(
    expect.arrayContaining(['aws_lambda_function', 'aws_cloudwatch_event_rule', 'aws_iam_role']),
  );
  expect(withoutTypes(stack).filter((each) => each.includes('.Reports_'))).toEqual([]);
  expect(stack.text).not.toContain('function:integrity-');
  expect(stack.text).toContain('AccountUsesReportsThroughS3');
  expect(stack.all('aws_sns_topic')).toHaveLength(1);
  expect(stackOf(`, off: ${OFF}`, `, off: ${OFF}`).all('aws_sns_topic')).toHaveLength(0);
});

test.each([
  ['2026-11-20', []],
  ['2026-02-30', ['off-since', 'off-since']],
  ['soon', ['off-since', 'off-since']],
  ['2999-01-01', ['off-since', 'off-since']],
])('off since %s leads to %j', (since, rules) => {
  const off = `, off: ${OFF.replace('2026-11-20', since)}`;
  const problems = found(file(off, off)).map((each) => Object.values(each).join(' '));
  expect(problems).toEqual(rules.map((rule) => expect.stringContaining(rule) as string));
});

/** The report on a plan that sets an output, and destroys resources. */
function reportedOn(output: string, value: object, destroyed: readonly string[]) {
  const plan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    resource_changes: [
      { address: 'aws_s3_bucket.Recordings_Bucket_A', type: 'aws_s3_bucket', actions: ['no-op'] },
      ...destroyed.map((address) => ({
        address,
        type: address.replace(/\..*/, ''),
        actions: ['delete'],
      })),
    ].map(({ actions, ...each }) => ({
      ...each,
      mode: 'managed',
      change: { actions, before: { name: 'role' }, after: {} },
    })),
    output_changes: {
      [output]:
        'before' in value
          ? { actions: ['delete'], ...value }
          : { actions: ['create'], before: null, after: value },
    },
  };
  const [stack] = reportOn([parsePlan(JSON.stringify(plan), 'calls-prod')], {
    today: '2026-11-26',
    failOn: ['writes-stop'],
  }).stacks;
  return (stack?.findings ?? []).map(({ id, what, accepted }) => ({
    id,
    what: plainText(what),
    accepted: accepted?.reason,
  }));
}

const VALUE = {
  since: '2026-11-20',
  reason: 'Decided in ticket 1234',
  readable_until: '2028-11-20',
  gone_by: '2028-12-22',
};
const ROLE = 'aws_iam_role.Replication_Role_A';

test('the review says what is off, and accepts the end of its role with the reason', () => {
  expect(reportedOn('replication_off', VALUE, [ROLE])).toMatchObject([
    { id: 'principal-destroyed', accepted: 'off: Decided in ticket 1234' },
    {
      id: 'replication-off',
      what: 'Off since 2026-11-20: Decided in ticket 1234. No recording is copied any more. The last copies are readable until 2028-11-20, and the lifecycle has deleted them by 2028-12-22, locks and legal holds aside.',
    },
  ]);
  expect(reportedOn('integrity_off', { ...VALUE, destroy: true }, [])).toMatchObject([
    {
      id: 'integrity-off',
      what: expect.stringMatching(
        /reports stays\. Its protection from destruction is removed\.$/,
      ) as unknown,
    },
  ]);
});

test('the end of another role is not accepted', () => {
  const all = reportedOn('replication_off', VALUE, [ROLE, 'aws_iam_role.Access_Role_A']);
  const ended = all.filter(({ id }) => id === 'principal-destroyed');
  expect(ended.map(({ accepted }) => accepted)).toEqual([undefined, 'off: Decided in ticket 1234']);
});

test('without destroy, a replica that is destroyed is not accepted', () => {
  const plan = (value: object) =>
    reportedOn('replication_off', { before: value, after: null }, [
      'aws_s3_bucket.Replica_Bucket_A',
    ]).map(({ id, accepted }) => [id, accepted]);
  expect(plan({ ...VALUE, destroy: true })).toEqual([
    ['bucket-destroyed', 'off: Decided in ticket 1234'],
    ['replication-off', undefined],
  ]);
  expect(plan(VALUE)).toEqual([['bucket-destroyed', undefined]]);
});

test('dashboards and alarms leave out what is off', () => {
  const file = (text: string) =>
    change('    integrity: {', `    dashboard: true\n    ${text}\n    integrity: {`);
  const of = (text: string) =>
    synthesize([{ file: 'prod.yaml', text }], 'calls-prod')[0]?.text ?? '';
  const off = `replication: { region: eu-west-1, off: ${OFF} }`;
  expect(of(file('replication: { region: eu-west-1 }'))).toContain('OperationsFailedReplication');
  expect(of(file(off))).not.toContain('OperationsFailedReplication');
});
