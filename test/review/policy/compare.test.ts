import * as fc from 'fast-check';
import { type Context, decide } from '../../../access/decide';
import { tryLoadEngine } from '../../../access/engine';
import { findUnmatched } from '../../../review/policy/compare';
import { readPolicy } from '../../../review/policy/statement';
import { UnreadablePolicyError } from '../../../core/policy-statement';

type Raw = Readonly<Record<string, unknown>>;

const policy = (...statements: readonly Raw[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const excess = (left: readonly Raw[], right: readonly Raw[], effect: 'Allow' | 'Deny' = 'Allow') =>
  findUnmatched(readPolicy(policy(...left)), readPolicy(policy(...right)), effect);
const ARN = 'arn:aws:s3:::b';
const allow = (values: Raw = {}): Raw => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: `${ARN}/*`,
  ...values,
});

test.each<[string, Raw[], Raw[]]>([
  [
    'another order',
    [allow(), allow({ Action: 's3:PutObject' })],
    [allow({ Action: 's3:PutObject' }), allow()],
  ],
  ['another name', [allow({ Sid: 'A' })], [allow({ Sid: 'B' })]],
  ['a list of one', [allow({ Action: ['s3:GetObject'] })], [allow()]],
  [
    'one statement as two',
    [allow({ Action: ['s3:GetObject', 's3:PutObject'] })],
    [allow(), allow({ Action: 's3:PutObject' })],
  ],
  ['another case of an action', [allow({ Action: 'S3:getobject' })], [allow()]],
  [
    'an account by its root',
    [allow({ Principal: { AWS: '111122223333' } })],
    [allow({ Principal: { AWS: 'arn:aws:iam::111122223333:root' } })],
  ],
  [
    'everyone in two notations',
    [allow({ Principal: '*' })],
    [allow({ Principal: { AWS: ['*'] } })],
  ],
  [
    'another case of a key',
    [allow({ Condition: { Bool: { 'AWS:securetransport': 'true' } } })],
    [allow({ Condition: { Bool: { 'aws:SecureTransport': true } } })],
  ],
  [
    'two halves of an address range',
    [allow({ Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/9'] } } })],
    [allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })],
  ],
  [
    'a condition that always holds',
    [allow({ Condition: { Null: { 'aws:PrincipalTag/x': ['true', 'false'] } } })],
    [allow()],
  ],
  [
    'a character in two notations',
    [allow({ Resource: `${ARN}/$` })],
    [allow({ Resource: `${ARN}/\${$}` })],
  ],
  [
    'ArnEquals for ArnLike',
    [allow({ Condition: { ArnEquals: { 'aws:SourceArn': ARN } } })],
    [allow({ Condition: { ArnLike: { 'aws:SourceArn': ARN } } })],
  ],
])('a policy with %s is the same policy', (_, left, right) => {
  expect(excess(left, right)).toEqual([]);
  expect(excess(right, left)).toEqual([]);
});

test.each<[string, Raw, Raw]>([
  ['an action by a pattern', allow({ Action: 's3:Get*' }), allow()],
  ['a resource by a pattern', allow(), allow({ Resource: `${ARN}/a/*` })],
  ['everyone', allow({ Principal: '*' }), allow({ Principal: { AWS: '111122223333' } })],
  ['no condition', allow(), allow({ Condition: { StringEquals: { k: 'v' } } })],
  [
    'one more value',
    allow({ Condition: { StringEquals: { k: ['v', 'w'] } } }),
    allow({ Condition: { StringEquals: { k: 'v' } } }),
  ],
  [
    'one exception less',
    allow({ Condition: { StringNotEquals: { k: 'v' } } }),
    allow({ Condition: { StringNotEquals: { k: ['v', 'w'] } } }),
  ],
  [
    'IfExists',
    allow({ Condition: { StringEqualsIfExists: { k: 'v' } } }),
    allow({ Condition: { StringEquals: { k: 'v' } } }),
  ],
  [
    'an external ID in any case',
    allow({ Condition: { StringEqualsIgnoreCase: { k: 'AbC' } } }),
    allow({ Condition: { StringLike: { k: 'AbC' } } }),
  ],
  [
    'one exception less, in any case',
    allow({ Condition: { StringNotEquals: { k: 'AbC' } } }),
    allow({ Condition: { StringNotEqualsIgnoreCase: { k: 'AbC' } } }),
  ],
  [
    'ForAllValues, which holds without the key,',
    allow({ Condition: { 'ForAllValues:StringEquals': { k: 'v' } } }),
    allow({ Condition: { StringEquals: { k: 'v' } } }),
  ],
  ['a wildcard', allow({ Resource: `${ARN}/*` }), allow({ Resource: `${ARN}/\${*}` })],
  ['a wildcard', allow({ Resource: `${ARN}/*` }), allow({ Resource: `${ARN}/\${aws:username}` })],
  [
    'the whole of a network',
    allow({ Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/9'] } } }),
    allow({ Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/10'] } } }),
  ],
  [
    'a wider network',
    allow({ Condition: { IpAddress: { 'aws:SourceIp': '203.0.112.0/23' } } }),
    allow({ Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.7' } } }),
  ],
  [
    'a later day',
    allow({ Condition: { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } } }),
    allow({ Condition: { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } } }),
  ],
  ['all but one action', allow({ Action: undefined, NotAction: 's3:PutObject' }), allow()],
  [
    'all but one, of all but two',
    allow({ Resource: undefined, NotResource: `${ARN}/a/*` }),
    allow({ Resource: undefined, NotResource: [`${ARN}/a/*`, `${ARN}/b/*`] }),
  ],
])('a statement with %s covers more than the other, and the other less', (_, more, less) => {
  expect(excess([less], [more])).toEqual([]);
  expect(excess([more], [less])).toHaveLength(1);
});

test.each<[string, Raw, Raw]>([
  [
    'a variable and a literal star',
    allow({ Resource: `${ARN}/\${*}` }),
    allow({ Resource: `${ARN}/\${aws:username}` }),
  ],
  [
    'a variable and a question mark',
    allow({ Resource: `${ARN}/?` }),
    allow({ Resource: `${ARN}/\${aws:username}` }),
  ],
  [
    'two variables',
    allow({ Resource: `${ARN}/\${aws:userid}` }),
    allow({ Resource: `${ARN}/\${aws:username}` }),
  ],
  [
    'everyone except a role, and the account of the role',
    allow({ NotPrincipal: { AWS: 'arn:aws:iam::111111111111:role/a' } }),
    allow({ Principal: { AWS: '111111111111' } }),
  ],
  [
    'an ARN pattern without its parts',
    allow({ Condition: { ArnLike: { k: 'arn:*' } } }),
    allow({ Condition: { ArnLike: { k: 'arn:aws:iam::1:role/a' } } }),
  ],
])('%s: neither covers the other', (_, left, right) => {
  expect(excess([left], [right])).toHaveLength(1);
  expect(excess([right], [left])).toHaveLength(1);
});

test('everyone except a role includes another role and another account', () => {
  const except = allow({ NotPrincipal: { AWS: 'arn:aws:iam::111111111111:role/a' } });
  const role = allow({ Principal: { AWS: 'arn:aws:iam::111111111111:role/b' } });
  const account = allow({ Principal: { AWS: '222222222222' } });
  expect(excess([role, account], [except])).toEqual([]);
});

test('a policy of version 2008-10-17 has no variables', () => {
  const document = (Version: string | undefined, Resource: string) =>
    readPolicy(JSON.stringify({ Version, Statement: allow({ Resource }) }));
  const variable = `${ARN}/\${aws:username}`;
  const [current, old] = [document('2012-10-17', variable), document('2008-10-17', variable)];
  expect(findUnmatched(current, old, 'Allow')).toHaveLength(1);
  expect(findUnmatched(old, current, 'Allow')).toHaveLength(1);
  expect(findUnmatched(old, document(undefined, variable), 'Allow')).toEqual([]);
  const star = document('2008-10-17', `${ARN}/*`);
  expect(findUnmatched(star, document('2012-10-17', `${ARN}/*`), 'Allow')).toEqual([]);
});

test.each([
  'not JSON',
  '[]',
  '{"Statements":[]}',
  policy({ Effect: 'Maybe' }),
  policy({ Effect: 'Allow', Acton: 'x' }),
  policy(allow({ Action: [{}] })),
])('the document %s is not compared', (text) => {
  expect(() => readPolicy(text)).toThrow(UnreadablePolicyError);
});

test('a policy that is too large is not compared, and a smaller one is', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `s3:A${index}`);
  const large = (count: number) => [allow({ Action: names(count), Resource: names(count) })];
  expect(() => excess(large(1000), [])).toThrow(UnreadablePolicyError);
  expect(excess(large(100), [])).toHaveLength(1);
  const many = (count: number) => names(count).map((Action) => allow({ Action }));
  expect(() => excess(many(10_000), many(9_999).toReversed().slice(1))).not.toThrow();
  expect(() => excess(many(10_000), [allow({ Action: names(10_000) })])).toThrow(
    UnreadablePolicyError,
  );
});

test('long lists that are almost equal are compared quickly', () => {
  const ranges = Array.from({ length: 50_000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/25`);
  const from = (...list: readonly string[]) => [
    allow({ Condition: { IpAddress: { 'aws:SourceIp': list } } }),
  ];
  const names = ranges.map((each) => `arn:aws:iam::111122223333:role/${each}*`);
  const by = (...list: readonly string[]) => [
    allow({ Condition: { ArnLike: { 'aws:PrincipalArn': list } } }),
  ];
  expect(excess(from(...ranges.slice(1)), from(...ranges))).toEqual([]);
  expect(excess(by(...names.slice(1)), by(...names))).toEqual([]);
});

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const RESOURCES = ['*', `${ARN}/*`, `${ARN}/a/*`, `${ARN}/a/x`, `${ARN}/c`];
const ACTIONS = ['*', 's3:*', 's3:Get*', 's3:GetObject', 's3:PutObject'];
const about = (name: string, values: readonly string[]) =>
  fc
    .tuple(fc.boolean(), fc.uniqueArray(oneOf(...values), { minLength: 1, maxLength: 2 }))
    .map(([not, list]): Raw => ({ [not ? `Not${name}` : name]: list }));
const CONDITIONS: readonly Raw[] = [
  {},
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { IpAddressIfExists: { 'aws:SourceIp': ['203.0.113.0/24', '198.51.100.7/32'] } },
  { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { StringEquals: { 'aws:UserAgent': 'a' } },
  { StringEquals: { 'aws:UserAgent': ['a', 'b'] } },
  { StringLike: { 'aws:UserAgent': '*' } },
  { StringNotEquals: { 'aws:UserAgent': 'a' } },
  { StringNotEqualsIfExists: { 'aws:UserAgent': ['a', 'b'] } },
  { StringEqualsIfExists: { 'aws:UserAgent': 'a' } },
  { Null: { 'aws:UserAgent': 'true' } },
  { Null: { 'aws:UserAgent': 'false' } },
  { Null: { 'aws:UserAgent': ['true', 'false'] } },
  { StringEqualsIgnoreCase: { 'aws:UserAgent': 'A' } },
  { StringNotEqualsIgnoreCase: { 'aws:UserAgent': 'A' } },
  { 'ForAllValues:StringEquals': { 'aws:UserAgent': 'a' } },
  { IpAddress: { 'aws:SourceIp': ['203.0.113.0/25', '203.0.113.128/25'] } },
];
const statement = fc
  .tuple(
    oneOf('Allow', 'Allow', 'Deny'),
    about('Action', ACTIONS),
    about('Resource', RESOURCES),
    oneOf(...CONDITIONS),
  )
  .map(([Effect, action, resource, Condition]): Raw => ({
    Effect,
    ...action,
    ...resource,
    Condition,
  }));
const statements = fc.array(statement, { minLength: 1, maxLength: 3 });

const CONTEXTS: readonly Context[] = [
  {},
  { 'aws:SourceIp': '203.0.113.9', 'aws:UserAgent': 'b' },
  { 'aws:SourceIp': '192.0.2.1', 'aws:UserAgent': 'a' },
  { 'aws:SourceIp': '203.0.113.200', 'aws:UserAgent': 'A' },
];
const REQUESTS = ['s3:GetObject', 's3:PutObject'].flatMap((action) =>
  [`${ARN}/a/x`, `${ARN}/c`].flatMap((resource) =>
    CONTEXTS.map((context) => ({ action, resource, context })),
  ),
);

/** Which of the requests AWS would allow. */
async function allowed(raw: readonly Raw[]): Promise<boolean[]> {
  const engine = tryLoadEngine();
  if (!engine) throw new Error('the engine is a development dependency: run npm ci');
  const account = '111122223333';
  const principal = `arn:aws:iam::${account}:user/u`;
  const policies = [{ name: 'p', policy: { Version: '2012-10-17', Statement: raw } }];
  const answers = REQUESTS.map((request) =>
    decide(engine, { principal, policies, context: {} }, { ...request, account }),
  );
  return (await Promise.all(answers)).map((answer) => answer.allowed);
}

test('a policy that is found to be no wider allows no additional request', async () => {
  let compared = 0;
  const pair = fc.oneof(
    fc.tuple(statements, statements),
    statements.chain((before) => fc.tuple(fc.constant(before), fc.shuffledSubarray(before))),
    fc
      .tuple(statements, statement)
      .map(([first, more]): [Raw[], Raw[]] => [first, [...first, more]]),
  );
  await fc.assert(
    fc.asyncProperty(pair, async ([before, after]) => {
      const wider = excess(after, before, 'Allow').length + excess(before, after, 'Deny').length;
      if (wider > 0) return;
      compared += 1;
      const [was, is] = [await allowed(before), await allowed(after)];
      const opened = REQUESTS.filter((_, index) => is[index] === true && was[index] === false);
      expect(opened).toEqual([]);
    }),
    { numRuns: 300, seed: 20261120 },
  );
  expect(compared).toBeGreaterThan(60);
});
