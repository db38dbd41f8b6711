import {
  BUCKET_ACTIONS,
  expandActions,
  KEY_ACTIONS,
  OBJECT_ACTIONS,
} from '../../../vendors/custom/actions';
import { resolveCustom } from '../resolve';

const custom = (actions: object, more: object = {}) =>
  resolveCustom({ actions: { object: ['s3:PutObject'], ...actions }, ...more });

const rulesOf = (actions: object, more: object = {}) =>
  custom(actions, more).problems.map(({ rule, path }) => `${path.slice(2).join('.')} ${rule}`);

test.each([
  [['s3:Put*'], OBJECT_ACTIONS, ['s3:PutObject', 's3:PutObjectAcl', 's3:PutObjectTagging']],
  [['s3:put*acl'], OBJECT_ACTIONS, ['s3:PutObjectAcl']],
  [
    ['s3:PutObject*', 's3:PutObject'],
    OBJECT_ACTIONS,
    ['s3:PutObject', 's3:PutObjectAcl', 's3:PutObjectTagging'],
  ],
  [['s3:Delete*'], OBJECT_ACTIONS, ['s3:DeleteObject']],
  [['s3:GetObjec?'], OBJECT_ACTIONS, ['s3:GetObject']],
  [['s3:GetBucketA*'], BUCKET_ACTIONS, ['s3:GetBucketAcl']],
  [
    ['s3:List*'],
    BUCKET_ACTIONS,
    ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
  ],
  [['kms:GenerateDataKey*'], KEY_ACTIONS, ['kms:GenerateDataKey*']],
  [['kms:Create*'], KEY_ACTIONS, []],
])('%j stands for %#', (patterns, allowed, expected) => {
  expect(expandActions(patterns, allowed)).toEqual(expected);
});

test('a policy contains the actions that a pattern stands for, and no wildcard', () => {
  const { identity } = custom({ object: ['s3:Put*', 's3:Get*'], bucket: ['s3:GetBucket*'] });
  const granted = identity.flatMap(({ Effect, Action }) =>
    Effect === 'Allow' ? (Action ?? []) : [],
  );
  expect(granted.filter((action) => action.includes('*'))).toEqual([]);
  expect(granted).toEqual(expect.arrayContaining(['s3:GetBucketPolicy', 's3:GetObjectAcl']));
});

test.each([
  [{ object: ['s3:Restore*'] }, ['actions.object.0 actions-pattern']],
  [{ object: ['s3:GetObject'] }, ['actions.object actions-can-write']],
  [{ object: ['s3:PutObjectA*'] }, ['actions.object actions-can-write']],
  [{ object: ['s3:Put*'] }, []],
  [{ key: ['kms:Decrypt'] }, ['actions.key actions-can-encrypt']],
  [{ key: ['kms:GenerateDataKey'] }, ['actions.key actions-can-encrypt']],
  [
    { key: ['kms:Encrypt'] },
    ['actions.key actions-can-encrypt', 'actions.key actions-can-encrypt'],
  ],
  [
    { key: ['kms:GenerateDataKeyWithoutPlaintext', 'kms:Decrypt'] },
    ['actions.key actions-can-encrypt'],
  ],
  [{ key: ['kms:GenerateDataKey*', 'kms:Decrypt'] }, []],
  [
    { bucket: ['s3:ListBucket', 's3:ListAllMyBuckets'] },
    ['actions.bucket.1 actions-list-all-buckets'],
  ],
  [
    { key: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:CreateGrant'] },
    ['actions.key.2 actions-create-grant'],
  ],
])('%j: %j', (actions, expected) => {
  expect(rulesOf(actions)).toEqual(expected);
});

test('a list without an action of the key is refused by the schema', () => {
  expect(() => rulesOf({ key: [] })).toThrow('expected array to have >=1 items');
});

test('a store without a key has no actions with it', () => {
  expect(rulesOf({ key: ['kms:Decrypt'] }, { encryption: 'sse-s3' })).toEqual([
    'actions.key actions-can-encrypt',
  ]);
  expect(rulesOf({}, { encryption: 'sse-s3' })).toEqual([]);
});

test('listing the names of buckets is allowed on the account, and not denied outside of the folder', () => {
  const { identity, keyArn } = custom({ bucket: ['s3:ListAllMyBuckets'] }, { prefix: 'calls/' });
  expect(identity.slice(1, 3)).toEqual([
    {
      Sid: 'UploadUserDenyOutsideFolder',
      Effect: 'Deny',
      NotAction: ['s3:ListAllMyBuckets'],
      NotResource: ['arn:aws:s3:::acme/calls/*', keyArn],
    },
    { Sid: 'ListBucketNames', Effect: 'Allow', Action: ['s3:ListAllMyBuckets'], Resource: '*' },
  ]);
});

test('a bucket policy cannot grant an action on the account', () => {
  const access = { kind: 'bucket-policy', principal: { aws: 'arn:aws:iam::222222222222:user/v' } };
  const { problems } = custom({ bucket: ['s3:ListAllMyBuckets'] }, { access });
  expect(problems.map(({ rule, warning }) => [rule, warning])).toEqual([
    ['actions-list-all-buckets', undefined],
  ]);
});

const CONNECT =
  'arn:aws:iam::111111111111:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_x';

test('AWS services may create grants for the service-linked role that writes, and for no other principal', () => {
  const { keyUses, problems, bucket } = custom(
    { key: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:CreateGrant'] },
    { access: { kind: 'bucket-policy', principal: { aws: CONNECT } } },
  );
  expect(problems).toEqual([]);
  expect(keyUses).toEqual([
    {
      sid: 'VendorUsesKeyThroughS3',
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      outsiders: { AWS: CONNECT },
      viaService: 's3.eu-central-1.amazonaws.com',
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:s3:arn': ['arn:aws:s3:::acme', 'arn:aws:s3:::acme/*'],
        },
      },
    },
    {
      sid: 'AwsServicesGrantKeyToVendor',
      actions: ['kms:CreateGrant'],
      conditions: {
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
        StringEquals: { 'kms:GranteePrincipal': CONNECT },
      },
    },
  ]);
  expect(bucket.at(-1)?.Principal).toEqual({ AWS: CONNECT });
});

test.each([
  'arn:aws:iam::222222222222:role/aws-service-role/connect.amazonaws.com/X',
  'arn:aws:iam::111111111111:role/recorder',
])('%s gets no key by a grant', (aws) => {
  const key = ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:CreateGrant'];
  const access = { kind: 'bucket-policy', principal: { aws } };
  expect(rulesOf({ key }, { access })).toEqual(['actions.key.2 actions-create-grant']);
});
