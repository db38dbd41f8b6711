import * as fs from 'node:fs';
import { storyFiles } from '../../dev/review/expected';
import { tryStoreGraph } from '../../review/graph';
import { type Change, parsePlan } from '../../review/plan';
import { change } from './change';

const graphOf = (story: string) =>
  tryStoreGraph(parsePlan(fs.readFileSync(storyFiles(story).plan, 'utf8'), story).changes);

/** A graph as lines: the parts with what happens to them, and the links by their names. */
function linesOf(changes: readonly Change[]): string[] {
  const { parts, links } = tryStoreGraph(changes) ?? { parts: [], links: [] };
  const names = new Map(parts.map(({ id, kind, name }) => [id, `${kind} ${name}`]));
  return [
    ...parts.map(
      ({ id, state, settings }) => `${names.get(id) ?? ''}: ${[state, ...settings].join(', ')}`,
    ),
    ...links.map(({ from, to, how }) => `${names.get(from) ?? ''} ${how} ${names.get(to) ?? ''}`),
  ];
}

const bucket = (name: string, action: Change['action']) => {
  const values = { bucket: name, arn: `arn:aws:s3:::${name}` };
  return change({
    address: `aws_s3_bucket.${name}`,
    action,
    before: action === 'create' ? {} : values,
    after: action === 'delete' ? {} : values,
  });
};

const key = change({
  address: 'aws_kms_key.Key',
  type: 'aws_kms_key',
  action: 'create',
  after: { description: 'Calls' },
  unknown: { arn: true },
});

const encryption = change({
  address: 'aws_s3_bucket_server_side_encryption_configuration.A',
  type: 'aws_s3_bucket_server_side_encryption_configuration',
  before: { bucket: 'calls', rule: [] },
  after: { bucket: 'calls' },
  unknown: { rule: true },
  references: [
    'aws_s3_bucket.calls.id',
    'aws_s3_bucket.calls',
    'aws_kms_key.Key.arn',
    'aws_kms_key.Key',
  ],
});

test('a new part is connected by the references of the configuration', () => {
  expect(linesOf([bucket('calls', 'no-op'), key, encryption])).toEqual([
    'bucket calls: changed, server side encryption configuration',
    'key Calls: created',
    'bucket calls is encrypted with key Calls',
  ]);
});

test('parts that stay the same are shown next to those that change', () => {
  const logging = { bucket: 'calls', target_bucket: 'logs' };
  const logs = change({
    type: 'aws_s3_bucket_logging',
    action: 'no-op',
    before: logging,
    after: logging,
  });
  expect(
    linesOf([bucket('calls', 'no-op'), bucket('logs', 'no-op'), logs, key, encryption]),
  ).toEqual([
    'bucket calls: changed, server side encryption configuration',
    'bucket logs: unchanged',
    'key Calls: created',
    'bucket calls is logged to bucket logs',
    'bucket calls is encrypted with key Calls',
  ]);
});

test.each([
  ['one part changes', [bucket('calls', 'delete')]],
  ['parts are not connected', [bucket('calls', 'delete'), bucket('other', 'create')]],
  [
    'only tags change',
    [bucket('calls', 'no-op'), change({ before: { tags: { a: '1' } }, after: {} })],
  ],
])('there is no graph if %s', (_, changes) => {
  expect(tryStoreGraph(changes)).toBeUndefined();
});

test.each(['tag-added', 'cidr-widened', 'described-otherwise', 'expiry-a-day-shorter', 'nothing'])(
  'the story %s has no graph',
  (story) => {
    expect(graphOf(story)).toBeUndefined();
  },
);

test('a graph that would be too wide has only the parts that change, or is left out', () => {
  const logged = (index: number, action: Change['action']) => {
    const values = { bucket: `calls${index}`, target_bucket: 'logs' };
    return [
      bucket(`calls${index}`, action),
      change({
        address: `aws_s3_bucket_logging.A${index}`,
        type: 'aws_s3_bucket_logging',
        action,
        before: values,
        after: action === 'delete' ? {} : values,
      }),
    ];
  };
  const all = (unchanged: number, destroyed: number) => [
    bucket('logs', 'delete'),
    ...Array.from({ length: unchanged }, (_, index) => logged(index, 'no-op')).flat(),
    ...Array.from({ length: destroyed }, (_, index) => logged(100 + index, 'delete')).flat(),
  ];
  expect(tryStoreGraph(all(2, 2))?.parts).toHaveLength(5);
  expect(tryStoreGraph(all(3, 2))?.parts).toHaveLength(3);
  expect(tryStoreGraph(all(0, 5))).toBeUndefined();
  expect(tryStoreGraph(all(0, 4000))).toBeUndefined();
});

test('a removed replica is shown with its key, its logs and what watches it', () => {
  const { parts = [], links = [] } = graphOf('replica-removed') ?? {};
  const destroyed = parts.filter(({ state }) => state === 'destroyed').map(({ kind }) => kind);
  expect(destroyed.sort()).toEqual(['2 alarms', 'bucket', 'bucket', 'key', 'role', 'topic']);
  expect(links.map(({ how }) => how)).toContain('is copied to');
});
