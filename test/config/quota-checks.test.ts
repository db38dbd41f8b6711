import type { Environment } from '../../config/environment';
import { loadEnvironments } from '../../config/load';
import { QUOTA_NAMES } from '../../config/quota';
import { checkQuotas } from '../../config/quota-checks';
import { change, found, GOOD } from './base';

const ACCOUNT = '111111111111';
const NAMES = ['role', 'policy', 'user', 'oidc', 'checked', 'spread', 'told', 'asked'] as const;

const custom = (access: string, more = '') =>
  `{ vendor: custom, title: Other, access: ${access}, actions: { object: [s3:PutObject] }, retention: { days: 30 }, bucket: acme${more} }`;
const POLICY = "{ kind: bucket-policy, principal: { aws: 'arn:aws:iam::291871421005:root' } }";

/** A store of each kind, in one environment with state elsewhere. */
const TEXT = `account: '${ACCOUNT}'
region: eu-central-1
type: throw-away
state: { backend: local }
stores:
  role: { vendor: worqhat, bucket: acme, retention: { days: 30 } }
  policy: ${custom(POLICY)}
  user: { vendor: twilio, recordings: true, compositions: false, retention: { days: 30 }, bucket: acme }
  oidc: ${custom('{ kind: oidc, issuer: https://id.example.com, audience: recordings }')}
  checked: ${custom(POLICY, ', integrity: { source: manifest }')}
  spread: ${custom(POLICY, ', integrity: { source: manifest, scale: distributed }')}
  told: ${custom(POLICY, ', replication: { region: eu-west-1 }')}
  asked: { vendor: genesys, organizationId: 7c9e6679-7425-40de-944b-e07fc1f90ae7, genesysAccount: '765628985471', genesysRegion: eu-central-1, vendorRetentionDays: 30, retention: { days: 30 }, bucket: acme, integrity: { source: api } }
`;

const [ONE] = loadEnvironments([{ file: 'environments/prod.yaml', text: TEXT }]).environments;
if (ONE?.stores.length !== NAMES.length) throw new Error('the stores were not read');
const base: Environment = ONE;

/** The environment with so many stores of one kind and nothing else. */
function many(kind: (typeof NAMES)[number], count: number, more: Partial<Environment> = {}) {
  const store = base.stores.find(({ name }) => name === kind);
  if (!store) throw new Error(`the store does not exist ${kind}`);
  return { ...base, stores: Array.from({ length: count }, () => store), ...more };
}

const said = (...environments: Environment[]) =>
  checkQuotas(environments).map(({ rule, path, file, what, warning = false }) => ({
    rule,
    at: `${file} ${path.join('.')}`,
    what,
    warning,
  }));

const about = (noun: string, ...environments: Environment[]) =>
  said(...environments).filter(
    ({ rule, what }) => what.includes(noun) && rule !== 'quota-new-account',
  );

const INITIAL = 'of the default quota';

test.each([
  {
    noun: 'buckets',
    kind: 'policy',
    fits: 5_000,
    sentence: '10002 buckets in account 111111111111 (prod) are more than the 10000',
  },
  {
    noun: 'IAM roles',
    kind: 'role',
    fits: 1_000,
    sentence: '1001 IAM roles in account 111111111111 (prod) are more than the 1000',
  },
  {
    noun: 'IAM groups',
    kind: 'user',
    fits: 300,
    sentence: '301 IAM groups in account 111111111111 (prod) are more than the 300',
  },
  {
    noun: 'identity providers',
    kind: 'oidc',
    fits: 100,
    sentence: '101 identity providers in account 111111111111 (prod) are more than the 100',
  },
  {
    noun: 'KMS keys',
    kind: 'policy',
    fits: 50_000,
    sentence:
      '100002 KMS keys in account 111111111111, eu-central-1 (prod) are more than the 100000',
  },
  {
    noun: 'EventBridge rules',
    kind: 'checked',
    fits: 150,
    sentence:
      '302 EventBridge rules in account 111111111111, eu-central-1 (prod) are more than the 300',
  },
  {
    noun: 'concurrent executions',
    kind: 'checked',
    fits: 900,
    sentence:
      '1001 concurrent executions, of which 100 cannot be reserved, in account 111111111111, eu-central-1 (prod) are more than the 1000',
  },
  {
    noun: 'state machines',
    kind: 'spread',
    fits: 10_000,
    sentence:
      '10001 state machines in account 111111111111, eu-central-1 (prod) are more than the 10000',
  },
  {
    noun: 'SNS topics',
    kind: 'told',
    fits: 100_000,
    sentence:
      '100001 SNS topics in account 111111111111, eu-central-1 (prod) are more than the 100000',
  },
] as const)(
  '$noun: $fits $kind stores fit into a new account, and with one more there is a warning',
  ({ noun, kind, fits, sentence }) => {
    expect(about(noun, many(kind, fits))).toEqual([]);
    const [problem, ...others] = about(noun, many(kind, fits + 1));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      rule: 'quota-initial',
      at: 'environments/prod.yaml account',
      warning: true,
    });
    expect(problem?.what).toContain(`${sentence} ${INITIAL}; AWS grants `);
  },
);

test.each([
  { noun: 'IAM roles', kind: 'role', fits: 5_000, used: '5001 IAM roles', maximum: 5_000 },
  { noun: 'IAM users', kind: 'user', fits: 5_000, used: '5001 IAM users', maximum: 5_000 },
  { noun: 'IAM groups', kind: 'user', fits: 500, used: '501 IAM groups', maximum: 500 },
  {
    noun: 'identity providers',
    kind: 'oidc',
    fits: 700,
    used: '701 identity providers',
    maximum: 700,
  },
] as const)(
  '$noun: more than $fits $kind stores do not fit into any account and are refused',
  ({ noun, kind, fits, used, maximum }) => {
    expect(about(noun, many(kind, fits)).filter(({ warning }) => !warning)).toEqual([]);
    expect(about(noun, many(kind, fits + 1))).toEqual([
      {
        rule: 'quota-maximum',
        at: 'environments/prod.yaml account',
        what: `${used} in account ${ACCOUNT} (prod) are more than the documented maximum, ${maximum}`,
        warning: false,
      },
    ]);
  },
);

test('the warning names the quota as Service Quotas does, and the setting', () => {
  expect(checkQuotas([many('role', 1_001)])).toEqual([
    {
      rule: 'quota-initial',
      file: 'environments/prod.yaml',
      path: ['account'],
      warning: true,
      what: '1001 IAM roles in account 111111111111 (prod) are more than the 1000 of the default quota; AWS grants up to 5000',
      fix: 'Request an increase under Service Quotas (IAM, Roles per account) and write the granted quota here, at least quotas: { roles: 1001 }, or put stores into another account; docs/scale.md explains the limits.',
    },
  ]);
});

test('a raised quota replaces the default quota', () => {
  expect(said(many('role', 1_200, { quotas: { roles: 1_200 } }))).toEqual([]);
  expect(checkQuotas([many('role', 1_201, { quotas: { roles: 1_200 } })])).toEqual([
    {
      rule: 'quota-exceeded',
      file: 'environments/prod.yaml',
      path: ['quotas', 'roles'],
      what: '1201 IAM roles in account 111111111111 (prod) are more than the 1200 of quotas.roles',
      fix: 'Request an increase under Service Quotas (IAM, Roles per account) and write the granted quota here, or put stores into another account; docs/scale.md explains the limits.',
    },
  ]);
});

test('a stated quota can be smaller than the default: other software uses it as well', () => {
  expect(said(many('role', 10, { quotas: { roles: 10 } }))).toEqual([]);
  expect(said(many('role', 11, { quotas: { roles: 10 } }))).toMatchObject([
    { rule: 'quota-exceeded', at: 'environments/prod.yaml quotas.roles' },
  ]);
});

test('a stated quota beyond the documented maximum counts, with a warning', () => {
  const roles = (count: number) => ({ quotas: { roles: count, buckets: 20_000 } });
  expect(said(many('role', 5_001, roles(5_000)))).toMatchObject([{ rule: 'quota-exceeded' }]);
  expect(checkQuotas([many('role', 5_001, roles(5_001))])).toEqual([
    {
      rule: 'quota-documented',
      file: 'environments/prod.yaml',
      path: ['quotas', 'roles'],
      warning: true,
      what: '5001 is more than the documented maximum, 5000',
      fix: 'Write the quota that Service Quotas shows for this account.',
    },
  ]);
});

test.each([
  ['buckets', 1_000_000],
  ['roles', 5_000],
  ['users', 5_000],
  ['groups', 500],
  ['identityProviders', 700],
  ['secrets', 500_000],
])('%s: %i is accepted, and one more leads to a warning', (name, maximum) => {
  const rules = (count: number) => said(many('role', 0, { quotas: { [name]: count } }));
  expect(rules(maximum)).toEqual([]);
  expect(rules(maximum + 1)).toEqual([
    {
      rule: 'quota-documented',
      at: `environments/prod.yaml quotas.${name}`,
      what: `${maximum + 1} is more than the documented maximum, ${maximum}`,
      warning: true,
    },
  ]);
});

test('environments of one account are counted together, without those of another', () => {
  const prod = many('role', 600);
  const dev = { ...many('role', 400), name: 'dev', file: 'environments/dev.yaml' };
  expect(said(prod, dev)).toEqual([]);
  const more = { ...dev, stores: [...dev.stores, ...dev.stores.slice(0, 1)] };
  expect(said(prod, more)).toEqual([
    {
      rule: 'quota-initial',
      at: 'environments/prod.yaml account',
      what: '1001 IAM roles in account 111111111111 (prod, dev) are more than the 1000 of the default quota; AWS grants up to 5000',
      warning: true,
    },
  ]);
  expect(said(prod, { ...more, account: '222222222222' })).toEqual([]);
});

test('one file states a quota for all environments of an account, and two must state the same', () => {
  const prod = many('role', 600);
  const dev = (roles: number) => ({
    ...many('role', 600, { quotas: { roles } }),
    name: 'dev',
    file: 'environments/dev.yaml',
  });
  expect(said(prod, dev(1_200))).toEqual([]);
  expect(said({ ...prod, quotas: { roles: 1_200 } }, dev(1_200))).toEqual([]);
  expect(checkQuotas([{ ...prod, quotas: { roles: 1_200 } }, dev(1_300)])).toEqual([
    {
      rule: 'quota-one-value',
      file: 'environments/dev.yaml',
      path: ['quotas', 'roles'],
      what: '1300 differs from the 1200 in environments/prod.yaml, for the same account 111111111111',
      fix: 'Write the quota that Service Quotas shows in both, or leave it out of one.',
    },
  ]);
});

test('what is counted by region is counted in each on its own', () => {
  const stores = many('checked', 300).stores.map((store, index) => ({
    ...store,
    region: index < 150 ? 'eu-central-1' : 'eu-west-1',
  }));
  expect(about('EventBridge rules', { ...base, stores })).toEqual([]);
  const [first] = stores;
  if (!first) throw new Error('the store does not exist');
  expect(about('EventBridge rules', { ...base, stores: [...stores, first] })).toHaveLength(1);
});

test.each(['af-south-1', 'eu-south-1'])(
  'the default quota of %s is 100 rules, for 50 stores',
  (region) => {
    const stores = (count: number) =>
      many('checked', count).stores.map((store) => ({ ...store, region }));
    expect(about('EventBridge rules', { ...base, stores: stores(50) })).toEqual([]);
    expect(about('EventBridge rules', { ...base, stores: stores(51) })[0]?.what).toContain(
      `102 EventBridge rules in account 111111111111, ${region} (prod) are more than the 100 of the default quota`,
    );
  },
);

test('a local AWS has no quotas', () => {
  const localAws = { endpoint: 'http://127.0.0.1:4566' };
  expect(said(many('user', 6_000, { localAws }))).toEqual([]);
});

test('3,000 stores are counted in a few milliseconds of the processor', () => {
  const stores = many('spread', 3_000);
  checkQuotas([stores]);
  const started = process.cpuUsage();
  checkQuotas([stores]);
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1_000).toBeLessThan(200);
});

test('every quota can be stated by its name, as a whole number from 1', () => {
  const quotas = QUOTA_NAMES.map((name) => `  ${name}: 400`).join('\n');
  expect(found(change('stores:', `quotas:\n${quotas}\nstores:`))).toEqual([]);
  expect(found(`${GOOD}quotas: { roles: 1.5, keys: 0, rols: 1 }\n`)).toMatchObject([
    { at: expect.stringContaining('quotas.roles') as string, rule: 'config-type' },
    { at: expect.stringContaining('quotas.keys') as string, rule: 'config-size' },
    { at: expect.stringContaining('quotas.rols') as string, rule: 'config-unknown-key' },
  ]);
});

test('a stated quota is refused at its place in the file', () => {
  expect(found(`${GOOD}quotas: { roles: 1 }\n`)).toEqual([
    {
      at: '44:18 quotas.roles',
      rule: 'quota-exceeded',
      what: '3 IAM roles in account 111111111111 (prod) are more than the 1 of quotas.roles',
      fix: 'Request an increase under Service Quotas (IAM, Roles per account) and write the granted quota here, or put stores into another account; docs/scale.md explains the limits.',
    },
  ]);
});

test.each([
  [many('checked', 1), true],
  [many('spread', 1), false],
  [many('policy', 1), false],
  [many('checked', 1, { quotas: { concurrency: 1_000 } }), false],
  [many('checked', 1, { localAws: { endpoint: 'http://127.0.0.1:1' } }), false],
])('whether a new account can reserve is asked where the file does not say (%#)', (one, asked) => {
  expect(said(one).filter(({ rule }) => rule === 'quota-new-account')).toEqual(
    asked
      ? [
          {
            rule: 'quota-new-account',
            at: 'environments/prod.yaml account',
            what: '101 concurrent executions, of which 100 cannot be reserved, in account 111111111111, eu-central-1 (prod) may be more than the account has: AWS gives new accounts only 10',
            warning: true,
          },
        ]
      : [],
  );
});

test('a quota of a new account is too small for a check that reserves', () => {
  expect(said(many('checked', 1, { quotas: { concurrency: 10 } }))).toMatchObject([
    { rule: 'quota-exceeded', warning: false },
  ]);
});
