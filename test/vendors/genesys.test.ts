import { loadEnvironments } from '../../config/load';
import { checkPathPattern } from '../../vendors/genesys/path-pattern';
import { genesys } from '../../vendors/genesys';
import { resolve } from './resolve';

const SETTINGS = {
  vendor: 'genesys',
  organizationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  genesysAccount: '765628985471',
  genesysRegion: 'eu-central-1',
  vendorRetentionDays: 730,
  integrity: { source: 'api' },
};
const CIDRS = ['203.0.113.0/24'];
const rules = (change: object) =>
  resolve({ ...SETTINGS, ...change }).problems.map(({ rule }) => rule);

test('Genesys’ own role assumes ours, with the organization id only', () => {
  expect(resolve(SETTINGS).trust).toEqual({
    Sid: 'VendorAssumesRole',
    Effect: 'Allow',
    Principal: { AWS: ['arn:aws:iam::765628985471:role/external-storage-service-role'] },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': SETTINGS.organizationId } },
  });
});

test('the role has the guide’s actions, those on objects below the prefix only', () => {
  const { identity, keyArn } = resolve(SETTINGS);
  const objects = 'arn:aws:s3:::acme/recordings/*';
  expect(identity).toEqual([
    {
      Sid: 'FindBucket',
      Effect: 'Allow',
      Action: ['s3:ListBucket', 's3:GetBucketLocation'],
      Resource: 'arn:aws:s3:::acme',
    },
    {
      Sid: 'PushRecordings',
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
      Resource: objects,
    },
    {
      Sid: 'PushRecordingsOwnerAcl',
      Effect: 'Allow',
      Action: ['s3:PutObjectAcl'],
      Resource: objects,
      Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
    },
    {
      Sid: 'UseRecordingsKey',
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'],
      Resource: keyArn,
    },
  ]);
});

test('vendorMayDelete: false removes the permission to delete', () => {
  const { identity } = resolve({ ...SETTINGS, vendorMayDelete: false });
  expect(JSON.stringify(identity)).not.toContain('Delete');
});

test.each(['off', 'report'])('sourceIp in mode %s changes no policy', (mode) => {
  const plain = resolve(SETTINGS);
  const listed = resolve({ ...SETTINGS, sourceIp: { mode, cidrs: CIDRS } });
  expect(listed.identity).toEqual(plain.identity);
  expect(listed.bucket).toEqual(plain.bucket);
});

test('sourceIp in mode enforce restricts the role itself, in its policy and in the bucket’s', () => {
  const { identity, bucket } = resolve({
    ...SETTINGS,
    sourceIp: { mode: 'enforce', cidrs: CIDRS },
  });
  const conditions = identity
    .filter(({ Sid }) => Sid !== 'UseRecordingsKey')
    .map(({ Condition }) => Condition?.IpAddress);
  expect(conditions).toEqual(Array(3).fill({ 'aws:SourceIp': CIDRS }));
  expect(bucket.find(({ Sid }) => Sid === 'DenyVendorOffNetwork')).toEqual({
    Sid: 'DenyVendorOffNetwork',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: ['arn:aws:s3:::acme', 'arn:aws:s3:::acme/*'],
    Condition: {
      ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/recordings-calls-prod' },
      NotIpAddressIfExists: { 'aws:SourceIp': CIDRS },
      BoolIfExists: { 'aws:ViaAWSService': 'false' },
    },
  });
});

test('with VPC endpoints only the bucket policy decides, and lets them pass', () => {
  const vpcEndpoints = ['vpce-0a1b2c3d4e5f60718'];
  const { identity, bucket } = resolve({
    ...SETTINGS,
    sourceIp: { mode: 'enforce', cidrs: CIDRS, vpcEndpoints },
  });
  expect(JSON.stringify(identity)).not.toContain('aws:SourceIp');
  const deny = bucket.find(({ Sid }) => Sid === 'DenyVendorOffNetwork');
  expect(deny?.Condition?.StringNotEqualsIfExists).toEqual({ 'aws:SourceVpce': vpcEndpoints });
});

test('access: user gives a user with the same grants, denied all else', () => {
  const { access, identity } = resolve({ ...SETTINGS, access: 'user' });
  expect(access.kind).toBe('user');
  expect(identity.map(({ Sid }) => Sid)).toEqual([
    'UploadUserDenyEverything',
    'UploadUserDenyOutsideFolder',
    'FindBucket',
    'PushRecordings',
    'PushRecordingsOwnerAcl',
    'UseRecordingsKey',
  ]);
});

test('the payload is the guide’s, with the key’s ARN and without credentials', () => {
  const { store, keyArn } = resolve(SETTINGS);
  const outputs = genesys.outputs(store as never, {
    recordingsKeyArn: keyArn,
    principalArn: 'arn:role',
  });
  expect(outputs.connection_payload).toEqual({
    name: 'AWS S3 Dual Storage - calls-prod Recordings',
    description: 'Call recordings of calls-prod, kept by callvault',
    type: 'S3',
    status: 'ACTIVE',
    settings: {
      bucketName: 'acme',
      region: 'eu-central-1',
      pathPrefix: 'recordings/',
      encryption: { type: 'AWS_KMS', keyArn },
      storageMode: 'DUAL',
    },
  });
  expect(outputs).toMatchObject({
    connection_endpoint: 'https://api.mypurecloud.de/api/v2/externalstorage/connections',
    assume_role_arn: 'arn:role',
    external_id: SETTINGS.organizationId,
  });
});

test.each([
  [{}, []],
  [{ vendorRetentionDays: '24 months' }, []],
  [{ vendorRetentionDays: 731 }, ['retention-not-shorter-than-vendor']],
  [{ vendorRetentionDays: '6 years' }, ['retention-not-shorter-than-vendor']],
  [{ vendorRetentionDays: 729 }, ['retention-matches-vendor']],
  [{ region: 'eu-west-1' }, ['region-same-as-vendor']],
  [{ storageMode: 'PRIMARY' }, ['storage-mode-primary-acknowledged']],
  [
    {
      storageMode: 'PRIMARY',
      acknowledge: 'primary-breaks-transcription-quality-monitoring-and-playback',
    },
    [],
  ],
])('%j leads to %j', (change, expected) => {
  expect(rules(change)).toEqual(expected);
});

test('the documented integration has its own principal, actions and layout', () => {
  const bulk = resolve({ ...SETTINGS, registration: 'bulk-actions' });
  const { organizationId } = SETTINGS;
  expect(bulk.problems).toEqual([]);
  expect(bulk.trust).toMatchObject({
    Principal: { AWS: ['arn:aws:iam::765628985471:root'] },
    Condition: { StringEquals: { 'sts:ExternalId': organizationId } },
  });
  expect(bulk.identity).toMatchObject([
    {
      Action: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration'],
      Resource: 'arn:aws:s3:::acme',
    },
    { Action: ['s3:PutObject'], Resource: `arn:aws:s3:::acme/${organizationId}/*` },
    { Action: ['s3:PutObjectAcl'], Resource: `arn:aws:s3:::acme/${organizationId}/*` },
    { Action: ['kms:GenerateDataKey', 'kms:Decrypt'] },
  ]);
  expect(bulk.store.paths).toEqual([
    {
      prefix: `${organizationId}/`,
      pattern: `${organizationId}/year={yyyy}/month={mm}/day={dd}/hour={hh}/conversation_id={conversation_uuid}/{recording_uuid}.{format}`,
    },
  ]);
});

describe('the documented integration', () => {
  const bulk = { registration: 'bulk-actions' };
  const acknowledge = 'primary-breaks-transcription-quality-monitoring-and-playback';

  test.each([
    ['access key', { access: 'user' }, 'genesys-bulk-actions-role'],
    ['PRIMARY', { storageMode: 'PRIMARY', acknowledge }, 'genesys-bulk-actions-dual'],
  ])('has no %s, which a connection may have', (_, change, rule) => {
    expect(rules({ ...change, ...bulk })).toEqual([rule]);
    expect(rules(change)).toEqual([]);
  });

  test('is one per organization, in all files together', () => {
    const load = (...stores: readonly (readonly [string, string])[]) =>
      loadEnvironments(
        stores.map(([organizationId, registration], index) => ({
          file: `e${index}.yaml`,
          text: JSON.stringify({
            account: '111111111111',
            region: 'eu-central-1',
            type: 'non-production',
            state: { backend: 'cloud', organization: 'acme' },
            stores: {
              [`calls${index}`]: {
                ...SETTINGS,
                integrity: undefined,
                organizationId,
                registration,
                bucket: `acme-${index}`,
                retention: { days: 730 },
              },
            },
          }),
        })),
      ).problems.filter(({ warning }) => !warning);
    const { organizationId } = SETTINGS;
    const other = organizationId.replace('7', '8');
    const [problem, ...more] = load(
      [organizationId, 'bulk-actions'],
      [other, 'bulk-actions'],
      [organizationId, 'connection'],
      [organizationId, 'bulk-actions'],
    );
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      rule: 'genesys-bulk-actions-once',
      file: 'e3.yaml',
      path: ['stores', 'calls3', 'registration'],
      what: `calls0-e0 is already registered with bulk-actions for the organization ${organizationId}, and Genesys runs one such integration per organization`,
    });
  });
});

test.each([
  ['recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}_{recording_uuid}.{format}', []],
  ['recordings/{yyyy}/{mm}/{dd}/{recording_uuid}.{format}', []],
  ['recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}', ['path-pattern-unique true']],
  ['recordings/{yyyy}/{mm}/{dd}/{queue_id}.{format}', ['path-pattern-unique undefined']],
])(
  'the pattern %s leads to %j: the recordings of a conversation share its id',
  (pattern, expected) => {
    expect(
      checkPathPattern(pattern, 'recordings/').map(({ rule, warning }) => `${rule} ${warning}`),
    ).toEqual(expected);
  },
);
