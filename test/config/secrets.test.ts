import { loadEnvironments } from '../../config/load';
import { renderProblems } from '../../config/render';
import { GOOD } from './base';

const RANDOM = 'wJalrXUtnFEMI7K9MDENGbPxRfiCYzEXAMPLEKEY';
/** Of eight such keys, one has two slashes or more, as a path has. */
const SLASHES = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const HEX = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const TOKEN = 'q8Zt4Lm2Xr7Vw9Kp';

/** Texts that contain a credential, and the credential. */
const SECRETS: readonly (readonly [text: string, secret: string])[] = [
  [`key=${TOKEN}`, TOKEN],
  [`https://files.example/a?key=${TOKEN}&b=1`, TOKEN],
  [`secret: ${TOKEN}`, TOKEN],
  [`client_secret=${TOKEN}`, TOKEN],
  [`"clientSecret": "${TOKEN}"`, TOKEN],
  [`api-key: ${TOKEN}`, TOKEN],
  ['password = hunter2hunter', 'hunter2hunter'],
  ['pwd:hunter2hunter', 'hunter2hunter'],
  [`X-Amz-Signature=${HEX}${HEX}`, HEX],
  [`auth_token: ${HEX}`, HEX],
  ['https://user:pa55word@calls.example/a', 'pa55word'],
  ['postgres://svc:p%40ss@db.example/a', 'p%40ss'],
  [`Authorization: Bearer ${TOKEN}${TOKEN}`, TOKEN],
  [
    `authorization: Basic ${Buffer.from('user:password1').toString('base64')}`,
    'dXNlcjpwYXNzd29yZDE',
  ],
  [`the key is ${RANDOM}, do not share it`, RANDOM],
  [`(${RANDOM})`, RANDOM],
  ['uses AKIAIOSFODNN7EXAMPLE for now', 'AKIAIOSFODNN7EXAMPLE'],
  ['ASIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE'],
  [`Twilio SK${HEX}`, HEX],
  [`Twilio AC${HEX}`, HEX],
  ['-----BEGIN PRIVATE KEY----- MIIEvQIBADANBg', 'MIIEvQIBADANBg'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', 'OPENSSH'],
  ['-----BEGIN PGP PRIVATE KEY BLOCK-----', 'PGP'],
  [`ghp_${TOKEN}${TOKEN}abcd`, TOKEN],
  [`key=${SLASHES}`, SLASHES],
  [`AWS_SECRET_ACCESS_KEY=${SLASHES}`, SLASHES],
  [`aws_secret_access_key: '${SLASHES}'`, SLASHES],
  [`https://files.example/a?key=${SLASHES}&b=1`, SLASHES],
  [`secret is ${TOKEN}`, TOKEN],
  [`apikey "${TOKEN}"`, TOKEN],
  [`the api key is \`${TOKEN}\``, TOKEN],
  [`AccountName=a;AccountKey=${TOKEN}${TOKEN}${TOKEN}==`, TOKEN],
  [`npm_${TOKEN}${TOKEN}abcd`, TOKEN],
  [`xoxb-123456789012-${TOKEN}`, TOKEN],
  [`glpat-${TOKEN}abcd`, TOKEN],
  [`sk_live_${TOKEN}abcd`, TOKEN],
  [`AIzaSy${TOKEN}${TOKEN}a`, TOKEN],
  [`hvs.${TOKEN}${TOKEN}`, TOKEN],
  [`${TOKEN} is the auth token`, TOKEN],
  [`password => '${TOKEN}'`, TOKEN],
  [`password := ${TOKEN}`, TOKEN],
  [`<password>${TOKEN}</password>`, TOKEN],
  [`{"name":"password","value":"${TOKEN}"}`, TOKEN],
  [`{"value":"${TOKEN}","name":"client_secret"}`, TOKEN],
  [`client_secret%3D${TOKEN}`, TOKEN],
  [`mysql --password ${TOKEN}`, TOKEN],
  [`curl -u user:${TOKEN} https://api.example`, TOKEN],
  [`Passwort: ${TOKEN}`, TOKEN],
  [`token ${HEX}`, HEX],
  [`abcdefghijklmn.atlasv1.${TOKEN}${TOKEN}`, TOKEN],
  [`https://hooks.slack.com/services/T01/B02/${TOKEN}`, TOKEN],
  [`sk-proj-${TOKEN}${TOKEN}`, TOKEN],
  [`SG.${TOKEN}.${TOKEN}`, TOKEN],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc', 'eyJhbGciOiJIUzI1NiJ9'],
];

/** Texts that look like one and are none. */
const HARMLESS: readonly string[] = [
  'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11',
  'kmsKeyArn: arn:aws:kms:eu-central-1:111111111111:key/mrk-1234abcd12ab34cd56ef1234567890ab',
  'key: 8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11',
  'the key mrk-1234abcd12ab34cd56ef1234567890ab',
  'key: alias/recordings-prod-2026',
  'arn:aws:secretsmanager:eu-central-1:111111111111:secret:callvault/calls-prod/access-key-a1B2c3',
  'secret: arn:aws:secretsmanager:eu-central-1:111111111111:secret:calls-a1B2c3',
  'conversation 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'commit da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'key: recordings/2026/11/21/3f2504e0-4f89-41d3-9a0c-0305e82c3301.wav',
  'arn:aws:iam::111111111111:role/OrganizationAccountAccessRoleOfTeam12345',
  'AWSReservedSSO_AdministratorAccess_0123456789abcdef',
  'the secret is in Secrets Manager; see docs/rotate.md',
  '2026-11-26 is the day the token changes',
  'role/callvault-deploy-prod is the key role',
  '--token file://token.json',
  'name: token-bucket-2026, value: 1000 per day',
  'R&D of team-42 and *all* others',
  'token: ask the platform team',
  'cost-key: CC-1234567',
  'password: see 1Password',
  'the secret is "callvault" in Secrets Manager',
  'the secret is "genesys-prod-2026", the key is recordings-2026-archive',
  'the token is rotated every 90 days, the key is kept 7 years',
  'the key is arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11',
  'https://wiki.example/runbook#section-12',
  'https://calls.example:8443/a@b',
  'two keys per store: recordings, operations',
  'wJalrXUtn/K7MDENG',
  '2b6f0cc904d137be2e1730235f5664094b831186',
];

const rulesOf = (text: string) =>
  loadEnvironments([{ file: 'environments/prod.yaml', text }]).problems.filter(
    ({ warning }) => warning !== true,
  );
const inTag = (text: string) =>
  GOOD.replace('owner: platform', () => `owner: ${JSON.stringify(text)}`);
const inComment = (text: string) =>
  GOOD.replace('  owner: platform', () => `  owner: platform # ${text}`);

test.each(SECRETS)('%s in a text is refused and not repeated', (text, secret) => {
  const problems = rulesOf(inTag(text));
  expect(problems).toMatchObject([{ rule: 'config-no-secrets', line: 5 }]);
  expect(renderProblems(problems)).not.toContain(secret);
});

test.each(SECRETS)('%s in a comment is refused and not repeated', (text, secret) => {
  const problems = rulesOf(inComment(text));
  expect(problems).toMatchObject([{ rule: 'config-no-secrets', line: 5, column: 19 }]);
  expect(renderProblems(problems)).not.toContain(secret);
});

test.each(HARMLESS)('%s is not taken for a credential', (text) => {
  const found = [...rulesOf(inTag(text)), ...rulesOf(inComment(text))];
  expect(found.filter(({ rule }) => rule === 'config-no-secrets')).toEqual([]);
});

test('a value is judged together with its key', () => {
  const text = GOOD.replace('owner: platform', `api_key: ${TOKEN}`);
  const problems = rulesOf(text);
  expect(problems.map(({ rule }) => rule)).toEqual(['config-no-secrets']);
  expect(renderProblems(problems)).not.toContain(TOKEN);
});

test.each([`owner: &${TOKEN} platform`, `owner: *${TOKEN}`, `&${TOKEN} owner: platform`])(
  'an anchor that looks like a credential is refused and not repeated: %s',
  (text) => {
    const problems = rulesOf(GOOD.replace('owner: platform', text));
    expect(problems.map(({ rule }) => rule)).toContain('config-no-secrets');
    expect(renderProblems(problems)).not.toContain(TOKEN);
  },
);

test('a number sign in a text does not begin a comment, and comments of a broken file are checked too', () => {
  const harmless = rulesOf(GOOD.replace('owner: platform', "owner: 'a # key'"));
  expect(harmless.filter(({ rule }) => rule === 'config-no-secrets')).toEqual([]);
  const broken = rulesOf(`# password=hunter2hunter\n${GOOD}]`);
  expect(broken.map(({ rule }) => rule)).toContain('config-no-secrets');
});
