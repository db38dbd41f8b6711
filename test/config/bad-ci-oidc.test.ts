import { ENVIRONMENT } from '../stacks/ci-world';
import { change, found } from './base';

const GITHUB = /^ci:\n(?: {2}.*\n)*/m;
const PROJECT = 'project_path:acme/recordings';
const BRANCH = `${PROJECT}:ref_type:branch:ref`;
const OIDC = `ci:
  oidc:
    issuer: https://gitlab.com
    audience: https://gitlab.com
    subjects:
      plan: ['${BRANCH}:*']
      deploy: ['${BRANCH}:main']
`;
const GITLAB = ENVIRONMENT.replace(GITHUB, OIDC);

/** The `ci` with other subjects. */
const withSubjects = (plan: string, deploy: string) =>
  GITLAB.replace(/plan: .*/, `plan: ${plan}`).replace(/deploy: .*/, `deploy: ${deploy}`);

const rulesOf = (text: string) => found(text).map(({ rule, at }) => `${rule} ${at.split(' ')[1]}`);

/** Expressions are refused everywhere in a file. */
const orExpression = (rule: string, text: string) =>
  /[$%]\{/.test(text) ? 'config-no-expressions' : rule;

const REPOSITORY = '{0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d}';
const DEPLOYMENT = '{5E6F7A8B-9C0D-4E1F-8A2B-3C4D5E6F7A8B}';

test.each([
  [`${BRANCH}:*`, `${BRANCH}:main`],
  [`${PROJECT}:*`, `${BRANCH}:release/1.0`],
  ['project_path:acme/teams/calls/recordings:*', 'project_path:acme/teams/calls/recordings:ref:a'],
  [`${REPOSITORY}:*`, `${REPOSITORY}:${DEPLOYMENT}:*`],
  [`${REPOSITORY.slice(1, -1)}:*`, `${REPOSITORY.slice(1, -1)}:${DEPLOYMENT.slice(1, -1)}:*`],
  ['repo:acme@1/recordings@2:*', 'repo:acme@1/recordings@2:environment:prod'],
  ['repo:acme/recordings:pull_request', 'repo:acme/recordings:environment:prod%3Aeu'],
  ['environment:test:repo:acme/recordings', 'environment:prod:repo:acme/recordings'],
  ['acme/recordings:*', 'acme/recordings:ref:main'],
  ['organization:acme:pipeline:calls:plan', 'organization:acme:pipeline:calls:deploy'],
  ['sc://acme/recordings/plan', 'sc://acme/recordings/deploy'],
  ['system:serviceaccount:ci:plan', 'system:serviceaccount:ci:deploy'],
])('%s for plan and %s for deploy are subjects of one repository', (plan, deploy) => {
  expect(found(withSubjects(`['${plan}']`, `['${deploy}']`))).toEqual([]);
});

test.each([
  ['*'],
  [':*'],
  ['acme:*'],
  ['project_path:*'],
  ['project_path:acme:*'],
  ['project_path:acme/*'],
  ['project_path:acme/:*'],
  ['project_path:*:ref_type:branch:ref:main'],
  ['project_path:acme/recordings*'],
  ['project_path:acme/recordin?s:*'],
  ['project_path:acme'],
  ['repo:acme'],
  ['repository_owner:acme'],
  ['repository_owner:acme:*'],
  ['acme'],
  ['organization:acme'],
  ['environment:prod'],
  ['ref:refs/heads/main'],
  ['ref:refs/heads/main:*'],
  ['job_workflow_ref:acme/workflows/.github/workflows/a.yml@refs/heads/main'],
  ['environment:prod:repo:acme'],
  ['organization:acme:*'],
  ['system:serviceaccount:*'],
  [`workspace:${REPOSITORY}:*`],
  ['{0a1b2c3d-4e5f}:*'],
  [`${REPOSITORY}*`],
  ['${aws:PrincipalTag/sub}'],
  ['%{ if true }'],
  ['a b'],
  ['übung/calls:*'],
  [''],
  [`repo:acme/recordings:ref:${'a'.repeat(250)}`],
])('%s is not the subject of one repository', (subject) => {
  const quoted = `['repo:acme/recordings:pull_request', '${subject}']`;
  const rule = orExpression('ci-oidc-subject', subject);
  expect(rulesOf(withSubjects(quoted, `['${BRANCH}:main']`))).toEqual([
    `${rule} ci.oidc.subjects.plan[1]`,
  ]);
  expect(rulesOf(withSubjects(`['${BRANCH}:*']`, `['${subject}']`))).toEqual([
    `${rule} ci.oidc.subjects.deploy[0]`,
  ]);
});

test.each([
  [`${PROJECT}:*`],
  [`${BRANCH}:*`],
  ['repo:acme/recordings:*'],
  ['repo:acme/recordings:pull_request'],
  [`${REPOSITORY}:*`],
  [`${REPOSITORY}:prod:*`],
])('with %s, jobs could deploy without a review', (subject) => {
  const [problem, ...others] = found(withSubjects("['repo:acme/calls:*']", `['${subject}']`));
  expect(others).toEqual([]);
  expect(problem).toMatchObject({
    rule: 'ci-oidc-subject',
    what: `"${subject}" would let jobs deploy whose changes were not reviewed`,
  });
});

test('a refusal says what the subject lacks', () => {
  expect(found(withSubjects("['project_path:acme/*']", `['${BRANCH}:main']`))).toEqual([
    {
      at: '14:14 ci.oidc.subjects.plan[0]',
      rule: 'ci-oidc-subject',
      what: '"project_path:acme/*" is neither the subject of a token nor its beginning with :* at the end',
      fix: 'Write the sub claim of the tokens as it is, with at most 255 characters and no other wildcard than :* at the end.',
    },
  ]);
  expect(found(withSubjects("['environment:prod']", `['${BRANCH}:main']`))).toEqual([
    {
      at: '14:14 ci.oidc.subjects.plan[0]',
      rule: 'ci-oidc-subject',
      what: '"environment:prod" could be the subject of tokens of more than one repository',
      fix: 'Name the repository, as owner/name or by its UUID: for example project_path:acme/recordings:ref_type:branch:ref:main.',
    },
  ]);
});

test.each([
  ['the same subject', `${BRANCH}:main`, `${BRANCH}:main`],
  [
    'a step of the deployment environment',
    `${REPOSITORY}:${DEPLOYMENT}:step`,
    `${REPOSITORY}:${DEPLOYMENT}:*`,
  ],
  ['the same pattern', `${REPOSITORY}:${DEPLOYMENT}:*`, `${REPOSITORY}:${DEPLOYMENT}:*`],
])('a job that plans could deploy: %s', (_, plan, deploy) => {
  expect(found(withSubjects(`['${PROJECT}:*', '${plan}']`, `['${deploy}']`))).toEqual([
    {
      at: `14:${PROJECT.length + 20} ci.oidc.subjects.plan[1]`,
      rule: 'ci-oidc-subjects-apart',
      what: `jobs with the subject ${plan} plan, and could deploy as ${deploy}`,
      fix: 'Give jobs that deploy a subject of their own: that of a branch or of a deployment environment that only reviewed changes reach.',
    },
  ]);
});

test.each([
  'http://gitlab.com',
  'gitlab.com',
  'https://gitlab.com/',
  'https://gitlab.com:8443',
  'https://gitlab.com?a=b',
  'https://gitlab.com#a',
  'https://user@gitlab.com',
  'https://*.acme.example',
  'https://gitlab',
  'https://gitlab.com//oidc',
  ' https://gitlab.com',
  `https://gitlab.com/${'a'.repeat(240)}`,
])('%s is not the address of an issuer', (issuer) => {
  expect(found(change('issuer: https://gitlab.com', `issuer: '${issuer}'`, GITLAB))).toEqual([
    {
      at: '11:13 ci.oidc.issuer',
      rule: 'ci-oidc-issuer',
      what: `"${issuer}" is not the address of an issuer, as IAM requires it`,
      fix: 'Write the iss claim of the tokens: https:// and a host without a port, with a path or without, and no slash at the end, such as https://gitlab.com.',
    },
  ]);
});

test.each([
  'https://token.actions.acme.ghe.com',
  'https://token.actions.githubusercontent.com/acme',
  'https://vstoken.dev.azure.com/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d',
])('%s is the address of an issuer', (issuer) => {
  expect(found(change('issuer: https://gitlab.com', `issuer: ${issuer}`, GITLAB))).toEqual([]);
});

test.each(['', '*', 'https://*.acme.example', 'a b', '${aws:username}', 'a'.repeat(256)])(
  '"%s" is not an audience',
  (audience) => {
    const text = change('audience: https://gitlab.com', `audience: '${audience}'`, GITLAB);
    const rule = orExpression('ci-oidc-audience', audience);
    expect(rulesOf(text)).toEqual([`${rule} ci.oidc.audience`]);
  },
);

const NEITHER_NOR = {
  rule: 'ci-repository-or-oidc',
  fix: 'Write repository for GitHub, as owner/name, or oidc with issuer, audience and subjects for GitHub Enterprise, GitLab, Bitbucket and others.',
};

test('ci has a repository or oidc, and not both', () => {
  expect(found(change('ci:', 'ci:\n  repository: acme/recordings', GITLAB))).toEqual([
    {
      ...NEITHER_NOR,
      at: '9:1 ci',
      what: 'both a GitHub repository and oidc are set, so it is not clear whose tokens the roles accept',
    },
  ]);
  expect(found(ENVIRONMENT.replace(GITHUB, 'ci: { createProvider: true }\n'))).toEqual([
    {
      ...NEITHER_NOR,
      at: '9:1 ci',
      what: 'neither a GitHub repository nor oidc is set, so it is not clear whose tokens the roles accept',
    },
  ]);
});

test.each(['ownerId: 1', 'repositoryId: 1', 'subjectPrefix: a', 'environment: a', 'branch: a'])(
  '%s has no effect with oidc',
  (setting) => {
    const [key = ''] = setting.split(':');
    expect(found(change('ci:', `ci:\n  ${setting}`, GITLAB))).toEqual([
      {
        at: `10:${key.length + 5} ci.${key}`,
        rule: 'ci-repository-or-oidc',
        what: `${key} belongs to repository, and has no effect with oidc`,
        fix: `Remove ${key}: the subjects of oidc say which tokens are accepted.`,
      },
    ]);
  },
);

test.each(['plan', 'deploy'])('a list of subjects is not empty: %s', (use) => {
  expect(found(GITLAB.replace(new RegExp(`${use}: .*`), `${use}: []`))).toHaveLength(1);
});

const STORE = `  partner:
    vendor: custom
    title: Partner
    bucket: acme-partner
    access: { kind: oidc, issuer: 'https://gitlab.com', audience: acme, subject: a/b, createProvider: true }
    actions: { object: [s3:PutObject] }
    retention: { days: 90 }
`;

test.each([
  ['the store creates the provider of ci', 'false', 'true', ['ci-provider-of-store']],
  ['both create it', 'true', 'true', ['unique-identity-provider']],
  ['ci creates it', 'true', 'false', []],
  ['neither creates it', 'false', 'false', []],
])('%s', (...row) => {
  const [, ofCi, ofStore, rules] = row;
  const text = change('ci:', `ci:\n  createProvider: ${ofCi}`, GITLAB) + STORE;
  const problems = found(text.replace('createProvider: true }', `createProvider: ${ofStore} }`));
  expect(problems.map(({ rule }) => rule).filter((rule) => /^ci-|^unique-/.test(rule))).toEqual(
    rules,
  );
});

test('a store must not create the provider whose tokens the deploy role accepts', () => {
  const text = change('ci:', 'ci:\n  createProvider: false', GITLAB) + STORE;
  const other = text.replace("issuer: 'https://gitlab.com'", 'issuer: https://id.acme.example');
  const inCi = (each: string) => found(each).filter(({ rule }) => rule.startsWith('ci-'));
  expect(inCi(text)).toEqual([
    {
      at: '10:19 ci.createProvider',
      rule: 'ci-provider-of-store',
      what: 'partner-prod creates the identity provider for https://gitlab.com, but the deploy role must not change the provider whose tokens it accepts',
      fix: 'Remove createProvider here, and set access.createProvider: false for partner-prod.',
    },
  ]);
  expect(inCi(other)).toEqual([]);
});
