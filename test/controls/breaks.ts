import { adding, changePolicy, first, type Json, type Mutable, statement } from './json';
import { SERVICE_BREAKS } from './service-breaks';
import { STATEMENT_BREAKS } from './statement-breaks';

/** A property that is broken, and the controls that must find it. */
export interface Break {
  readonly broken: string;
  readonly stack: string;
  readonly controls: readonly string[];
  readonly change: (json: Json) => void;
}

const set =
  (type: string, values: Mutable, prefix = '') =>
  (json: Json) => {
    Object.assign(first(json, type, prefix), values);
  };
const add =
  (type: string, attributes: Mutable = {}) =>
  ({ resource }: Json) => {
    resource[type] = { ...resource[type], added: attributes };
  };
const remove = (type: string) => (json: Json) => {
  const named = json.resource[type] ?? {};
  const [name = ''] = Object.keys(named);
  json.resource[type] = Object.fromEntries(Object.entries(named).filter(([each]) => each !== name));
};
const rules = (json: Json, prefix: string) =>
  first(json, 'aws_s3_bucket_lifecycle_configuration', prefix).rule as Mutable[];
const dropRule = (id: string) => (json: Json) => {
  const lifecycle = first(json, 'aws_s3_bucket_lifecycle_configuration', 'Retention');
  lifecycle.rule = rules(json, 'Retention').filter((rule) => rule.id !== id);
};
const policy =
  (type: string, change: Parameters<typeof changePolicy>[1], attribute = 'policy') =>
  (json: Json) => {
    const prefix = type === 'aws_s3_bucket_policy' ? 'Recordings' : '';
    changePolicy(first(json, type, prefix), change, attribute);
  };
const encryption = (json: Json, prefix: string): Mutable => {
  const attributes = first(json, 'aws_s3_bucket_server_side_encryption_configuration', prefix);
  return (attributes.rule as Mutable[])[0] ?? {};
};

const calls = (broken: string, controls: string[], change: Break['change']): Break => ({
  broken,
  controls,
  change,
  stack: 'calls-prod',
});
const video = (broken: string, controls: string[], change: Break['change']): Break => ({
  broken,
  controls,
  change,
  stack: 'video-prod',
});

const PUBLIC = 'aws_s3_bucket_public_access_block';
const BUCKET_POLICY = 'aws_s3_bucket_policy';
const ROLE_POLICY = 'aws_iam_role_policy';

/** Each control, broken. */
export const BREAKS: readonly Break[] = [
  calls('a bucket does not say what it holds', ['S3-0', 'S3-8', 'S3-10'], (json) => {
    delete first(json, 'aws_s3_bucket', 'Logs').tags;
  }),
  calls('public ACLs are not blocked', ['S3-1'], set(PUBLIC, { block_public_acls: false })),
  calls('public policies are not blocked', ['S3-1'], set(PUBLIC, { block_public_policy: 'true' })),
  calls('a bucket has no public access block', ['S3-1'], remove(PUBLIC)),
  calls(
    'plain HTTP is taken',
    ['S3-3'],
    policy(BUCKET_POLICY, (all) => all.filter(({ Sid }) => Sid !== 'EnforceSSLOnly')),
  ),
  calls(
    'plain HTTP is refused only with an old TLS as well',
    ['S3-3'],
    policy(
      BUCKET_POLICY,
      statement('EnforceSSLOnly', {
        Condition: {
          Bool: { 'aws:SecureTransport': 'false' },
          NumericLessThan: { 's3:TlsVersion': '1.2' },
        },
      }),
    ),
  ),
  calls('recordings are encrypted by S3', ['S3-4'], (json) => {
    encryption(json, 'Recordings').apply_server_side_encryption_by_default = {
      sse_algorithm: 'AES256',
    };
  }),
  calls('the key is named by an alias', ['S3-4'], (json) => {
    const [byDefault] = [encryption(json, 'Recordings').apply_server_side_encryption_by_default];
    (byDefault as Mutable).kms_master_key_id = 'alias/recordings';
  }),
  calls('there is no bucket key', ['S3-4'], (json) => {
    encryption(json, 'Recordings').bucket_key_enabled = false;
  }),
  calls('logs are encrypted by KMS', ['S3-4b'], (json) => {
    encryption(json, 'Logs').apply_server_side_encryption_by_default = { sse_algorithm: 'aws:kms' };
  }),
  calls(
    'versioning is suspended',
    ['S3-5'],
    set('aws_s3_bucket_versioning', { versioning_configuration: { status: 'Suspended' } }),
  ),
  calls('old versions stay', ['S3-6'], (json) => {
    for (const rule of rules(json, 'Retention')) delete rule.noncurrent_version_expiration;
  }),
  calls('delete markers stay', ['S3-6'], dropRule('remove-expired-delete-markers')),
  calls('unfinished uploads stay', ['S3-7'], dropRule('abort-unfinished-uploads')),
  calls('unfinished uploads are dropped below the prefix only', ['S3-7'], (json) => {
    for (const rule of rules(json, 'Retention')) rule.filter = [{ prefix: 'recordings/' }];
  }),
  calls('a rule is disabled', ['S3-6', 'S3-7'], (json) => {
    for (const rule of rules(json, 'Retention')) {
      if (rule.id === 'abort-unfinished-uploads') rule.status = 'Disabled';
    }
  }),
  calls('accesses are not logged', ['S3-8'], remove('aws_s3_bucket_logging')),
  calls(
    'accesses are logged elsewhere',
    ['S3-8'],
    set('aws_s3_bucket_logging', { target_bucket: 'somewhere' }),
  ),
  calls(
    'objects belong to their writer',
    ['S3-9'],
    set('aws_s3_bucket_ownership_controls', { rule: { object_ownership: 'ObjectWriter' } }),
  ),
  calls(
    'the bucket policy allows the vendor',
    ['S3-10'],
    policy(
      BUCKET_POLICY,
      adding({ Principal: { AWS: 'arn:aws:iam::765628985471:root' }, Action: 's3:PutObject' }),
    ),
  ),
  calls(
    'the bucket policy locks every principal out',
    ['S3-11'],
    policy(BUCKET_POLICY, adding({ Effect: 'Deny', Principal: '*', Action: 's3:*' })),
  ),
  calls(
    'no principal may change the bucket policy',
    ['S3-11'],
    policy(
      BUCKET_POLICY,
      adding({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutBucketPolicy',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
      }),
    ),
  ),
  calls('a bucket has a dot in its name', ['S3-17'], set('aws_s3_bucket', { bucket: 'a.b' })),
  calls('a bucket has a reserved name', ['S3-17'], set('aws_s3_bucket', { bucket: 'xn--a' })),
  ...[
    { status: 'Disabled' },
    { source_selection_criteria: undefined },
    { destination: { bucket: 'arn' } },
    { filter: undefined },
    { delete_marker_replication: undefined },
  ].map((broken) =>
    video(`replication with ${JSON.stringify(broken)}`, ['S3-12'], (json) => {
      const { rule } = first(json, 'aws_s3_bucket_replication_configuration');
      Object.assign((rule as Mutable[])[0] ?? {}, broken);
    }),
  ),
  calls('a bucket may be destroyed', ['S3-20'], set('aws_s3_bucket', { lifecycle: {} })),
  calls('a bucket is emptied', ['S3-20'], set('aws_s3_bucket', { force_destroy: true })),
  calls('there is an access point', ['S3-19'], add('aws_s3_access_point')),
  calls('there is an object', ['S3-19'], add('aws_s3_bucket_object')),
  calls('a log bucket is locked', ['S3-13b'], (json) => {
    first(json, 'aws_s3_bucket', 'Logs').object_lock_enabled = true;
  }),
  calls('there is an ACL', ['S3-19'], add('aws_s3_bucket_acl')),

  calls('a key does not rotate', ['K-1'], set('aws_kms_key', { enable_key_rotation: false })),
  calls('a key is disabled', ['K-2'], set('aws_kms_key', { is_enabled: false })),
  calls('a key has KMS’s own policy', ['K-3', 'K-7'], (json) => {
    delete first(json, 'aws_kms_key').policy;
  }),
  calls(
    'everyone may use a key, with a condition',
    ['K-4'],
    policy('aws_kms_key', adding({ Principal: '*', Action: 'kms:DescribeKey', Condition: {} })),
  ),
  calls('a key is gone in 7 days', ['K-5'], set('aws_kms_key', { deletion_window_in_days: 7 })),
  calls('a key may be destroyed', ['K-5'], set('aws_kms_key', { lifecycle: {} })),
  calls(
    'a role decrypts with any key',
    ['I-3', 'K-6'],
    policy(ROLE_POLICY, adding({ Action: 'kms:Decrypt', Resource: '*' })),
  ),
  calls(
    'the account cannot administer a key',
    ['K-7'],
    policy('aws_kms_key', (all) => all.filter(({ Sid }) => Sid !== 'AccountAdministersKey')),
  ),
  calls(
    'a key is used directly',
    ['K-7'],
    policy(
      'aws_kms_key',
      adding({ Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'kms:Decrypt' }),
    ),
  ),
  calls(
    'a key is granted further',
    ['K-7'],
    policy(
      'aws_kms_key',
      adding({ Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'kms:CreateGrant' }),
    ),
  ),

  calls(
    'the vendor may do everything in the bucket’s folder',
    ['I-1', 'L-10'],
    policy(ROLE_POLICY, adding({ Action: '*', Resource: 'arn:aws:s3:::acme/recordings/*' })),
  ),
  calls(
    'the vendor may do all of S3 in a folder',
    ['I-2'],
    policy(ROLE_POLICY, adding({ Action: 's3:*', Resource: 'arn:aws:s3:::acme/recordings/*' })),
  ),
  calls(
    'the vendor may list every bucket',
    ['I-3'],
    policy(ROLE_POLICY, adding({ Action: 's3:ListBucket', Resource: '*' })),
  ),
  calls(
    'the vendor may write to every folder that begins so',
    ['I-4'],
    policy(ROLE_POLICY, adding({ Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme/rec*' })),
  ),
  calls('a policy of AWS’s is attached', ['I-5'], add('aws_iam_role_policy_attachment')),
  calls(
    'the role trusts everyone',
    ['I-6'],
    policy(
      'aws_iam_role',
      statement('VendorAssumesRole', { Principal: { AWS: '*' } }),
      'assume_role_policy',
    ),
  ),
  calls(
    'the role trusts an account',
    ['I-7'],
    policy(
      'aws_iam_role',
      statement('VendorAssumesRole', { Principal: { AWS: 'arn:aws:iam::765628985471:root' } }),
      'assume_role_policy',
    ),
  ),
  ...[
    {},
    { StringEqualsIfExists: { 'sts:ExternalId': 'a' } },
    { StringLike: { 'sts:ExternalId': '*' } },
    { StringEquals: { 'sts:ExternalId': ['a', 'b'] } },
  ].map((Condition) =>
    calls(
      `the external id is asked for by ${JSON.stringify(Condition)}`,
      ['I-8'],
      policy('aws_iam_role', statement('VendorAssumesRole', { Condition }), 'assume_role_policy'),
    ),
  ),
  calls('there is a user', ['I-9', 'I-10'], add('aws_iam_user', { name: 'another' })),
  video(
    'the user has a policy',
    ['I-10'],
    add('aws_iam_user_policy', { policy: '{"Statement":[]}' }),
  ),
  video('the user has no group', ['I-10'], remove('aws_iam_group_membership')),
  video('the user shares its group', ['I-10'], (json) => {
    const membership = first(json, 'aws_iam_group_membership');
    membership.users = [...(membership.users as string[]), 'another'];
  }),
  video('the user can log in', ['I-11'], add('aws_iam_user_login_profile')),
  video(
    'the root user has an access key',
    ['I-12', 'I-13'],
    add('aws_iam_access_key', { user: 'root' }),
  ),
  video('the user has an access key', ['I-13'], add('aws_iam_access_key')),
  calls('a session lasts two hours', ['I-17'], set('aws_iam_role', { max_session_duration: 7200 })),
  calls('a role has its policy inline', ['I-17'], set('aws_iam_role', { inline_policy: [] })),

  video('a secret is under AWS’s key', ['SM-1'], (json) => {
    delete first(json, 'aws_secretsmanager_secret').kms_key_id;
  }),
  video('there is a secret that does not rotate', ['SM-1', 'SM-2', 'SM-3'], (json) => {
    add('aws_secretsmanager_secret')(json);
  }),
  video(
    'a secret’s value is in the state',
    ['SM-3'],
    add('aws_secretsmanager_secret_version', { secret_string: 'x' }),
  ),
  video(
    'a secret’s bytes are in the state',
    ['SM-3'],
    add('aws_secretsmanager_secret_version', { secret_binary: 'eA==' }),
  ),
  video(
    'a secret may become public',
    ['SM-3'],
    set('aws_secretsmanager_secret_policy', { block_public_policy: false }),
  ),
  calls('the provider has a credential', ['PR-1'], ({ provider }) => {
    Object.assign(provider.aws[0] ?? {}, { access_key: 'test' });
  }),
  calls('the provider has a credential further in', ['PR-1'], ({ provider }) => {
    Object.assign(provider.aws[0] ?? {}, { assume_role: [{ token: 'x' }] });
  }),
  calls('the backend has a credential', ['PR-1'], ({ terraform }) => {
    terraform.backend = { s3: { secret_key: 'test' } };
  }),
  {
    broken: 'the local environment has a real credential',
    stack: 'calls-local',
    controls: ['PR-1'],
    change: ({ provider }) => {
      Object.assign(provider.aws[0] ?? {}, { access_key: 'AKIA' });
    },
  },
  calls('nothing is tagged', ['TAG'], ({ provider }) => {
    delete provider.aws[0]?.default_tags;
  }),
  ...[...STATEMENT_BREAKS, ...SERVICE_BREAKS].map(({ broken, controls, change }) =>
    calls(broken, [...controls], change),
  ),
];

/** What there is not yet, made well. */
export { GOOD } from './service-breaks';
export { GOOD_STATEMENTS } from './statement-breaks';
