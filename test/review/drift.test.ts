import { parsePlan } from '../../review/plan';

const BUCKET = 'aws_s3_bucket.calls';

interface Difference {
  readonly before: object | null;
  readonly after: object | null;
  readonly after_unknown?: object;
}

const resource = (address: string, action: string, difference: Difference) => ({
  address,
  mode: 'managed',
  type: 'aws_s3_bucket',
  change: { actions: [action], ...difference },
});

/** Addresses that are shown as drift, for a bucket that differs from its state. */
function shown(
  outside: Difference,
  rest: {
    readonly planned?: Difference;
    readonly references?: unknown[];
    readonly deleted?: boolean;
  } = {},
): string[] {
  const { planned, references, deleted = false } = rest;
  const plan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    resource_drift: [resource(BUCKET, deleted ? 'delete' : 'update', outside)],
    resource_changes: [
      planned
        ? resource(BUCKET, 'update', planned)
        : resource(BUCKET, 'no-op', { before: {}, after: {} }),
    ],
    ...(references && {
      relevant_attributes: [{ resource: `${BUCKET}[0]`, attribute: references }],
    }),
  };
  return parsePlan(JSON.stringify(plan), 'plan.json').drift.map(({ address }) => address);
}

/** How a bucket differs from its state at the first plan after it was created. */
const READ_BACK: Difference = {
  before: { id: 'calls', policy: '', versioning: [{ enabled: false }], tags: null },
  after: { id: 'calls', policy: '{"Statement":[]}', versioning: [{ enabled: true }], tags: {} },
};

const ADDS_A_TAG: Difference = {
  before: { ...READ_BACK.after },
  after: { ...READ_BACK.after, tags: { team: 'audio' } },
  after_unknown: { versioning: [{ enabled: false }], tags: {}, policy: false },
};

test('attributes of a bucket that other resources configure are not drift, whatever the plan does', () => {
  expect(shown(READ_BACK)).toEqual([]);
  expect(shown(READ_BACK, { references: ['id'] })).toEqual([]);
  expect(shown(READ_BACK, { planned: ADDS_A_TAG })).toEqual([]);
});

test('a change that the plan reverts is drift', () => {
  const outside = { before: { force_destroy: false }, after: { force_destroy: true } };
  const planned = { before: outside.after, after: outside.before };
  expect(shown(outside, { planned })).toEqual([BUCKET]);
  expect(shown(outside, { planned: { before: { policy: 'a' }, after: { policy: 'b' } } })).toEqual(
    [],
  );
});

test('a change that the plan may revert, because the new value is known only after apply, is drift', () => {
  const outside = { before: { rule: [{ days: 1 }] }, after: { rule: [{ days: 2 }] } };
  const planned = { before: outside.after, after: {}, after_unknown: { rule: [{ days: true }] } };
  expect(shown(outside, { planned })).toEqual([BUCKET]);
});

test('a changed attribute that the configuration refers to is drift, and its neighbours are not', () => {
  expect(shown(READ_BACK, { references: ['policy'] })).toEqual([BUCKET]);
  expect(shown(READ_BACK, { references: ['versioning', 0, 'enabled'] })).toEqual([BUCKET]);
  expect(shown(READ_BACK, { references: ['versioning', 0, 'mfa'] })).toEqual([]);
});

test('a deleted resource is always drift', () => {
  expect(shown({ before: { id: 'calls' }, after: null }, { deleted: true })).toEqual([BUCKET]);
});

const LIFECYCLE = 'aws_s3_bucket_lifecycle_configuration';

test('a plan that only refreshes shows all drift, and settings of a bucket only with their own resource', () => {
  const state = [{ type: 'aws_s3_bucket_policy', values: { bucket: 'calls' } }];
  const rules = { before: { bucket: 'calls', rule: [1] }, after: { bucket: 'calls', rule: [2] } };
  const before = { bucket: 'calls', policy: 'a', force_destroy: false };
  const drift = (after: object, resources: object[]) => {
    const plan = {
      format_version: '1.2',
      terraform_version: '1.11.4',
      planned_values: {},
      prior_state: { values: { root_module: { resources } } },
      resource_drift: [
        resource(BUCKET, 'update', { before, after: { ...before, ...after } }),
        { ...resource(`${LIFECYCLE}.a`, 'update', rules), type: LIFECYCLE },
      ],
    };
    return parsePlan(JSON.stringify(plan), 'plan.json').drift.map(({ address }) => address);
  };
  expect(drift({ force_destroy: true }, state)).toEqual([BUCKET, `${LIFECYCLE}.a`]);
  expect(drift({ policy: 'b' }, state)).toEqual([`${LIFECYCLE}.a`]);
  expect(drift({ policy: 'b' }, [])).toEqual([BUCKET, `${LIFECYCLE}.a`]);
});

test('a tag that differs is not drift, even if the plan reverts it', () => {
  const outside = { before: { tags: { team: 'audio' } }, after: { tags: { team: 'other' } } };
  expect(shown(outside, { planned: { before: outside.after, after: outside.before } })).toEqual([]);
});

test('a data source that reads differently is not drift', () => {
  const data = resource('data.aws_caller_identity.me', 'delete', { before: {}, after: null });
  const plan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    resource_drift: [{ ...data, mode: 'data' }],
  };
  expect(parsePlan(JSON.stringify(plan), 'plan.json').drift).toEqual([]);
});
