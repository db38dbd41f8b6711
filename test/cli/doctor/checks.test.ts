import type { Finding } from '../../../cli/doctor/finding';
import { checkDeployed } from '../../../cli/doctor/checks';
import type { Examined } from '../../../cli/doctor/examined';
import type { LiveRole, LiveUser } from '../../../cli/doctor/live-access';
import { Secret } from '../../../core/secret';
import {
  but,
  deployed,
  edit,
  idsOf,
  KEY,
  missing,
  OTHER_KEY,
  refused,
  rule,
  seen,
  stored,
} from './deployed';

const calls = deployed('calls-prod');
const video = deployed('video-prod');
const other = deployed('other-prod');

type Case = readonly [title: string, ids: readonly string[], examined: Examined];

const found = (examined: Examined): Finding | undefined => checkDeployed(examined)[0];

const trusts = (from: string, to: string, of: Examined = calls) => {
  const trust = edit(of.expected.trust ?? {}, from, to);
  return but(of, 'access', { self: seen({ trust, sessionSeconds: 3_600 }) } as Partial<LiveRole>);
};
const ORGANIZATION = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const CONDITION = `,"Condition":{"StringEquals":{"sts:ExternalId":"${ORGANIZATION}"}}`;
const VENDOR = 'arn:aws:iam::765628985471:role/external-storage-service-role';
const accessPolicy = (from: string, to: string, of: Examined = calls) =>
  but(of, 'access', { policy: stored(edit(of.expected.access ?? {}, from, to)) });
const bucketPolicy = (from: string, to: string) =>
  but(calls, 'bucket', { policy: stored(edit(calls.expected.bucket, from, to)) });
const keyPolicy = (from: string, to: string) =>
  but(calls, 'key', { policy: stored(edit(calls.expected.key ?? {}, from, to)) });
const without = (
  policy: { readonly Statement: readonly { readonly Sid: string }[] },
  sid: string,
) => ({
  Statement: policy.Statement.filter(({ Sid }) => Sid !== sid),
});
const withOne = (policy: { readonly Statement: readonly object[] }, statement: object) => ({
  Statement: [...policy.Statement, statement],
});
const DENY = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: '*' };
const user = (change: Partial<LiveUser>) => but(video, 'access', change);
const keyOf = (accessKeyId: string) => seen({ accessKeyId, secretAccessKey: new Secret('hush') });
const encrypts = (algorithm: string, keyId?: string) =>
  but(calls, 'bucket', { encryption: seen({ algorithm, keyId }) });
const lifecycle = (...rules: object[]) => but(calls, 'bucket', { lifecycle: seen(rules as never) });
const locked = deployed('calls-prod', (text) =>
  text.replace(
    '    bucket: acme-calls\n',
    '    bucket: acme-calls\n    objectLock: { mode: governance, days: 30 }\n',
  ),
);
const lock = (days: number) => seen({ mode: 'governance', days });

test.each(['calls-prod', 'video-prod', 'other-prod'])(
  'nothing is found in %s while it is deployed as its file says',
  (id) => {
    expect(idsOf(deployed(id))).toEqual([]);
  },
);

const TRUST: Case[] = [
  [
    'a role that is gone',
    ['role-missing'],
    but(calls, 'access', { self: missing, policy: missing } as Partial<LiveRole>),
  ],
  ['another external id', ['external-id-other'], trusts(ORGANIZATION, 'acme')],
  [
    'an external id in other case',
    ['external-id-case'],
    trusts(ORGANIZATION, ORGANIZATION.toUpperCase()),
  ],
  ['an external id with a space', ['external-id-space'], trusts(ORGANIZATION, `${ORGANIZATION} `)],
  ['a trust without external id', ['external-id-missing'], trusts(CONDITION, '')],
  [
    'an external id that need not be said',
    ['trust-changed'],
    trusts('StringEquals', 'StringEqualsIfExists'),
  ],
  ['another principal', ['trust-principal'], trusts(VENDOR, 'arn:aws:iam::999999999999:root')],
  [
    'a principal that is deleted',
    ['trust-principal-deleted'],
    trusts(VENDOR, 'AROAEXAMPLEEXAMPLE123'),
  ],
  ['a trust under another Sid', [], trusts('VendorAssumesRole', 'Mine')],
  ['a trust that denies', ['trust-lost', 'trust-gained'], trusts('"Allow"', '"Deny"')],
];

test('a trust without external id lets the vendor in, and others with it', () => {
  expect(found(trusts(CONDITION, ''))?.severity).toBe('risk');
});

const session = (sessionSeconds: number) =>
  but(calls, 'access', {
    self: seen({ trust: calls.expected.trust, sessionSeconds }),
  } as unknown as Partial<LiveRole>);

const ACCESS: Case[] = [
  ['a session as long as the vendor asks for', [], session(3_600)],
  ['a session a second too short', ['role-session-seconds'], session(3_599)],
  ['a policy that is gone', ['vendor-policy-missing'], but(calls, 'access', { policy: missing })],
  ['another folder', ['vendor-prefix', 'vendor-prefix'], accessPolicy('/recordings/*', '/calls/*')],
  [
    'another folder of a user, whose Deny names it too',
    ['vendor-prefix', 'vendor-prefix'],
    accessPolicy('/recordings/*', '/calls/*', video),
  ],
  [
    'another bucket',
    ['vendor-policy-changed', 'vendor-policy-changed'],
    accessPolicy('acme-calls/recordings/*', 'acme/recordings/*'),
  ],
  ['another key', ['vendor-key-other'], accessPolicy(KEY, OTHER_KEY)],
  [
    'a key by its alias',
    ['vendor-key-alias'],
    accessPolicy(KEY, 'arn:aws:kms:eu-central-1:111111111111:alias/calls-prod-recordings'),
  ],
  ['an action less', ['vendor-policy-changed'], accessPolicy('"s3:PutObject",', '')],
  [
    'other addresses',
    ['network-ranges', 'network-ranges', 'network-ranges'],
    accessPolicy('203.0.113.0/24', '198.51.100.0/24'),
  ],
  [
    'a statement that is gone',
    ['vendor-policy-lost'],
    but(calls, 'access', {
      policy: stored(without(calls.expected.access as never, 'PushRecordings')),
    }),
  ],
  [
    'a statement that has come',
    ['vendor-policy-gained'],
    but(calls, 'access', {
      policy: stored(
        withOne(calls.expected.access as never, {
          Sid: 'Own',
          Effect: 'Allow',
          Action: 's3:*',
          Resource: '*',
        }),
      ),
    }),
  ],
  [
    'further policies',
    ['further-policies'],
    but(calls, 'access', { others: seen(['arn:aws:iam::aws:policy/AdministratorAccess']) }),
  ],
  [
    'a boundary',
    ['permissions-boundary'],
    user({ self: seen({ boundaryArn: 'arn:aws:iam::111111111111:policy/limit' }) }),
  ],
];

const CREDENTIAL: Case[] = [
  [
    'a user that is gone',
    ['user-missing'],
    user({ self: missing, policy: missing, keys: missing, groups: missing }),
  ],
  ['a user outside its group', ['user-not-in-group'], user({ groups: seen([]) })],
  ['no access key', ['access-key-missing'], user({ keys: seen([]) })],
  [
    'an inactive access key',
    ['access-key-inactive'],
    user({ keys: seen([{ id: 'AKIA1', active: false }]) }),
  ],
  [
    'an inactive key beside the one in the secret',
    [],
    user({
      keys: seen([
        { id: 'AKIA0', active: false },
        { id: 'AKIA1', active: true },
      ]),
    }),
  ],
  ['a secret with a key that is gone', ['access-key-other'], user({ stored: keyOf('AKIA0') })],
  ['an active key of which the secret knows nothing', [], user({ stored: missing })],
  [
    'only inactive keys and an empty secret',
    ['access-key-inactive'],
    user({ stored: missing, keys: seen([{ id: 'AKIA1', active: false }]) }),
  ],
];

const KEYS: Case[] = [
  [
    'a key that is gone',
    ['key-missing'],
    but(calls, 'key', { state: missing, policy: missing, rotates: missing }),
  ],
  ['a disabled key', ['key-disabled'], but(calls, 'key', { state: seen({ state: 'Disabled' }) })],
  [
    'a key to be deleted',
    ['key-pending-deletion'],
    but(calls, 'key', { state: seen({ state: 'PendingDeletion', deleted: '2026-12-24' }) }),
  ],
  [
    'a key without material',
    ['key-unusable'],
    but(calls, 'key', { state: seen({ state: 'PendingImport' }) }),
  ],
  [
    'an alias that points elsewhere',
    ['key-alias-elsewhere'],
    but(calls, 'key', { aliased: seen(OTHER_KEY) }),
  ],
  ['an alias that is gone', ['key-alias-elsewhere'], but(calls, 'key', { aliased: missing })],
  ['a key that does not rotate', ['key-rotation-off'], but(calls, 'key', { rotates: seen(false) })],
  [
    'a key the vendor may not use',
    ['key-policy-changed'],
    keyPolicy('role/recordings-calls-prod', 'role/other'),
  ],
  [
    'a statement of the key that is gone',
    ['key-policy-lost'],
    but(calls, 'key', {
      policy: stored(without(calls.expected.key as never, 'VendorUsesKeyThroughS3')),
    }),
  ],
  [
    'a key that anybody may use',
    ['key-policy-gained'],
    but(calls, 'key', {
      policy: stored(
        withOne(calls.expected.key as never, {
          Sid: 'All',
          Effect: 'Allow',
          Principal: '*',
          Action: 'kms:*',
          Resource: '*',
        }),
      ),
    }),
  ],
  ['default encryption by the key’s id', [], encrypts('aws:kms', KEY.slice(KEY.indexOf('/') + 1))],
  [
    'default encryption with another key',
    ['default-encryption-other-key'],
    encrypts('aws:kms', OTHER_KEY),
  ],
  ['default encryption with the key of AWS', ['default-encryption-other-key'], encrypts('aws:kms')],
  ['default encryption with S3’s keys', ['default-encryption-other-key'], encrypts('AES256')],
  [
    'default encryption with an alias',
    ['default-encryption-alias'],
    encrypts('aws:kms', 'alias/calls-prod-recordings'),
  ],
  [
    'default encryption with the ARN of an alias',
    ['default-encryption-alias'],
    encrypts('aws:kms', 'arn:aws:kms:eu-central-1:111111111111:alias/a'),
  ],
];

const gained = (statement: object) =>
  but(calls, 'bucket', { policy: stored(withOne(calls.expected.bucket, statement)) });
const lost = (sid: string) =>
  but(calls, 'bucket', { policy: stored(without(calls.expected.bucket, sid)) });

const BUCKET: Case[] = [
  [
    'a bucket in another region',
    ['bucket-region', 'bucket-region-vendor'],
    but(calls, 'bucket', { region: seen('eu-west-1') }),
  ],
  [
    'a bucket in another region, of a vendor without one',
    ['bucket-region'],
    but(video, 'bucket', { region: seen('eu-west-1') }),
  ],
  [
    'a bucket that is gone',
    ['bucket-missing'],
    but(calls, 'bucket', {
      region: missing,
      policy: missing,
      encryption: missing,
      openTo: missing,
      versioning: missing,
      ownership: missing,
      lifecycle: missing,
    }),
  ],
  ['no bucket policy', ['bucket-policy-missing'], but(calls, 'bucket', { policy: missing })],
  ['a Deny that is gone', ['bucket-policy-lost'], lost('EnforceSSLOnly')],
  ['a Deny that has come', ['bucket-policy-gained'], gained(DENY)],
  [
    'a Deny that is not the same',
    ['bucket-policy-changed'],
    bucketPolicy('"s3:TlsVersion":"1.2"', '"s3:TlsVersion":"1.3"'),
  ],
  ['other addresses', ['network-ranges'], bucketPolicy('203.0.113.0/24', '198.51.100.0/24')],
  ['a network nobody is held to', ['network-not-enforced'], lost('DenyVendorOffNetwork')],
  [
    'a network nobody asked for',
    ['network-unasked'],
    but(video, 'bucket', {
      policy: stored(withOne(video.expected.bucket, { ...DENY, Sid: 'DenyVendorOffNetwork' })),
    }),
  ],
  [
    'public access that is not blocked',
    ['public-access-block'],
    but(calls, 'bucket', { openTo: seen(['BlockPublicPolicy']) }),
  ],
  ['no block of public access', ['public-access-block'], but(calls, 'bucket', { openTo: missing })],
  [
    'suspended versioning',
    ['versioning-off'],
    but(calls, 'bucket', { versioning: seen('Suspended') }),
  ],
  [
    'versioning that was never on',
    ['versioning-off'],
    but(calls, 'bucket', { versioning: missing }),
  ],
  ['access lists', ['bucket-ownership'], but(calls, 'bucket', { ownership: seen('ObjectWriter') })],
  ['a lock as the file says', [], but(locked, 'bucket', { lock: lock(30) })],
  ['no lock, although the file says one', ['object-lock-missing'], locked],
  ['a lock for a day longer', ['object-lock-differs'], but(locked, 'bucket', { lock: lock(31) })],
  [
    'a lock the file does not say',
    ['object-lock-unasked'],
    but(calls, 'bucket', { lock: lock(30) }),
  ],
];

const LIFECYCLE: Case[] = [
  ['no lifecycle', ['lifecycle-missing'], but(calls, 'bucket', { lifecycle: missing })],
  [
    'a rule that is off',
    ['lifecycle-missing'],
    lifecycle(rule(calls.store, { Status: 'Disabled' })),
  ],
  [
    'a rule for another folder',
    ['lifecycle-missing'],
    lifecycle(rule(calls.store, { Filter: { Prefix: 'other/' } })),
  ],
  [
    'a rule a day shorter',
    ['lifecycle-shorter'],
    lifecycle(rule(calls.store, { Expiration: { Days: 729 } })),
  ],
  [
    'a rule a day longer',
    ['lifecycle-changed'],
    lifecycle(rule(calls.store, { Expiration: { Days: 731 } })),
  ],
  [
    'old versions that go earlier',
    ['lifecycle-changed'],
    lifecycle(rule(calls.store, { NoncurrentVersionExpiration: { NoncurrentDays: 1 } })),
  ],
  [
    'another storage class',
    ['lifecycle-changed'],
    lifecycle(rule(calls.store, { Transitions: [] })),
  ],
  [
    'a further rule that expires earlier',
    ['lifecycle-shorter'],
    lifecycle(rule(calls.store), {
      Status: 'Enabled',
      Filter: { Prefix: 'recordings/2026/' },
      Expiration: { Days: 1 },
    }),
  ],
  [
    'a further rule that moves',
    ['lifecycle-gained'],
    lifecycle(rule(calls.store), {
      Status: 'Enabled',
      Filter: { Prefix: '' },
      Transitions: [{ Days: 1, StorageClass: 'GLACIER' }],
    }),
  ],
  [
    'a further rule for another folder',
    [],
    lifecycle(rule(calls.store), {
      Status: 'Enabled',
      Filter: { Prefix: 'other/' },
      Expiration: { Days: 1 },
    }),
  ],
  [
    'the rules that clear away',
    [],
    lifecycle(
      rule(calls.store),
      {
        Status: 'Enabled',
        Filter: { Prefix: '' },
        Expiration: { ExpiredObjectDeleteMarker: true },
      },
      {
        Status: 'Enabled',
        Filter: { Prefix: '' },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ),
  ],
];

test.each([...TRUST, ...ACCESS, ...CREDENTIAL, ...KEYS, ...BUCKET, ...LIFECYCLE])(
  '%s is %j',
  (_, ids, examined) => {
    expect(idsOf(examined)).toEqual(ids);
  },
);

test('what cannot be seen is not taken for what is not there', () => {
  expect(checkDeployed(but(calls, 'bucket', { policy: refused }))).toEqual([
    {
      ...{ id: 'could-not-look', link: 'bucket', severity: 'risk' },
      what: 's3:GetBucketPolicy acme-calls is refused, so this could not be looked at',
      evidence: ['AccessDenied: no'],
      fix: 'Allow it to these credentials.',
    },
  ]);
});

test('a finding says what, the evidence, the fix as a command, and the guide that knows it', () => {
  expect(found(but(calls, 'key', { state: seen({ state: 'Disabled' }) }))).toEqual({
    ...{ id: 'key-disabled', link: 'key', severity: 'broken' },
    what: 'The key is disabled: every upload fails, and nothing can be read',
    evidence: [`${KEY}: Disabled`],
    fix: `aws kms enable-key --key-id ${KEY} --region eu-central-1`,
    guide: 'Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"',
  });
});

test('a finding about the external id shows both, and the line of the file it comes from', () => {
  expect(found(trusts(ORGANIZATION, 'Acme'))).toEqual({
    ...{ id: 'external-id-other', link: 'external id', severity: 'broken' },
    what: 'The role recordings-calls-prod asks for another external id than Genesys Cloud CX says; STS compares to the letter',
    evidence: [`the trust asks for "Acme"; expected "${ORGANIZATION}"`],
    fix: 'Put it back with npx cdktf deploy calls-prod; or, if Genesys Cloud CX does say the other, correct stores.calls.organizationId in the environment file and deploy that.',
  });
});

test('a finding about a policy names the statement, and only what differs in it', () => {
  expect(found(accessPolicy('"s3:PutObject",', ''))).toEqual({
    ...{ id: 'vendor-policy-changed', link: 'policy', severity: 'broken' },
    what: 'The statement PushRecordings (Allow) is not the same in the vendor’s policy',
    evidence: ['Action lacks s3:putobject'],
    fix: 'See what is different with npx cdktf diff calls-prod, and put it back with npx cdktf deploy calls-prod.',
  });
});

test.each([
  ['a Deny that is gone', 'risk', lost('EnforceSSLOnly')],
  ['a Deny that has come', 'broken', gained(DENY)],
  ['an Allow that has come', 'risk', gained({ ...DENY, Effect: 'Allow' })],
  [
    'an Allow with an action more',
    'risk',
    accessPolicy('"s3:GetObject"', '"s3:GetObject","s3:GetObjectAcl"'),
  ],
  ['an Allow with an action less', 'broken', accessPolicy('"s3:GetObject"', '"s3:GetObjectAcl"')],
  [
    'an Allow that is gone',
    'broken',
    but(calls, 'access', {
      policy: stored(without(calls.expected.access as never, 'PushRecordings')),
    }),
  ],
])('%s is %s for the vendor', (_, severity, examined) => {
  expect(found(examined)?.severity).toBe(severity);
});

test('a policy is told of when nine tenths of its limit are used, and not before', () => {
  const sized = (size: number) =>
    but(other, 'access', {
      policy: seen({ policy: edit(other.expected.access ?? {}, 'Allow', 'Allow'), size }),
    });
  expect(idsOf(sized(9_216))).toEqual([]);
  expect(found(sized(9_217))).toMatchObject({
    ...{ id: 'policy-size', evidence: ['9217 of 10240 characters'] },
  });
});
