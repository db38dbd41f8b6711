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

const GIVE_A_PLAN =
  'Give the whole output of terraform show -json <plan file>, for a file that terraform plan -out wrote.';

test('a plan that ends early is refused, wherever it ends', () => {
  const whole = JSON.stringify(plan());
  for (const length of [0, 1, 500, whole.length - 1]) {
    expect(refusal(whole.slice(0, length))).toEqual([
      {
        rule: 'review-plan-json',
        path: [],
        what: `${length} bytes that are not JSON from beginning to end`,
        fix: GIVE_A_PLAN,
      },
    ]);
  }
});

test('the same plan whole, and with a byte order mark, is read', () => {
  const whole = JSON.stringify(plan());
  expect(parsePlan(whole, 'plan.json').changes.length).toBeGreaterThan(10);
  expect(parsePlan(`\uFEFF${whole}`, 'plan.json').changes.length).toBeGreaterThan(10);
});

test.each(['0.2', '2.0', '10.1'])('format %s is refused', (version) => {
  expect(refusal(text((raw) => Object.assign(raw, { format_version: version })))).toEqual([
    {
      rule: 'review-plan-format',
      path: [],
      what: `format "${version}" is none that this version of callvault reads; it reads 1.x`,
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
  ['no values, as a state', '"planned_values"', (raw) => delete raw.planned_values],
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
      what: `${place} is not what a plan has there`,
      fix: GIVE_A_PLAN,
    },
  ]);
});

test.each(['null', '[]', '1', '"plan"'])('%s is refused as a whole', (json) => {
  expect(refusal(json)).toEqual([
    {
      rule: 'review-plan-shape',
      path: [],
      what: 'the whole is not what a plan has there',
      fix: GIVE_A_PLAN,
    },
  ]);
});

test('a plan in which Terraform failed is refused', () => {
  expect(refusal(text((raw) => Object.assign(raw, { errored: true })))).toEqual([
    {
      rule: 'review-plan-complete',
      path: [],
      what: 'Terraform failed while it planned, so the plan lacks what came after the failure',
      fix: 'Correct what terraform plan complains of, and plan again.',
    },
  ]);
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
])('%j is %s', (actions, action) => {
  const json = text(({ resource_changes: [first] }) =>
    Object.assign(first?.change ?? {}, { actions }),
  );
  expect(parsePlan(json, 'plan.json').changes[0]?.action).toBe(action);
});

test('a value that is marked as sensitive, on either side, gets no further than the parser', () => {
  const mark = (side: string) =>
    text(({ resource_changes: [first] }) =>
      Object.assign(first?.change ?? {}, {
        actions: ['update'],
        before: { key: 'hunter2', list: [{ a: 'hunter2', b: 'seen' }] },
        after: { key: 'hunter3', list: [{ a: 'hunter2', b: 'seen' }] },
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
      list: [{ a: '(sensitive value)', b: 'seen' }],
    });
  }
});

test('several plans can stand in one text, a line each', () => {
  const one = JSON.stringify(plan());
  expect(splitPlans(`${one}\n${one}\n`)).toEqual([one, one]);
  expect(splitPlans(JSON.stringify(plan(), null, 2))).toHaveLength(1);
  expect(splitPlans('')).toEqual(['']);
});
