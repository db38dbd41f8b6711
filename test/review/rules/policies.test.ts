import * as fs from 'node:fs';
import { storyFiles } from '../../../dev/review/expected';
import { STORIES } from '../../../dev/review/stories';
import { FINDINGS } from '../../../review/finding';
import { type Change, parsePlan } from '../../../review/plan';
import { trySubject } from '../../../review/policy/subject';
import { reviewPlan } from '../../../review/review';

type Statement = Record<string, unknown> & {
  readonly Effect: string;
  readonly Condition?: Record<string, Record<string, unknown>>;
};

interface Document {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** Every policy that is deployed in a story, once. */
const POLICIES = new Map<string, { change: Change; key: string; document: Document }>();
for (const { name } of STORIES) {
  for (const change of parsePlan(fs.readFileSync(storyFiles(name).plan, 'utf8'), name).changes) {
    const key = trySubject(change)?.key ?? '';
    const text = change.before[key];
    if (typeof text !== 'string' || !text.startsWith('{')) continue;
    POLICIES.set(`${change.type} ${text}`, { change, key, document: JSON.parse(text) as Document });
  }
}

/** The categories of the findings when a deployed policy is changed. */
function categories(change: Change, key: string, document: Document): string[] {
  // The policy still applies to the same resource.
  const { targets: _, ...rest } = change;
  const next: Change = {
    ...rest,
    action: 'update',
    actions: ['update'],
    unknown: {},
    after: { ...change.before, [key]: JSON.stringify(document) },
  };
  const plan = { source: 'plan.json', changes: [next], drift: [], deferred: false, regions: [] };
  return reviewPlan(plan).findings.map(({ id }) => FINDINGS[id]);
}

const CASES = [...POLICIES.values()].flatMap(({ change, key, document }) =>
  document.Statement.map((statement, index) => ({ change, key, document, statement, index })),
);
const label = ({ change, statement }: (typeof CASES)[number]) =>
  `${change.address} ${String(statement.Sid)}`;
const change = (each: (typeof CASES)[number], ...statements: Statement[]) =>
  categories(each.change, each.key, {
    ...each.document,
    Statement: each.document.Statement.flatMap((other, index) =>
      index === each.index ? statements : [other],
    ),
  });

test('the stories contain a policy of each type', () => {
  const types = new Set([...POLICIES.values()].map((each) => each.change.type));
  expect([...types].sort()).toEqual([
    'aws_iam_group_policy',
    'aws_iam_role',
    'aws_iam_role_policy',
    'aws_kms_key',
    'aws_s3_bucket_policy',
    'aws_secretsmanager_secret_policy',
    'aws_sns_topic_policy',
  ]);
  expect(CASES.length).toBeGreaterThan(50);
});

test('a policy with its statements in another order and under other Sids has no findings', () => {
  const changed = [...POLICIES.values()].filter(({ change: each, key, document }) => {
    const Statement = [...document.Statement]
      .reverse()
      .map((statement, index) => ({ ...statement, Sid: `Renamed${index}` }));
    return categories(each, key, { ...document, Statement }).length > 0;
  });
  expect(changed.map(({ change: each }) => each.address)).toEqual([]);
});

test('the removal of any statement is found', () => {
  const missed = CASES.filter((each) => {
    const found = change(each);
    const expected = each.statement.Effect === 'Deny' ? ['access'] : ['writes-stop', 'unwatched'];
    return !expected.some((category) => found.includes(category));
  });
  expect(missed.map(label)).toEqual([]);
});

test('the removal of any condition is found', () => {
  const missed = CASES.flatMap((each) =>
    Object.entries(each.statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.keys(keys)
        .filter((key) => {
          const { [key]: dropped, ...others } = keys;
          const Condition = { ...each.statement.Condition, [operator]: others };
          const found = change(each, { ...each.statement, Condition });
          const expected = each.statement.Effect === 'Deny' ? 'writes-stop' : 'access';
          return dropped === undefined || !found.includes(expected);
        })
        .map((key) => `${label(each)} ${operator} ${key}`),
    ),
  );
  expect(missed).toEqual([]);
});

test('another principal, action or resource of an Allow is found', () => {
  const more = (value: unknown, added: string) => [value, added].flat();
  const missed = CASES.filter(({ statement }) => statement.Effect === 'Allow').flatMap((each) => {
    const { Principal, Action, Resource } = each.statement;
    const wider: Statement[] = [
      ...(Action === undefined ? [] : [{ ...each.statement, Action: more(Action, 'x:Other') }]),
      ...(Resource === undefined || Resource === '*'
        ? []
        : [{ ...each.statement, Resource: more(Resource, 'arn:aws:s3:::other') }]),
      ...(typeof Principal === 'object' && Principal !== null
        ? [{ ...each.statement, Principal: { ...Principal, Federated: 'other' } }]
        : []),
    ];
    return wider.filter((statement) => !change(each, statement).includes('access'));
  });
  expect(missed).toEqual([]);
});
