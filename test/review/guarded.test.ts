import { explainGuarded } from '../../review/guarded';
import type { RawChange } from '../../review/raw-plan';
import { plainText } from '../../review/sentence';

type Values = Record<string, unknown> | null;

const change = (address: string, before: Values, after: Values): RawChange => ({
  address,
  mode: 'managed',
  type: address.split('.')[0] ?? '',
  change: { actions: ['delete', 'create'], before, after },
});
const lock = (number: '' | '2', before: Values, after: Values) => {
  const path = (values: Values) => values && { triggers_replace: values };
  return change(`terraform_data.PathLock_Path${number}_1A2B3C4D`, path(before), path(after));
};
const explain = (...changes: RawChange[]) =>
  explainGuarded(
    changes.filter(({ change: { before } }) => before).map(({ address }) => address),
    changes,
  ).map(({ address, what }) => `${address}: ${plainText(what)}`);

const PATTERN = '{yyyy}/{conversation_uuid}.wav';
const OLD = { prefix: 'recordings/', pattern: `recordings/${PATTERN}` };
const NEW = { prefix: 'calls/', pattern: `calls/${PATTERN}` };
const RENAMED = { prefix: 'calls/', pattern: 'calls/{conversation_uuid}.wav' };
const LOCK = 'terraform_data.PathLock_Path_1A2B3C4D';
const MOVED = (from: string, to: string) =>
  `${LOCK}: The path of recordings changes from ${from} to ${to}: access, retention and the integrity check would no longer cover what is on the old path.`;
const KEEP = (entry: string) =>
  `Keep it as a previous path, with this entry at the beginning of previousPaths: ${entry}. See docs/migration.md.`;
const NESTED =
  'One of the two contains the other, so the old path cannot be kept as a previous path. Choose a folder next to the old one, or set the path back. See docs/migration.md.';

test.each([
  [OLD, NEW, `${MOVED(OLD.pattern, NEW.pattern)} ${KEEP('{ prefix: recordings/ }')}`],
  [
    NEW,
    RENAMED,
    `${MOVED(NEW.pattern, RENAMED.pattern)} ${KEEP(`{ prefix: calls/, pathPattern: "${NEW.pattern}" }`)}`,
  ],
  [{ prefix: 'a/' }, { prefix: 'b/' }, `${MOVED('a/', 'b/')} ${KEEP('{ prefix: a/ }')}`],
  [{ prefix: '' }, { prefix: 'b/' }, `${MOVED('the whole bucket', 'b/')} ${NESTED}`],
  [{ prefix: 'a/' }, { prefix: 'a/b/' }, `${MOVED('a/', 'a/b/')} ${NESTED}`],
])('the path %j that becomes %j has to stay declared', (before, after, what) => {
  expect(explain(lock('', before, after))).toEqual([what]);
});

test('a previous path that is removed, and another order, are said as that', () => {
  expect(explain(lock('2', NEW, null), lock('', OLD, NEW))).toEqual([
    `terraform_data.PathLock_Path2_1A2B3C4D: ${OLD.pattern} was removed from previousPaths, but recordings may still be there. Add it again: { prefix: recordings/ }. See docs/migration.md.`,
  ]);
  expect(explain(lock('2', NEW, OLD), lock('', OLD, NEW))).toEqual([
    `terraform_data.PathLock_Path2_1A2B3C4D: The paths of the store are in another order. List previousPaths from the newest to the oldest, as before: ${OLD.pattern}.`,
  ]);
});

const bucket = (name: string, before: string, after: string) =>
  change(`aws_s3_bucket.${name}`, { bucket: before }, { bucket: after });

test('a bucket that gets another name is not renamed, and its log bucket is not explained again', () => {
  const buckets = [bucket('Logs_1', 'a-logs', 'b-logs'), bucket('Recordings_1', 'a', 'b')];
  expect(explain(...buckets)).toEqual([
    'aws_s3_bucket.Recordings_1: A bucket cannot be renamed: Terraform would destroy a, a-logs with everything in them, and create b, b-logs. Set the name of the bucket back. To move, add another store, and keep this one until its recordings have expired. See docs/migration.md.',
  ]);
});

test('a replica in another region is explained once, with what to do about a replica', () => {
  const region = (address: string) =>
    change(address, { region: 'eu-central-1' }, { region: 'eu-west-1' });
  expect(explain(region('aws_s3_bucket.Replica_1'), region('aws_kms_key.Replica_2'))).toEqual([
    'aws_s3_bucket.Replica_1: The region changes from eu-central-1 to eu-west-1. Buckets and keys cannot move to another region, so Terraform would destroy them with all recordings. Set the region back to eu-central-1. To replicate elsewhere, end this replication first. See docs/replication.md.',
  ]);
});

test('a resource that the incomplete plan does not contain is named', () => {
  expect(explainGuarded(['aws_kms_key.A'], [])).toHaveLength(1);
  expect(explain(change('aws_kms_key.A', { description: 'a' }, null))).toEqual([
    'aws_kms_key.A: The change would destroy aws_kms_key.A, which callvault protects because recordings depend on it. Undo what causes this, or end the store or its part first: see docs/retire.md.',
  ]);
});
