import * as fs from 'node:fs';
import { loadEnvironments } from '../../config/load';
import { workflowEnvironments } from '../../cli/environments/environments';
import { rows, wrongRows, wrongTokens } from './ci-tables';
import { ciWorld, ENVIRONMENT } from './ci-world';
import { synthesize } from './synthesized';

const PAGE = fs.readFileSync('docs/ci.md', 'utf8');
const GITHUB_CI = /^ci:\n(?: {2}.*\n)*/m;

/** The environment with the `ci` that a section of docs/ci.md shows. */
function shown(section: string): string {
  const [, after = ''] = PAGE.split(`\n#### ${section}\n`);
  const [, ci = ''] = /^```yaml\n(ci:\n[^`]*)```/m.exec(after) ?? [];
  return ENVIRONMENT.replace(GITHUB_CI, ci);
}

/** The UUIDs of docs/ci.md, and others, by the names that docs/access/ci.md gives them. */
const UUIDS: Readonly<Record<string, string>> = {
  '{recordings}': '{0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d}',
  '{prod}': '{5e6f7a8b-9c0d-4e1f-8a2b-3c4d5e6f7a8b}',
  '{staging}': '{6f7a8b9c-0d1e-4f2a-8b3c-4d5e6f7a8b9c}',
  '{another}': '{7a8b9c0d-1e2f-4a3b-8c4d-5e6f7a8b9c0d}',
  '{step}': '{8b9c0d1e-2f3a-4b4c-8d5e-6f7a8b9c0d1e}',
};
const write = (token: string) => token.replaceAll(/\{\w+\}/g, (name) => UUIDS[name] ?? name);

const SYSTEMS = [
  ['GitLab', 'L', { issuer: 'gitlab.com', audience: 'https://gitlab.com' }],
  [
    'Bitbucket',
    'K',
    {
      issuer: 'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc',
      audience: 'ari:cloud:bitbucket::workspace/3f0c2a54-5b1e-4c36-9a0d-7e1b2f6d8c90',
    },
  ],
  [
    'GitHub Enterprise',
    'H',
    { issuer: 'github.acme.example/_services/token', audience: 'sts.amazonaws.com' },
  ],
] as const;

test.each(SYSTEMS)('the roles accept the tokens of %s that the page says', async (...row) => {
  const [section, letter, tokens] = row;
  expect(rows(letter).length).toBeGreaterThan(8);
  const wrong: string[] = [];
  const world = ciWorld(shown(section), tokens.issuer);
  for await (const id of wrongTokens(world, letter, { tokens, write })) wrong.push(id);
  expect(wrong).toEqual([]);
});

test.each(SYSTEMS)('the deploy role can change no provider with %s', async (...row) => {
  const [section, , { issuer }] = row;
  const isAsked = ([, , does = '']: readonly string[]) => does.includes('OpenIDConnect');
  expect(rows('PE').filter(isAsked).length).toBeGreaterThan(8);
  const wrong: string[] = [];
  const world = ciWorld(shown(section), issuer);
  for await (const id of wrongRows(world, 'PE', isAsked)) wrong.push(id);
  expect(wrong).toEqual([]);
});

test.each(SYSTEMS)('the stack creates the provider of %s, and names no other', (...row) => {
  const [section, , { issuer, audience }] = row;
  const files = [{ file: 'environments/prod.yaml', text: shown(section) }];
  const [stack] = synthesize(files, 'ci-*');
  expect(stack?.all('aws_iam_openid_connect_provider').map(([, provider]) => provider)).toEqual([
    expect.objectContaining({ url: `https://${issuer}`, client_id_list: [audience] }),
  ]);
  const named = [...(stack?.text ?? '').matchAll(/oidc-provider\/([^"\\]+)/g)];
  expect([...new Set(named.map(([, name]) => name))]).toEqual([issuer]);
  expect(stack?.text).not.toContain('githubusercontent');
});

test('a trust policy compares whole subjects exactly, and only others as patterns', () => {
  const conditions = (section: string) =>
    ciWorld(shown(section)).ci.principals.map(({ trust }) => trust?.Statement[0]?.Condition);
  const [aud, sub] = ['gitlab.com:aud', 'gitlab.com:sub'];
  const project = 'project_path:acme/recordings:ref_type:branch:ref';
  expect(conditions('GitLab')).toEqual(
    expect.arrayContaining([
      { StringEquals: { [aud]: 'https://gitlab.com' }, StringLike: { [sub]: [`${project}:*`] } },
      { StringEquals: { [aud]: 'https://gitlab.com', [sub]: `${project}:main` } },
    ]),
  );
});

test.each([
  ['GitHub Enterprise', 'repo:acme/recordings:environment:prod', 'prod'],
  ['GitHub Enterprise', 'repo:acme/recordings:environment:live', 'live'],
  ['GitHub Enterprise', 'repo:acme/recordings:ref:refs/heads/main', 'prod'],
  ['GitLab', 'project_path:acme/recordings:ref_type:branch:ref:main', 'prod'],
])('workflows of %s that deploy as %s use the environment %s', (section, subject, name) => {
  const text = shown(section)
    .replace('ref:refs/heads/main', 'ref:refs/heads/other')
    .replace(/(deploy:\n +- ).*/, `$1'${subject}'`);
  const { environments } = loadEnvironments([{ file: 'environments/prod.yaml', text }]);
  expect(workflowEnvironments(environments)).toMatchObject([
    { githubEnvironment: name, planRoleArn: 'arn:aws:iam::111111111111:role/callvault-plan-prod' },
  ]);
});
