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
  readonly abort?: number;
}

const rule = ({
  days,
  noncurrent,
  kept,
  prefix = '',
  status = 'Enabled',
  date,
  abort,
}: RuleValues) => ({
  id: 'r',
  status,
  filter: [{ prefix }],
  ...((days !== undefined || date !== undefined) && { expiration: [{ days, date }] }),
  ...(abort !== undefined && {
    abort_incomplete_multipart_upload: [{ days_after_initiation: abort }],
  }),
  ...(noncurrent !== undefined && {
    noncurrent_version_expiration: [
      { noncurrent_days: noncurrent, newer_noncurrent_versions: kept },
    ],
  }),
});

function findingsOf(before: readonly RuleValues[], after: readonly RuleValues[]) {
  const change: Change = {
    address: 'a.B',
    type: 'aws_s3_bucket_lifecycle_configuration',
    action: 'update',
    actions: ['update'],
    unknown: {},
    before: { bucket: 'b', rule: before.map(rule) },
    after: { bucket: 'b', rule: after.map(rule) },
  };
  const plan: Plan = {
    source: 'plan.json',
    changes: [change],
    drift: [],
    deferred: false,
    regions: [],
  };
  return reviewPlan(plan).findings.map(({ id, what }) => [id, plainText(what)]);
}

test.each<[string, RuleValues[], RuleValues[]]>([
  [
    'the same rules in another order',
    [{ days: 9 }, { days: 5, prefix: 'a/' }],
    [{ days: 5, prefix: 'a/' }, { days: 9 }],
  ],
  ['a rule that expires nothing earlier', [{ days: 9 }], [{ days: 9 }, { days: 10, prefix: 'a/' }]],
  ['a disabled rule', [{ days: 9 }], [{ days: 9 }, { days: 5, prefix: 'a/', status: 'Disabled' }]],
  [
    'a second rule for a folder, with the same days',
    [{ days: 9 }],
    [{ days: 9 }, { days: 9, prefix: 'a/' }],
  ],
  ['a rule that is split into two', [{ days: 9, noncurrent: 5 }], [{ days: 9 }, { noncurrent: 5 }]],
  ['a date that another rule has as well', [{ date: '2027-01-01' }], [{ date: '2027-01-01' }]],
  ['uploads that are aborted after two days', [], [{ abort: 2 }]],
  ['uploads that were already aborted after a day', [{ abort: 1 }], [{ abort: 1 }]],
])('%s has no findings', (_, before, after) => {
  expect(findingsOf(before, after)).toEqual([]);
});

test.each<[RuleValues[], RuleValues[], string, string]>([
  [
    [{ days: 365 }],
    [{ days: 364 }],
    'expiry-shortened',
    'Recordings in b are readable for 364 days instead of 365. Older ones expire at the next midnight UTC.',
  ],
  [
    [{ days: 365, prefix: 'a/' }],
    [{ days: 365 }],
    'lifecycle-filter-widened',
    'In b, all objects expire after 365 days. Until now, only objects under a/ did.',
  ],
  [
    [{ days: 365 }],
    [{ days: 365 }, { days: 30, prefix: 'a/' }],
    'expiry-added',
    'Recordings under a/ in b are readable for 30 days instead of 365: a separate rule is added for them.',
  ],
  [
    [],
    [{ days: 30 }],
    'expiry-added',
    'In b, all objects expire after 30 days. Until now, they never expired.',
  ],
  [
    [{ days: 30, status: 'Disabled' }],
    [{ days: 30 }],
    'expiry-added',
    'In b, all objects expire after 30 days. Until now, they never expired.',
  ],
  [
    [],
    [{ date: '2027-01-01' }],
    'expiry-added',
    'In b, all objects expire on 2027-01-01, regardless of their age.',
  ],
  [
    [{ noncurrent: 30 }],
    [{ noncurrent: 29 }],
    'noncurrent-expiry-shortened',
    'Expired, deleted and replaced recordings in b are recoverable for 29 days instead of 30. Older ones are permanently deleted at the next midnight UTC.',
  ],
  [
    [{ noncurrent: 30, kept: 3 }],
    [{ noncurrent: 30, kept: 2 }],
    'noncurrent-expiry-shortened',
    'Of each recording in b, 2 noncurrent versions are kept regardless of their age instead of 3.',
  ],
  [
    [{ noncurrent: 30, kept: 3 }, { noncurrent: 300 }],
    [{ noncurrent: 30 }],
    'noncurrent-expiry-shortened',
    'Of each recording in b, 0 noncurrent versions are kept regardless of their age instead of 3.',
  ],
  [
    [{ date: '2027-01-01', prefix: 'a/' }],
    [{ date: '2027-01-01' }],
    'expiry-added',
    'In b, all objects expire on 2027-01-01, regardless of their age.',
  ],
  [
    [],
    [{ abort: 1 }],
    'uploads-aborted',
    'In b, multipart uploads that take longer than 1 day are aborted: long recordings are not stored.',
  ],
  [
    [{ noncurrent: 30, kept: 2 }],
    [{ noncurrent: 30, kept: 3 }],
    'retention-extended',
    'Of each recording in b, the newest 3 noncurrent versions are kept forever instead of 2, so an expired recording can remain recoverable.',
  ],
  [
    [{ days: 364 }],
    [{ days: 365 }],
    'retention-extended',
    'Recordings in b are readable for 365 days instead of 364.',
  ],
  [
    [{ days: 364 }],
    [],
    'retention-extended',
    'Recordings in b are kept forever instead of 364 days.',
  ],
])('a change of the rules from %j to %j is one finding', (...row) => {
  const [before, after, id, what] = row;
  expect(findingsOf(before, after)).toEqual([[id, what]]);
});
