import { compareVersions } from '../../../cli/upgrade-check/upgrade-check';
import { renderUpgrade } from '../../../cli/upgrade-check/render';

const stack = (id: string, name: string, days: number) => ({
  id,
  text: JSON.stringify({
    resource: {
      aws_sqs_queue: {
        [name]: { name: 'failed', message_retention_seconds: days },
        Other: { name: `other-${days}` },
      },
    },
  }),
});
const options = { acceptances: [], failOn: [], today: '2026-11-26' };
const before = {
  version: '1.0.0',
  stacks: [stack('a-prod', 'Queue', 1), stack('b-prod', 'Queue', 1)],
};

test('equal stacks are one line', () => {
  const upgrade = compareVersions(before, { ...before, version: '1.1.0' }, options);
  expect(renderUpgrade(upgrade)).toBe('callvault 1.0.0 → 1.1.0: no stack changes (2 compared).');
});

test('each changed stack is a line with its numbers, before the review and the attributes', () => {
  const after = [stack('a-prod', 'Renamed', 2), stack('b-prod', 'Queue', 1)];
  const text = renderUpgrade(compareVersions(before, { version: '1.1.0', stacks: after }, options));
  expect(text.split('\n').slice(0, 3)).toEqual([
    'callvault 1.0.0 → 1.1.0',
    '  a-prod: 1 created, 1 replaced, 1 removed',
    '  unchanged: b-prod',
  ]);
  expect(text).toContain('+   name: "other-2"');
});

test('a stack that another version no longer synthesizes is compared, too', () => {
  const upgrade = compareVersions(before, { version: '1.1.0', stacks: [] }, options);
  expect(upgrade.stacks.map(({ stack: id }) => id)).toEqual(['a-prod', 'b-prod']);
  const found = upgrade.report.stacks.flatMap(({ findings }) => findings.map(({ id }) => id));
  expect(found).toEqual(['stack-removed', 'stack-removed']);
});
