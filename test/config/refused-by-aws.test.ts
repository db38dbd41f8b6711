import { loadEnvironments } from '../../config/load';
import { change, found, GOOD } from './base';

// What callvault accepted and AWS refuses in the middle of an apply: what is replaced in the good environment.
const TITLE = 'title: Other';
const READERS = '    recordings: true';
const SSO = 'AWSReservedSSO_Compliance_0123456789abcdef';
const ROLE = 'arn:aws:iam::111111111111:role';

test.each([
  ['owner: platform', 'Owner: platform'],
  ['owner: platform', 'managed: by hand'],
  ['owner: platform', "owner: platform\n  owners: 'two'"],
  [TITLE, 'title: Señor Müller'],
  [READERS, `    readers: ['${ROLE}/aws-reserved/sso.amazonaws.com/${SSO}']\n${READERS}`],
  [
    READERS,
    `    readers: ['${ROLE}/aws-reserved/sso.amazonaws.com/eu-central-1/${SSO}']\n${READERS}`,
  ],
  [READERS, `    readers: ['${ROLE}/team:a/(b)!/c']\n${READERS}`],
  ["genesysAccount: '765628985471'", "genesysAccount: '111111111112'"],
  ['retention:\n      days: 90', 'retention:\n      days: 90\n      noncurrentDays: 1827'],
  [
    'integrity: { source: manifest }',
    'integrity: { source: manifest }\n    alarms: { emails: [oncall@example.com] }',
  ],
])('%j may become %j', (from, to) => {
  expect(found(change(from, to))).toEqual([]);
});

test.each([
  ['Environment', 'Environment is a tag that callvault sets itself'],
  ['STORE', 'STORE is a tag that callvault sets itself'],
  ['managed-by', 'managed-by is a tag that callvault sets itself'],
])('the tag %s is callvault’s, whatever its case', (key, what) => {
  expect(found(change('owner: platform', `${key}: x`))).toEqual([
    {
      at: `5:${key.length + 5} tags.${key}`,
      rule: 'tag-reserved',
      what,
      fix: 'Choose another key.',
    },
  ]);
});

const twin = (at: string) => ({
  at,
  rule: 'tag-case',
  what: 'Owner and owner differ only in case, and IAM does not accept both on one resource',
  fix: 'Use one of them.',
});

test('two keys of an environment may not differ only in case', () => {
  expect(found(change('owner: platform', 'owner: platform\n  Owner: x'))).toEqual([
    twin('6:10 tags.Owner'),
  ]);
});

test('nor may a key of a store and one of its environment', () => {
  expect(found(change(READERS, `    tags: { Owner: x }\n${READERS}`))).toEqual([
    twin('27:20 stores.video.tags.Owner'),
  ]);
});

test.each(['Acme — calls', 'Ακμή', 'アクメ', 'Acme ’s'])(
  '%s is not accepted in the description of a role',
  (title) => {
    expect(found(change(TITLE, `title: ${title}`))).toMatchObject([
      { rule: 'iam-description', at: expect.stringContaining('stores.other.title') as string },
    ]);
  },
);

test('a role of IAM Identity Center needs its path', () => {
  expect(found(change(READERS, `    readers: ['${ROLE}/${SSO}']\n${READERS}`))).toEqual([
    {
      at: '27:15 stores.video.readers[0]',
      rule: 'role-arn-identity-center',
      what: `${ROLE}/${SSO} lacks the path of a role of IAM Identity Center, so it names a role that does not exist`,
      fix: `Copy the ARN from the IAM console: ${ROLE}/aws-reserved/sso.amazonaws.com/[<region>/]${SSO}.`,
    },
  ]);
});

test.each([
  [`${ROLE}/sso.amazonaws.com/${SSO}`, 'role-arn-identity-center'],
  [`${ROLE}/aws-reserved/${SSO}`, 'role-arn-identity-center'],
  [ROLE.replace('iam:', 'iam:eu-central-1') + '/a', 'role-arn-of-this-account'],
  ['arn:aws-cn:iam::111111111111:role/a', 'role-arn-of-this-account'],
  [`${ROLE}//a`, 'role-arn-of-this-account'],
  [`${ROLE}/a*/b`, 'role-arn-of-this-account'],
])('the reader %s is refused', (arn, rule) => {
  const readers = change(READERS, `    readers: ['${arn}']\n${READERS}`);
  expect(found(readers)).toMatchObject([{ at: '27:15 stores.video.readers[0]', rule }]);
});

test.each([
  ['bucket: acme-state', 'bucket: acme-state\n  region: eu-west-1', []],
  ['bucket: acme-state', 'bucket: acme-state\n  region: us-gov-west-1', ['state.region']],
  ['bucket: acme-video', 'bucket: acme-video\n    region: us-gov-west-1', ['stores.video.region']],
  ['bucket: acme-video', 'bucket: acme-video\n    region: cn-north-1', ['stores.video.region']],
])('%j as %j has a region in another partition at %j', (from, to, places) => {
  const wrong = found(change(from, to)).filter(({ rule }) => rule === 'region-of-partition');
  expect(wrong.map(({ at }) => at.split(' ')[1])).toEqual(places);
});

test.each([
  ["genesysAccount: '765628985471'", 'genesysAccount: 012345678901', '012345678901'],
  ['owner: platform', 'owner: 007', '007'],
  ['externalId: 0d9a7c1e-6a0b-4a55', 'externalId: 0012', '0012'],
  ["account: '111111111111'", 'account: 0o17', '0o17'],
])('a number without quotes is shown as it is written: %j as %j', (from, to, written) => {
  const problems = found(change(from, to)).filter(({ rule }) => rule === 'config-type');
  expect(problems).toMatchObject([
    {
      what: `${written} is a number that is read as ${Number(written)}, not a text`,
      fix: expect.stringContaining(`Put it in quotes: '${written}'.`) as string,
    },
  ]);
});

test('the store’s own account as the vendor’s is noticed', () => {
  const own = change("genesysAccount: '765628985471'", "genesysAccount: '111111111111'");
  expect(found(own)).toMatchObject([{ rule: 'vendor-account-own' }]);
});

test.each(["genesysAccount: '765628985471'", "account: '111111111111'"])(
  '%s may not be zeros only',
  (from) => {
    const zeros = change(from, from.replace(/\d{12}/, '0'.repeat(12)));
    expect(found(zeros).map(({ rule }) => rule)).toContain('config-format');
  },
);

const [ACCESS = ''] = /access:\n(?: {6}.*\n)+/.exec(GOOD.split('  other:')[1] ?? '') ?? [];
const service = (name: string) =>
  found(
    change(
      ACCESS,
      `access: { kind: bucket-policy, principal: { service: ${name}.amazonaws.com }, sourceAccount: '111111111111' }\n`,
    ),
  );

test.each(['mediapipelines.chime', 'delivery.logs', 'logs.eu-central-1'])(
  'the service %s may write',
  (name) => {
    expect(service(name)).toEqual([]);
  },
);

test('a service that callvault does not know is noticed', () => {
  const unknown = service('mediapipeline.chime');
  expect(unknown).toMatchObject([
    {
      rule: 'service-principal-known',
      what: 'mediapipeline.chime.amazonaws.com is not an AWS service that callvault knows; did you mean mediapipelines.chime.amazonaws.com?',
    },
  ]);
  expect(service('acme-telephony')).toMatchObject([
    { what: 'acme-telephony.amazonaws.com is not an AWS service that callvault knows' },
  ]);
});

test.each([
  [19, []],
  [20, ['state-workspace-name']],
])(
  'a store with %d characters in an environment with 20 and a prefix with 50 gives %j',
  (length, rules) => {
    const [state = ''] = /state:\n(?: {2}.*\n)+/.exec(GOOD) ?? [];
    const cloud = `state: { backend: cloud, organization: acme, workspacePrefix: ${'p'.repeat(50)} }\n`;
    const text = change(state, cloud).replace('  calls:\n', `  ${'c'.repeat(length)}:\n`);
    const all = found(text, `environments/${'e'.repeat(20)}.yaml`).map(({ rule }) => rule);
    expect(all.filter((rule) => rule.startsWith('state-'))).toEqual(rules);
  },
);

test('deleted recordings that stay stored for a century are noticed', () => {
  const long = change(
    'retention:\n      days: 90',
    'retention:\n      days: 90\n      noncurrentDays: 36500',
  );
  expect(found(long)).toMatchObject([{ rule: 'retention-noncurrent-long' }]);
});

test('addresses next to the ARN of a topic would get nothing', () => {
  const topic = 'arn:aws:sns:eu-central-1:111111111111:alarms';
  const both = change(
    'integrity: { source: manifest }',
    `integrity: { source: manifest }\n    alarms: { topicArn: '${topic}', emails: [oncall@example.com] }`,
  );
  expect(found(both)).toMatchObject([{ rule: 'alarm-emails-own-topic' }]);
});

test('an address that is listed twice would be one subscription that is managed twice', () => {
  const twice = change(
    'integrity: { source: manifest }',
    'integrity: { source: manifest }\n    alarms: { emails: [oncall@example.com, a@example.com, OnCall@example.com] }',
  );
  expect(found(twice)).toMatchObject([
    { rule: 'alarm-email-once', what: 'oncall@example.com is listed twice' },
  ]);
});

const warnings = (text: string, today?: string) =>
  loadEnvironments([{ file: 'environments/prod.yaml', text }], undefined, today).problems.map(
    ({ rule, line, warning }) => `${line} ${rule}${warning ? '' : ' (error)'}`,
  );
const has = (text: string, rule: string, today?: string) =>
  warnings(text, today).filter((each) => each.endsWith(` ${rule}`));

test('production without administrators or readers is noticed', () => {
  const administrators = `administrators: ['${ROLE}/admin']\nstate:`;
  expect(has(GOOD, 'administrators-named')).toEqual(['3 administrators-named']);
  expect(has(change('state:', administrators), 'administrators-named')).toEqual([]);
  expect(has(change('state:', 'administrators: []\nstate:'), 'administrators-named')).toHaveLength(
    1,
  );
  expect(has(change('type: production', 'type: non-production'), 'administrators-named')).toEqual(
    [],
  );
  expect(has(GOOD, 'readers-named')).toHaveLength(3);
  expect(
    has(change(READERS, `    readers: ['${ROLE}/a']\n${READERS}`), 'readers-named'),
  ).toHaveLength(2);
  expect(has(change(TITLE, `${TITLE}\n    encryption: sse-s3`), 'readers-named')).toHaveLength(2);
});

test.each([
  ['2026-11-25', ['7 accept-expired']],
  ['2026-11-26', []],
  ['2026-11-27', []],
])('on 2026-11-26 an acceptance until %s gives %j', (until, expected) => {
  const accept = `accept:\n  - { finding: replication-removed, store: calls, reason: decided by Ops, until: '${until}' }\nstate:`;
  expect(has(change('state:', accept), 'accept-expired', '2026-11-26')).toEqual(expected);
});

test.each([
  ['6 years', '6 years is counted as 2190 days, and has up to 2192 days in the calendar'],
  ['1 year', '1 year is counted as 365 days, and has up to 366 days in the calendar'],
  ['4 years', '4 years is counted as 1460 days, and has up to 1461 days in the calendar'],
  ['24 months', '24 months is counted as 730 days, and has up to 731 days in the calendar'],
  ['6 months', '6 months is counted as 183 days, and has up to 184 days in the calendar'],
  ['1 month', undefined],
  ['90 days', undefined],
  ['2192', undefined],
])('%s may be fewer days than the law means', (days, what) => {
  const text = change('retention:\n      days: 90', `retention:\n      days: ${days}`);
  expect(found(text)).toMatchObject(
    what === undefined
      ? []
      : [{ at: '30:13 stores.video.retention.days', rule: 'retention-calendar', what }],
  );
});

test('a window that equals the vendor’s stays as it is', () => {
  expect(
    found(change('days: 730\n      transitions', 'days: 24 months\n      transitions')),
  ).toEqual([]);
});
