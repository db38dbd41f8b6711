import { loadEnvironments } from '../../config/load';
import { ENVIRONMENT } from '../stacks/ci-world';
import { isUnusual, change, found } from './base';

const ROLE = 'arn:aws:iam::111111111111:role/callvault-deploy-prod';
const bad = (from: string, to: string) => found(change(from, to, ENVIRONMENT));

test('workflows of a repository get access when state and administrators are right', () => {
  expect(found(ENVIRONMENT)).toEqual([]);
});

test.each([
  ['acme', '"acme"'],
  ['acme/*', '"acme/*"'],
  ['*/recordings', '"*/recordings"'],
  ['acme/recordings:pull_request', '"acme/recordings:pull_request"'],
  ['https://github.com/acme/recordings', '"https://github.com/acme/recordings"'],
  ['acme/recordings.git', '"acme/recordings.git"'],
  ['acme/..', '"acme/.."'],
])('%s is not one repository', (repository, shown) => {
  expect(bad('acme/recordings', `'${repository}'`)).toEqual([
    {
      at: '10:15 ci.repository',
      rule: 'ci-repository',
      what: `${shown} is not the name of one GitHub repository`,
      fix: 'Write it as owner/name, as in the address of its page.',
    },
  ]);
});

test.each([
  ['environment', 'prod*'],
  ['environment', 'prod/eu'],
  ['environment', 'prod:eu'],
  ['branch', 'release/*'],
  ['branch', ''],
])('%s %p would not stand in a token as it is', (key, value) => {
  expect(bad('  repository:', `  ${key}: '${value}'\n  repository:`)).toEqual([
    {
      at: `10:${key.length + 5} ci.${key}`,
      rule: 'ci-github-name',
      what: `"${value}" contains characters that GitHub encodes in tokens or that IAM treats as wildcards`,
      fix: `Use letters, digits and . _ -${key === 'branch' ? ' /' : ''} in the name of the ${key}.`,
    },
  ]);
});

test.each([
  ['refs/heads/main', ', which tokens contain behind refs/heads/'],
  ['refs/tags/v1', ', which tokens contain behind refs/heads/'],
  ['-x', ''],
  ['a..b', ''],
  ['main.lock', ''],
])('%s is not the name of a branch', (branch, why) => {
  expect(bad('  repository:', `  branch: '${branch}'\n  repository:`)).toMatchObject([
    { rule: 'ci-github-name', what: `"${branch}" is not the name of a branch${why}` },
  ]);
});

test.each([
  ['environment', 'prod.eu_1-a'],
  ['branch', 'release/1.0'],
])('%s %s is taken', (key, value) => {
  expect(bad('  repository:', `  ${key}: ${value}\n  repository:`)).toEqual([]);
});

test('local state is lost with the machine', () => {
  const text = change('production', 'throw-away', ENVIRONMENT).replace(
    /state:\n(?: {2}.*\n)+/,
    'state: { backend: local }\n',
  );
  expect(found(text)).toEqual([
    {
      at: '5:19 state.backend',
      rule: 'ci-state',
      what: 'local state is lost with the machine that a workflow runs on',
      fix: 'Use the s3 or the cloud backend, or remove ci.',
    },
  ]);
});

test('the ARN of the state bucket’s key is required', () => {
  const text = ENVIRONMENT.replace(/ {2}kmsKeyArn: .*\n/, '');
  expect(found(text)).toEqual([
    {
      at: '5:1 state.kmsKeyArn',
      rule: 'ci-state',
      what: "the ARN of the state bucket's key is missing, and the roles of ci may only use that key",
      fix: 'Leave ci out until callvault bootstrap has written the ARN here.',
    },
  ]);
});

test('every plan would assume the role of a deployer', () => {
  const role = 'arn:aws:iam::111111111111:role/deployer';
  expect(bad('ci:', `deployer: { roleArn: '${role}' }\nci:`)).toEqual([
    {
      at: '9:22 deployer.roleArn',
      rule: 'ci-deployer',
      what: `every plan would assume ${role}, but the plan role of ci must not be able to deploy`,
      fix: 'Remove deployer: Terraform runs as the roles of ci. Or remove ci.',
    },
  ]);
});

test('the deploy role must be an administrator when administrators are named', () => {
  expect(bad('role/callvault-deploy-prod', 'role/operator')).toEqual([
    {
      at: '4:1 administrators',
      rule: 'ci-administrator',
      what: `${ROLE}, which deploys, is not among the administrators and would be denied lifecycle and versioning`,
      fix: `Add ${ROLE}.`,
    },
  ]);
  expect(found(ENVIRONMENT.replace(/administrators: .*\n/, ''))).toEqual([]);
});

test.each([
  ['CALLVAULT-plan-prod', 'ci-role-names'],
  ['plan role', 'iam-name'],
])('the role that deploys cannot be called %s', (name, rule) => {
  const text = change('  repository:', `  deployRoleName: ${name}\n  repository:`, ENVIRONMENT);
  const [problem, ...others] = found(text.replace(/administrators: .*\n/, ''));
  expect(problem).toMatchObject({ rule, at: '9:19 ci.deployRoleName' });
  expect(others.every((other) => other.rule === 'unique-principal-name')).toBe(true);
});

test('names that two environments of an account would both have are refused', () => {
  const staging = change('acme-state', 'acme-state-staging', ENVIRONMENT)
    .replace('acme-video', 'acme-video-staging')
    .replace('deploy-prod', 'deploy-staging');
  const files = (text: string) => [
    { file: 'environments/prod.yaml', text: ENVIRONMENT },
    { file: 'environments/staging.yaml', text },
  ];
  const rules = (text: string) =>
    loadEnvironments(files(text))
      .problems.filter(isUnusual)
      .map(({ rule }) => rule);
  expect(rules(staging)).toEqual(['unique-identity-provider']);
  expect(rules(change('ci:', 'ci:\n  createProvider: false', staging))).toEqual([]);
  expect(
    rules(
      change('ci:', 'ci:\n  createProvider: false\n  planRoleName: CALLVAULT-PLAN-prod', staging),
    ),
  ).toEqual(['unique-principal-name']);
});

const IDS = '  ownerId: 123456\n  repositoryId: 456789\n';

test('without ids a message says how to find them', () => {
  expect(bad(IDS, '')).toEqual([
    {
      at: '10:15 ci.repository',
      rule: 'ci-repository-ids',
      what: 'the roles trust acme/recordings by name only, and GitHub puts ids into the tokens of repositories created, renamed or transferred since 15 July 2026',
      fix: "Run gh api repos/acme/recordings --jq '{ownerId: .owner.id, repositoryId: .id}', and write both here.",
    },
  ]);
});

test.each([
  ['ownerId', 'repositoryId', '  ownerId: 123456\n'],
  ['repositoryId', 'ownerId', '  repositoryId: 456789\n'],
])('%s without %s is refused', (set, missing, settings) => {
  expect(bad(IDS, settings)).toEqual([
    {
      at: `11:${set.length + 5} ci.${set}`,
      rule: 'ci-repository-ids',
      what: `${set} is set and ${missing} is not, but tokens contain both ids or none`,
      fix: `Add ${missing}, or remove ${set}.`,
    },
  ]);
});

test.each(['repo:acme@1/recordings@2', 'repo:acme-1/recordings-2', 'repo:acme/recordings'])(
  '%s is the beginning of the subjects of one repository',
  (prefix) => {
    expect(bad(IDS, `  subjectPrefix: ${prefix}\n`)).toEqual([]);
  },
);

test.each([
  ['repo:other@1/recordings@2', ''],
  ['repo:acme/other', ''],
  ['repo:acme@123456/recordings@1', IDS],
])('the prefix %s is noticed: it is that of another repository', (prefix, ids) => {
  expect(bad(IDS, `${ids}  subjectPrefix: ${prefix}\n`)).toMatchObject([
    {
      rule: 'ci-subject-prefix',
      fix: 'Remove it, or write it as GitHub shows it for this repository.',
    },
  ]);
});

test.each([
  ['ownerId: 0', '0 is less than 1, the minimum of ownerId'],
  ['ownerId: 1.5', '1.5 is a number, not a whole number'],
])('%s is not an id', (setting, what) => {
  expect(bad('ownerId: 123456', setting)[0]).toMatchObject({ what });
});

test.each([
  'repo:acme/*',
  'repo:acme/recordings:',
  'repo:acme',
  'acme/recordings',
  'repo:acme/recordings?',
  'repo:acme/recordings:environment:prod',
])('%s is not the beginning of the subjects of one repository', (prefix) => {
  expect(bad(IDS, `  subjectPrefix: '${prefix}'\n`)).toEqual([
    {
      at: '11:18 ci.subjectPrefix',
      rule: 'ci-subject-prefix',
      what: `"${prefix}" is not the beginning of the subjects of one repository`,
      fix: 'Write it as GitHub shows it, such as repo:acme@123456/recordings@456789, without a colon at the end.',
    },
  ]);
});

test.each(['acme-*', 'ab', 'Acme-', '*'])(
  '%s is not the beginning of names of buckets',
  (prefix) => {
    expect(bad('  repository:', `  bucketPrefixes: ['${prefix}']\n  repository:`)).toEqual([
      {
        at: '10:20 ci.bucketPrefixes[0]',
        rule: 'ci-bucket-prefixes',
        what: `"${prefix}" is not the beginning of names of buckets, with at least 3 characters`,
        fix: 'Write what the names of your buckets begin with, without a wildcard, for example acme-recordings-.',
      },
    ]);
  },
);

const stores = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `  store${index}: { vendor: worqhat, bucket: acme-recordings-of-store-${index}, retention: { days: 90 } }\n`,
  ).join('');

test('buckets that fit into no policy need a prefix', () => {
  const rules = (text: string) =>
    found(text)
      .map(({ rule }) => rule)
      .filter((rule) => rule.startsWith('ci-'));
  expect(rules(ENVIRONMENT + stores(8))).toEqual([]);
  expect(rules(ENVIRONMENT + stores(80))).toEqual(['ci-policy-size']);
  const prefixes = change('  repository:', '  bucketPrefixes: [acme-]\n  repository:', ENVIRONMENT);
  expect(rules(prefixes + stores(80))).toEqual([]);
});

test.each([
  'acme',
  'arn:aws:iam::222222222222:policy/limit',
  'arn:aws:iam::111111111111:role/limit',
  'arn:aws-cn:iam::111111111111:policy/limit',
  'arn:aws:iam::111111111111:policy/*',
])('%s is not the ARN of a policy of the account', (arn) => {
  expect(bad('region:', `permissionsBoundary: '${arn}'\nregion:`)).toEqual([
    {
      at: '2:22 permissionsBoundary',
      rule: 'permissions-boundary-arn',
      what: `"${arn}" is not the ARN of an IAM policy of account 111111111111`,
      fix: 'Write it as arn:aws:iam::111111111111:policy/<name>, without wildcards.',
    },
  ]);
});

test.each([
  'arn:aws:iam::111111111111:policy/teams/limit',
  'arn:aws:iam::aws:policy/PowerUserAccess',
])('%s is a permissions boundary', (arn) => {
  expect(bad('region:', `permissionsBoundary: ${arn}\nregion:`)).toEqual([]);
});

/** An environment without names of another one. */
const other = (name: string, change_: (text: string) => string = (text) => text) => ({
  file: `environments/${name}.yaml`,
  text: change_(
    ENVIRONMENT.replaceAll('acme-', `${name}-`)
      .replaceAll('deploy-prod', `deploy-${name}`)
      .replace('ci:\n', 'ci:\n  createProvider: false\n'),
  ),
});
const PROD = { file: 'environments/prod.yaml', text: ENVIRONMENT };

test.each([
  [
    'a name that ends with that of another',
    other('eu-prod'),
    'recordings-video-eu-prod of eu-prod, because it may change recordings-*-prod',
  ],
  [
    'an environment without ci',
    other('eu-prod', (text) => text.replace(/^ci:\n(?: {2}.*\n)*/m, '')),
    'recordings-video-eu-prod of eu-prod, because it may change recordings-*-prod',
  ],
  ['another name', other('prod-eu'), undefined],
  [
    'another account',
    other('eu-prod', (text) => text.replaceAll('111111111111', '222222222222')),
    undefined,
  ],
])('a deploy role that could change another environment is a warning: %s', (_, file, reached) => {
  const problems = loadEnvironments([PROD, file]).problems.filter(
    ({ rule }) => rule === 'ci-apart',
  );
  const expected = `the deploy role of prod could change ${reached}`;
  expect(problems.map(({ what, file: at, warning }) => ({ what, at, warning }))).toEqual(
    reached === undefined ? [] : [{ what: expected, at: 'environments/prod.yaml', warning: true }],
  );
});

test('a bucket prefix must not match buckets of another environment', () => {
  const text = change('  repository:', '  bucketPrefixes: [staging-]\n  repository:', ENVIRONMENT);
  const { problems } = loadEnvironments([{ ...PROD, text }, other('staging')]);
  expect(problems.filter(({ rule }) => rule === 'ci-apart').map(({ what }) => what)).toEqual([
    'the deploy role of prod could change staging-state of staging, because it may change staging-*',
  ]);
});
