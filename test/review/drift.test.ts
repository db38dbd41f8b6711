import { parsePlan } from '../../review/plan';

const BUCKET = 'aws_s3_bucket.calls';

interface Difference {
  readonly before: object | null;
  readonly after: object | null;
  readonly after_unknown?: object;
}

const resource = (address: string, action: string, difference: Difference) => ({
  ...{ address, mode: 'managed', type: 'aws_s3_bucket' },
  change: { actions: [action], ...difference },
});

/** Addresses of what is shown as changed outside, of a bucket that reads differently than its state. */
function shown(
  outside: Difference,
  rest: {
    readonly planned?: Difference;
    readonly looksAt?: unknown[];
    readonly gone?: boolean;
  } = {},
): string[] {
  const { planned, looksAt, gone = false } = rest;
  const plan = {
    ...{ format_version: '1.2', terraform_version: '1.11.4', planned_values: {} },
    resource_drift: [resource(BUCKET, gone ? 'delete' : 'update', outside)],
    resource_changes: [
      planned
        ? resource(BUCKET, 'update', planned)
        : resource(BUCKET, 'no-op', { before: {}, after: {} }),
    ],
    ...(looksAt && { relevant_attributes: [{ resource: `${BUCKET}[0]`, attribute: looksAt }] }),
  };
  return parsePlan(JSON.stringify(plan), 'plan.json').drift.map(({ address }) => address);
}

/** What a bucket reads like at the first plan after it was made. */
const READ_BACK: Difference = {
  before: { id: 'calls', policy: '', versioning: [{ enabled: false }], tags: null },
  after: { id: 'calls', policy: '{"Statement":[]}', versioning: [{ enabled: true }], tags: {} },
};

const ADDS_A_TAG: Difference = {
  before: { ...READ_BACK.after },
  after: { ...READ_BACK.after, tags: { team: 'audio' } },
  after_unknown: { versioning: [{ enabled: false }], tags: {}, policy: false },
};

test('what other resources have given a bucket is no change outside, whatever the plan does', () => {
  expect(shown(READ_BACK)).toEqual([]);
  expect(shown(READ_BACK, { looksAt: ['id'] })).toEqual([]);
  expect(shown(READ_BACK, { planned: ADDS_A_TAG })).toEqual([]);
});

test('what the plan puts back was changed outside', () => {
  const outside = { before: { force_destroy: false }, after: { force_destroy: true } };
  const planned = { before: outside.after, after: outside.before };
  expect(shown(outside, { planned })).toEqual([BUCKET]);
  expect(shown(outside, { planned: { before: { policy: 'a' }, after: { policy: 'b' } } })).toEqual(
    [],
  );
});

test('what the plan will only know when it is applied may be put back', () => {
  const outside = { before: { rule: [{ days: 1 }] }, after: { rule: [{ days: 2 }] } };
  const planned = { before: outside.after, after: {}, after_unknown: { rule: [{ days: true }] } };
  expect(shown(outside, { planned })).toEqual([BUCKET]);
});

test('what the configuration looks at matters, and its neighbours do not', () => {
  expect(shown(READ_BACK, { looksAt: ['policy'] })).toEqual([BUCKET]);
  expect(shown(READ_BACK, { looksAt: ['versioning', 0, 'enabled'] })).toEqual([BUCKET]);
  expect(shown(READ_BACK, { looksAt: ['versioning', 0, 'mfa'] })).toEqual([]);
});

test('what is gone always matters', () => {
  expect(shown({ before: { id: 'calls' }, after: null }, { gone: true })).toEqual([BUCKET]);
});

test('a data source that reads differently is nothing that anybody has to answer for', () => {
  const data = {
    ...resource('data.aws_caller_identity.me', 'delete', { before: {}, after: null }),
  };
  const plan = {
    ...{ format_version: '1.2', terraform_version: '1.11.4', planned_values: {} },
    resource_drift: [{ ...data, mode: 'data' }],
  };
  expect(parsePlan(JSON.stringify(plan), 'plan.json').drift).toEqual([]);
});

test('other tags are no drift, even where the plan puts them back', () => {
  const outside = { before: { tags: { team: 'audio' } }, after: { tags: { team: 'other' } } };
  expect(shown(outside, { planned: { before: outside.after, after: outside.before } })).toEqual([]);
});
