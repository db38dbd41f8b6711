import * as fc from 'fast-check';
import * as fs from 'node:fs';
import { storyFiles } from '../../../dev/review/expected';
import { STORIES } from '../../../dev/review/stories';
import { type Change, parsePlan } from '../../../review/plan';
import { reviewPlan } from '../../../review/review';
import type { AccessExample } from '../../../review/witness/search';
import { engineAllows } from './engine';

const planOf = (story: string) => parsePlan(fs.readFileSync(storyFiles(story).plan, 'utf8'), story);

/** The examples of requests in the review of a plan. */
function examplesOf(plan: ReturnType<typeof planOf>): AccessExample[] {
  return reviewPlan(plan).findings.flatMap(({ example }) => example?.request ?? []);
}

/** Fails unless the engine allows the request of an example on the side that the example says, and denies it on the other. */
async function expectConfirmed(changes: readonly Change[], example: AccessExample): Promise<void> {
  const { request, context, change } = example;
  const before = await engineAllows(changes, 'before', example);
  const after = await engineAllows(changes, 'after', example);
  const isAllowed = change === 'allowed';
  expect({ request, context, before, after }).toEqual({
    request,
    context,
    before: !isAllowed,
    after: isAllowed,
  });
}

/** The stories whose findings have an example of a request. */
const WITH_EXAMPLE = [
  'administrator-added',
  'allow-added',
  'bucket-policy-removed',
  'changed-outside',
  'cidr-removed',
  'cidr-widened',
  'deny-removed',
  'everyone-but-one',
  'external-id-changed',
  'external-id-dropped',
  'external-id-optional',
  'key-for-any-service',
  'path-migrated',
  'plain-http',
  'reader-added',
  'replica-removed',
  'replication-added',
  'replication-switched-off',
  'store-retired',
  'tls-newer',
  'uploads-denied',
  'user-retired',
  'vendor-account-added',
  'vendor-loses-the-key',
  'vendor-may-not-delete',
];

test.each(WITH_EXAMPLE)('the engine confirms the examples of the story %s', async (name) => {
  const plan = planOf(name);
  const examples = examplesOf(plan);
  expect(examples).not.toEqual([]);
  for (const example of examples) await expectConfirmed(plan.changes, example);
});

test('no other story has an example of a request', () => {
  const found = STORIES.filter(({ name }) => examplesOf(planOf(name)).length > 0);
  expect(found.map(({ name }) => name).sort()).toEqual(WITH_EXAMPLE);
});

test('an Allow that a Deny makes ineffective has no example', () => {
  const { findings } = reviewPlan(planOf('allow-widened'));
  expect(findings.map(({ id, example }) => [id, example])).toEqual([['allow-widened', undefined]]);
});

type Statement = Readonly<Record<string, unknown>>;

/** Plans of the three stacks in which every policy stays the same. */
const STACKS = ['allow-widened', 'reader-added', 'allow-added'].map((story) =>
  planOf(story).changes.map((each): Change => ({
    ...each,
    after: each.before,
    action: 'no-op',
    actions: ['no-op'],
  })),
);

const POLICY_KEYS = ['policy', 'assume_role_policy'];

/** Every policy of a stack: the index of its resource, and the attribute. Topics and queues only repeat theirs. */
const places = STACKS.flatMap((changes, stack) =>
  changes.flatMap(({ type, before }, index) =>
    POLICY_KEYS.filter(
      (key) => /(_policy|_kms_key|_iam_role)$/.test(type) && typeof before[key] === 'string',
    ).map((key) => ({ stack, index, key })),
  ),
);

const OTHERS = {
  Principal: [
    '*',
    { AWS: 'arn:aws:iam::999999999999:root' },
    { AWS: '123456789012' },
    { AWS: 'arn:aws:iam::123456789012:role/another' },
    { Service: 's3.amazonaws.com' },
  ],
  Action: [
    '*',
    's3:*',
    's3:Get*',
    'kms:Decrypt',
    ['s3:PutBucketPolicy', 's3:PutObject'],
    'sts:AssumeRole',
  ],
  NotAction: ['s3:PutObject', ['s3:GetObject', 'kms:*']],
  Resource: [
    '*',
    'arn:aws:s3:::acme-*',
    'arn:aws:s3:::acme-calls-prod/other/*',
    ['arn:aws:s3:::acme-meetings-prod', 'arn:aws:s3:::acme-meetings-prod/?'],
  ],
  NotResource: [
    'arn:aws:s3:::acme-video-prod/twilio/prod/*',
    'arn:aws:s3:::acme-calls-prod/recordings/a*',
  ],
  Condition: [
    { Bool: { 'aws:SecureTransport': 'false' } },
    { IpAddress: { 'aws:SourceIp': ['203.0.113.0/25', '2001:db8::/32'] } },
    { NotIpAddressIfExists: { 'aws:SourceIp': '198.51.100.0/24' } },
    { StringNotEquals: { 'sts:ExternalId': 'abc' } },
    { StringEqualsIfExists: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
    { StringLike: { 'aws:SourceVpce': 'vpce-*' } },
    { Null: { 's3:x-amz-acl': 'true' } },
    { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/a*' } },
    { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } },
    { NumericLessThan: { 's3:TlsVersion': '1.2' }, StringEquals: { 's3:x-amz-acl': 'private' } },
  ],
};

/** Changes one statement of a policy. */
type Edit = (statements: readonly Statement[], at: number) => readonly Statement[];

const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.constant<Edit>((all, at) => all.filter((_, index) => index !== at)),
  fc.constant<Edit>((all, at) =>
    all.map((each, index) => (index === at ? { ...each, Condition: undefined } : each)),
  ),
  fc.constant<Edit>((all, at) =>
    all.map((each, index) =>
      index === at ? { ...each, Effect: each.Effect === 'Deny' ? 'Allow' : 'Deny' } : each,
    ),
  ),
  fc.constantFrom(...(Object.keys(OTHERS) as (keyof typeof OTHERS)[])).chain((key) =>
    fc.constantFrom<unknown>(...OTHERS[key]).map((value): Edit => {
      const opposite = key.startsWith('Not') ? key.slice(3) : `Not${key}`;
      return (all, at) =>
        all.map((each, index) =>
          index === at && (key in each || opposite in each || key === 'Condition')
            ? { ...each, [opposite]: undefined, [key]: value }
            : each,
        );
    }),
  ),
);

function edited({ stack, index, key }: (typeof places)[number], edit: Edit, at: number): Change[] {
  const changes = STACKS[stack] ?? [];
  return changes.map((each, position) => {
    if (position !== index) return each;
    const policy = JSON.parse(String(each.before[key])) as { Statement: readonly Statement[] };
    const Statement = edit(policy.Statement, at % policy.Statement.length);
    const after = { ...each.after, [key]: JSON.stringify({ ...policy, Statement }) };
    return { ...each, after, action: 'update', actions: ['update'] };
  });
}

test('the engine confirms the examples of random changes of policies', async () => {
  let confirmed = 0;
  const change = fc.tuple(fc.constantFrom(...places), edits, fc.nat(20), fc.boolean());
  await fc.assert(
    fc.asyncProperty(change, async ([place, edit, at, isReversed]) => {
      const forward = edited(place, edit, at);
      const changes = isReversed
        ? forward.map((each): Change => ({ ...each, before: each.after, after: each.before }))
        : forward;
      const plan = { source: 'plan.json', drift: [], deferred: false, regions: [], changes };
      for (const example of examplesOf(plan)) {
        confirmed += 1;
        await expectConfirmed(changes, example);
      }
    }),
    { numRuns: 250, seed: 20261126 },
  );
  expect(confirmed).toBeGreaterThan(100);
});
