import type { Change, Plan } from '../../../review/plan';
import { reviewPlan } from '../../../review/review';
import { plainText } from '../../../review/sentence';

interface RuleValues {
  readonly days?: number;
  readonly noncurrent?: number;
  readonly kept?: number;
  readonly prefix?: string;
  readonly status?: string;
  readonly date?: string;
}

const rule = ({ days, noncurrent, kept, prefix = '', status = 'Enabled', date }: RuleValues) => ({
  ...{ id: 'r', status, filter: [{ prefix }] },
  ...((days !== undefined || date !== undefined) && { expiration: [{ days, date }] }),
  ...(noncurrent !== undefined && {
    noncurrent_version_expiration: [
      { noncurrent_days: noncurrent, newer_noncurrent_versions: kept },
    ],
  }),
});

function found(before: readonly RuleValues[], after: readonly RuleValues[]) {
  const change: Change = {
    ...{ address: 'a.B', type: 'aws_s3_bucket_lifecycle_configuration', action: 'update' },
    ...{ actions: ['update'], unknown: {} },
    before: { bucket: 'b', rule: before.map(rule) },
    after: { bucket: 'b', rule: after.map(rule) },
  };
  const plan: Plan = {
    ...{ source: 'plan.json', changes: [change], drift: [], deferred: false, regions: [] },
  };
  return reviewPlan(plan).findings.map(({ id, what }) => [id, plainText(what)]);
}

test.each<[string, RuleValues[], RuleValues[]]>([
  [
    'the same rules in another order',
    [{ days: 9 }, { days: 5, prefix: 'a/' }],
    [{ days: 5, prefix: 'a/' }, { days: 9 }],
  ],
  ['a rule that is never reached', [{ days: 9 }], [{ days: 9 }, { days: 10, prefix: 'a/' }]],
  [
    'a rule that is turned off',
    [{ days: 9 }],
    [{ days: 9 }, { days: 5, prefix: 'a/', status: 'Disabled' }],
  ],
  [
    'a rule for a part of what it was for, twice',
    [{ days: 9 }],
    [{ days: 9 }, { days: 9, prefix: 'a/' }],
  ],
])('%s changes nothing', (_, before, after) => {
  expect(found(before, after)).toEqual([]);
});

test.each<[RuleValues[], RuleValues[], string, string]>([
  [
    [{ days: 365 }],
    [{ days: 364 }],
    'expiry-shortened',
    'Recordings in b can be read for 364 days instead of 365; those older than that go at once.',
  ],
  [
    [{ days: 365, prefix: 'a/' }],
    [{ days: 365 }],
    'lifecycle-filter-widened',
    'In b, the whole bucket expires after 365 days; until now only what stands below a/ did.',
  ],
  [
    [{ days: 365 }],
    [{ days: 365 }, { days: 30, prefix: 'a/' }],
    'expiry-added',
    'Recordings below a/ in b can be read for 30 days instead of 365: a rule of its own is added for them.',
  ],
  [
    [],
    [{ days: 30 }],
    'expiry-added',
    'In b, the whole bucket expires after 30 days; until now it was kept for ever.',
  ],
  [
    [{ days: 30, status: 'Disabled' }],
    [{ days: 30 }],
    'expiry-added',
    'In b, the whole bucket expires after 30 days; until now it was kept for ever.',
  ],
  [
    [],
    [{ date: '2027-01-01' }],
    'expiry-added',
    'In b, the whole bucket expires on 2027-01-01, whatever its age.',
  ],
  [
    [{ noncurrent: 30 }],
    [{ noncurrent: 29 }],
    'noncurrent-expiry-shortened',
    'Expired, deleted and replaced recordings in b can be recovered for 29 days instead of 30; those older than that go at once.',
  ],
  [
    [{ noncurrent: 30, kept: 3 }],
    [{ noncurrent: 30, kept: 2 }],
    'noncurrent-expiry-shortened',
    'Of each recording in b, 2 old versions are kept whatever their age instead of 3.',
  ],
  [
    [{ days: 364 }],
    [{ days: 365 }],
    'retention-extended',
    'Recordings in b can be read for 365 days instead of 364.',
  ],
  [
    [{ days: 364 }],
    [],
    'retention-extended',
    'Recordings in b are kept for ever instead of 364 days.',
  ],
])('from %j to %j is one finding', (...row) => {
  const [before, after, id, what] = row;
  expect(found(before, after)).toEqual([[id, what]]);
});
