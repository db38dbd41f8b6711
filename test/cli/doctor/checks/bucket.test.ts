import {
  but,
  type Case,
  deployed,
  edit,
  idsOf,
  KEY,
  missing,
  OTHER_KEY,
  rule,
  observed,
  stored,
  without,
  withOne,
} from '../deployed';

const calls = deployed('calls-prod');
const video = deployed('video-prod');

const bucketPolicy = (from: string, to: string) =>
  but(calls, 'bucket', { policy: stored(edit(calls.expected.bucket, from, to)) });
const keyPolicy = (from: string, to: string) =>
  but(calls, 'key', { policy: stored(edit(calls.expected.key, from, to)) });
const DENY = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: '*' };
const encrypts = (algorithm: string, keyId?: string) =>
  but(calls, 'bucket', { encryption: observed({ algorithm, keyId }) });
const lifecycle = (...rules: object[]) =>
  but(calls, 'bucket', { lifecycle: observed(rules as never) });
const locked = deployed('calls-prod', (text) =>
  text.replace(
    '    bucket: acme-calls\n',
    '    bucket: acme-calls\n    objectLock: { mode: governance, days: 30 }\n',
  ),
);
const lock = (days: number) => observed({ mode: 'governance', days });

const KEYS: Case[] = [
  [
    'a missing key',
    ['key-missing'],
    but(calls, 'key', { state: missing, policy: missing, rotates: missing }),
  ],
  [
    'a disabled key',
    ['key-disabled'],
    but(calls, 'key', { state: observed({ state: 'Disabled' }) }),
  ],
  [
    'a key scheduled for deletion',
    ['key-pending-deletion'],
    but(calls, 'key', { state: observed({ state: 'PendingDeletion', deleted: '2026-12-24' }) }),
  ],
  [
    'a key without material',
    ['key-unusable'],
    but(calls, 'key', { state: observed({ state: 'PendingImport' }) }),
  ],
  [
    'an alias that points elsewhere',
    ['key-alias-elsewhere'],
    but(calls, 'key', { aliased: observed(OTHER_KEY) }),
  ],
  ['a missing alias', ['key-alias-elsewhere'], but(calls, 'key', { aliased: missing })],
  [
    'a key that does not rotate',
    ['key-rotation-off'],
    but(calls, 'key', { rotates: observed(false) }),
  ],
  [
    'a key the vendor may not use',
    ['key-policy-changed'],
    keyPolicy('role/recordings-calls-prod', 'role/other'),
  ],
  [
    'a missing statement of the key',
    ['key-policy-lost'],
    but(calls, 'key', {
      policy: stored(without(calls.expected.key, 'VendorUsesKeyThroughS3')),
    }),
  ],
  [
    'a key that everyone may use',
    ['key-policy-gained'],
    but(calls, 'key', {
      policy: stored(
        withOne(calls.expected.key, {
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
  [
    'no default encryption',
    ['default-encryption-other-key'],
    but(calls, 'bucket', { encryption: missing }),
  ],
  ['a key without a policy', ['key-policy-lost'], but(calls, 'key', { policy: missing })],
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
    but(calls, 'bucket', { region: observed('eu-west-1') }),
  ],
  [
    'a bucket in another region, of a vendor without one',
    ['bucket-region'],
    but(video, 'bucket', { region: observed('eu-west-1') }),
  ],
  [
    'a missing bucket',
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
  ['a missing Deny', ['bucket-policy-lost'], lost('EnforceSSLOnly')],
  ['a new Deny', ['bucket-policy-gained'], gained(DENY)],
  [
    'a changed Deny',
    ['bucket-policy-changed'],
    bucketPolicy('"s3:TlsVersion":"1.2"', '"s3:TlsVersion":"1.3"'),
  ],
  ['other addresses', ['network-ranges'], bucketPolicy('203.0.113.0/24', '198.51.100.0/24')],
  ['a network that is not enforced', ['network-not-enforced'], lost('DenyVendorOffNetwork')],
  [
    'an unrequested network restriction',
    ['network-unasked'],
    but(video, 'bucket', {
      policy: stored(withOne(video.expected.bucket, { ...DENY, Sid: 'DenyVendorOffNetwork' })),
    }),
  ],
  [
    'public access that is not blocked',
    ['public-access-block'],
    but(calls, 'bucket', { openTo: observed(['BlockPublicPolicy']) }),
  ],
  ['no block of public access', ['public-access-block'], but(calls, 'bucket', { openTo: missing })],
  [
    'suspended versioning',
    ['versioning-off'],
    but(calls, 'bucket', { versioning: observed('Suspended') }),
  ],
  [
    'versioning that was never on',
    ['versioning-off'],
    but(calls, 'bucket', { versioning: missing }),
  ],
  ['ACLs', ['bucket-ownership'], but(calls, 'bucket', { ownership: observed('ObjectWriter') })],
  ['a lock as in the environment file', [], but(locked, 'bucket', { lock: lock(30) })],
  ['no lock, although the environment file sets one', ['object-lock-missing'], locked],
  [
    'a lock that is a day longer',
    ['object-lock-differs'],
    but(locked, 'bucket', { lock: lock(31) }),
  ],
  [
    'a lock that the environment file does not set',
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
    'old versions that expire earlier',
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
    'the clean-up rules',
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

test.each([...KEYS, ...BUCKET, ...LIFECYCLE])('%s has the findings %j', (_, ids, examined) => {
  expect(idsOf(examined)).toEqual(ids);
});
