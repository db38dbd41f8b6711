import * as fs from 'node:fs';
import { RefusedError } from '../../core/problem';
import { storyFiles } from '../../dev/review/expected';
import { parsePlan, splitPlans } from '../../review/plan';

interface RawChange {
  readonly address: string;
  readonly change: Record<string, unknown>;
}

const plan = (name = 'expiry-a-day-shorter') =>
  JSON.parse(fs.readFileSync(storyFiles(name).plan, 'utf8')) as Record<string, unknown> & {
    resource_changes: RawChange[];
  };
const text = (change: (raw: ReturnType<typeof plan>) => void) => {
  const raw = plan();
  change(raw);
  return JSON.stringify(raw);
};
const refusal = (json: string) => {
  try {
    parsePlan(json, 'plan.json');
  } catch (error) {
    if (error instanceof RefusedError) return error.problems;
    throw error;
  }
  return 'not refused';
};

const PASS_A_PLAN =
  'Pass the complete output of terraform show -json <plan file>, for a plan file that terraform plan -out wrote.';

test('a truncated plan is refused, wherever it ends', () => {
  const whole = JSON.stringify(plan());
  for (const length of [1, 500, whole.length - 1]) {
    expect(refusal(whole.slice(0, length))).toEqual([
      {
        rule: 'review-plan-json',
        path: [],
        what: `the input (${length} bytes) is not complete JSON`,
        fix: PASS_A_PLAN,
      },
    ]);
  }
});

test('the complete plan is read, with and without a byte order mark', () => {
  const whole = JSON.stringify(plan());
  expect(parsePlan(whole, 'plan.json').changes.length).toBeGreaterThan(10);
  expect(parsePlan(`\uFEFF${whole}`, 'plan.json').changes.length).toBeGreaterThan(10);
});

test.each(['0.2', '2.0', '10.1'])('format %s is refused', (version) => {
  expect(refusal(text((raw) => Object.assign(raw, { format_version: version })))).toEqual([
    {
      rule: 'review-plan-format',
      path: [],
      what: `format version "${version}" is not supported; this version of callvault reads 1.x`,
      fix: 'Update callvault, or plan with a Terraform 1.x.',
    },
  ]);
});

test.each(['1.0', '1.2', '1.99'])('format %s is read', (version) => {
  expect(refusal(text((raw) => Object.assign(raw, { format_version: version })))).toBe(
    'not refused',
  );
});

test.each<[string, string, (raw: ReturnType<typeof plan>) => void]>([
  ['no format', '"format_version"', (raw) => delete raw.format_version],
  ['no planned values, as in a state', '"planned_values"', (raw) => delete raw.planned_values],
  [
    'a change without actions',
    '"resource_changes.0.change.actions"',
    ({ resource_changes: [first] }) => delete first?.change.actions,
  ],
  [
    'an empty list of actions',
    '"resource_changes.0.change.actions"',
    ({ resource_changes: [first] }) => Object.assign(first?.change ?? {}, { actions: [] }),
  ],
])('a plan with %s is refused', (_, place, change) => {
  expect(refusal(text(change))).toEqual([
    {
      rule: 'review-plan-shape',
      path: [],
      what: `${place} does not match the format of a Terraform plan`,
      fix: PASS_A_PLAN,
    },
  ]);
});

const ONE_PER_LINE = 'Pass several plans as several files, or as one text with a plan per line.';

test.each([
  ['', { rule: 'review-plan-json', what: 'the input is empty', fix: PASS_A_PLAN }],
  [' \n', { rule: 'review-plan-json', what: 'the input is empty', fix: PASS_A_PLAN }],
  [
    '{}{}',
    {
      rule: 'review-plan-json',
      what: 'the input continues after the end of a plan',
      fix: ONE_PER_LINE,
    },
  ],
  [
    '[{}, {}]',
    { rule: 'review-plan-shape', what: 'the input is a list, not a plan', fix: ONE_PER_LINE },
  ],
])('%j is refused with a sentence of its own', (json, problem) => {
  expect(refusal(json)).toEqual([{ path: [], ...problem }]);
});

test('a plan can be nested, but not so deeply that it cannot be read', () => {
  const nested = (depth: number) =>
    text((raw) =>
      Object.assign(raw, {
        variables: JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown,
      }),
    );
  expect(refusal(nested(499))).toBe('not refused');
  const problem = {
    rule: 'review-plan-json',
    path: [],
    what: 'the input is nested more deeply than any plan',
    fix: PASS_A_PLAN,
  };
  expect(refusal(nested(500))).toEqual([problem]);
  expect(refusal('{"a":'.repeat(200_000))).toEqual([problem]);
  expect(refusal(JSON.stringify('\\"[['.repeat(1_000)))).toMatchObject([
    { rule: 'review-plan-shape' },
  ]);
});

test.each(['null', '1', '"plan"'])('the input %s is refused', (json) => {
  expect(refusal(json)).toEqual([
    {
      rule: 'review-plan-shape',
      path: [],
      what: 'the input does not match the format of a Terraform plan',
      fix: PASS_A_PLAN,
    },
  ]);
});

test('a plan of a failed run is refused', () => {
  expect(refusal(text((raw) => Object.assign(raw, { errored: true })))).toEqual([
    {
      rule: 'review-plan-complete',
      path: [],
      what: 'Terraform failed while planning, so the plan is incomplete',
      fix: 'Fix the error that terraform plan reports, and plan again.',
    },
  ]);
});

test('a plan without changes is refused unless it only refreshes, or only outputs are left', () => {
  const root_module = {
    resources: [{ address: 'aws_s3_bucket.A', type: 'aws_s3_bucket', values: {} }],
  };
  const [drift] = plan().resource_changes;
  const without = (values: object) =>
    refusal(
      text((raw) => {
        Reflect.deleteProperty(raw, 'resource_changes');
        Object.assign(raw, values);
      }),
    );
  const refused = [
    {
      rule: 'review-plan-complete',
      path: [],
      what: 'the plan has "planned_values", but no "resource_changes"',
      fix: PASS_A_PLAN,
    },
  ];
  const refreshed = { planned_values: { outputs: {} }, resource_drift: [drift] };
  expect(without(refreshed)).toBe('not refused');
  expect(without({ ...refreshed, planned_values: { root_module } })).toEqual(refused);
  expect(without({ ...refreshed, resource_drift: [] })).toEqual(refused);
  expect(without({ ...refreshed, resource_changes: [], resource_drift: [] })).toEqual(refused);
  expect(without({ planned_values: {} })).toEqual(refused);

  // As Terraform 1.11 prints it.
  const emptied = {
    planned_values: { root_module: {} },
    output_changes: { bucket_name: { actions: ['delete'], before: 'acme-calls', after: null } },
    prior_state: { values: { outputs: {}, root_module: {} } },
  };
  expect(without(emptied)).toBe('not refused');
  expect(without({ ...emptied, output_changes: {} })).toEqual(refused);
  expect(without({ ...emptied, planned_values: { root_module } })).toEqual(refused);
  expect(without({ ...emptied, prior_state: { values: { root_module } } })).toEqual(refused);
  expect(without({ planned_values: { root_module } })).toEqual(refused);
});

test('parts that have an effect and are not read are listed', () => {
  const unread = (change: Parameters<typeof text>[0]) =>
    parsePlan(text(change), 'plan.json').unread;
  expect(unread(() => undefined)).toEqual([]);
  expect(unread((raw) => Object.assign(raw, { action_invocations: [{}] }))).toEqual([
    'action_invocations',
  ]);
  expect(unread((raw) => Object.assign(raw, { action_invocations: [] }))).toEqual([]);
  expect(unread((raw) => Object.assign(raw, { checks: [{ status: 'pass' }] }))).toEqual([]);
  expect(unread((raw) => Object.assign(raw, { checks: [{ status: 'fail' }] }))).toEqual(['checks']);
  expect(
    unread(({ resource_changes: [first] }) => Object.assign(first ?? {}, { mode: 'ephemeral' })),
  ).toEqual(['resources with the mode ephemeral']);
});

test.each([
  [['no-op'], 'no-op'],
  [['create'], 'create'],
  [['update'], 'update'],
  [['delete'], 'delete'],
  [['delete', 'create'], 'replace'],
  [['create', 'delete'], 'replace'],
  [['forget'], 'forget'],
  [['create', 'forget'], 'replace'],
  [['create', 'update'], 'unknown'],
  [['delete', 'create', 'create'], 'unknown'],
  [['delete,create'], 'unknown'],
  [['evaporate'], 'unknown'],
])('the actions %j are read as %s', (actions, action) => {
  const json = text(({ resource_changes: [first] }) =>
    Object.assign(first?.change ?? {}, { actions }),
  );
  expect(parsePlan(json, 'plan.json').changes[0]?.action).toBe(action);
});

test('the parser masks a value that is marked as sensitive on either side', () => {
  const mark = (side: string) =>
    text(({ resource_changes: [first] }) =>
      Object.assign(first?.change ?? {}, {
        actions: ['update'],
        before: { key: 'hunter2', list: [{ a: 'hunter2', b: 'shown' }] },
        after: { key: 'hunter3', list: [{ a: 'hunter2', b: 'shown' }] },
        before_sensitive: {},
        after_sensitive: {},
        [side]: { key: true, list: [{ a: true }] },
      }),
    );
  for (const side of ['before_sensitive', 'after_sensitive']) {
    const parsed = parsePlan(mark(side), 'plan.json');
    expect(JSON.stringify(parsed)).not.toMatch(/hunter/);
    expect(parsed.changes[0]?.after).toEqual({
      key: '(sensitive value, changed)',
      list: [{ a: '(sensitive value)', b: 'shown' }],
    });
  }
});

test('a text with one plan per line is split into its plans', () => {
  const one = JSON.stringify(plan());
  expect(splitPlans(`${one}\n${one}\n`)).toEqual([one, one]);
  expect(splitPlans(JSON.stringify(plan(), null, 2))).toHaveLength(1);
  expect(splitPlans('')).toEqual(['']);
});
