import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  EncryptCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DECIDED_BY } from '../../dev/enforcement/refusal';
import type { Circumstances } from '../../dev/exchange';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';

jest.setTimeout(60_000);

const Bucket = 'recordings';
const ARN = `arn:aws:s3:::${Bucket}`;
const VENDOR = 'arn:aws:iam::291871421005:role/vendor';
const allow = (Sid: string, Action: string, Resource: string) => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
});
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const trust = (externalId: string) =>
  document({
    Sid: 'Trust',
    Effect: 'Allow',
    Principal: { AWS: VENDOR },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': externalId } },
  });

let aws: LocalAws;
let iam: IAMClient;
let keyArn: string;
let roleArn: string;

const settings = async (
  circumstances: Circumstances = {},
  credentials: object = TEST_CREDENTIALS,
) => ({
  region: 'us-east-1',
  endpoint: await aws.endpointFor(circumstances),
  credentials: credentials as typeof TEST_CREDENTIALS,
  maxAttempts: 1,
});
const s3 = async (circumstances?: Circumstances, credentials?: object) =>
  new S3Client({ ...(await settings(circumstances, credentials)), forcePathStyle: true });
const put = (Key = 'calls/a.wav', more: object = {}) =>
  new PutObjectCommand({ Bucket, Key, Body: 'RIFF', ...more });

/** Refused, by the named statement. */
const refused = (by: string, name = 'AccessDenied') => ({
  name,
  $response: { headers: { [DECIDED_BY]: by } },
});

async function takeOn(ExternalId?: string, principal = VENDOR) {
  const sts = new STSClient(await settings({ principal }));
  const assume = { RoleArn: roleArn, RoleSessionName: 'call', ExternalId };
  const { Credentials: given } = await sts.send(new AssumeRoleCommand(assume));
  return {
    accessKeyId: given?.AccessKeyId,
    secretAccessKey: given?.SecretAccessKey,
    sessionToken: given?.SessionToken,
  };
}

beforeAll(async () => {
  aws = await startLocalAws();
  iam = new IAMClient(await settings());
  const kms = new KMSClient(await settings());
  const Principal = { AWS: `arn:aws:iam::${aws.accountId}:root` };
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({
      Policy: document(
        { ...allow('Administer', 'kms:DescribeKey', '*'), Principal },
        {
          ...allow('ThroughS3', 'kms:GenerateDataKey', '*'),
          Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
          Principal,
        },
      ),
    }),
  );
  keyArn = KeyMetadata?.Arn ?? '';
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'writer', AssumeRolePolicyDocument: trust('acme') }),
  );
  roleArn = Role?.Arn ?? '';
  const policy = (name: string) =>
    document(
      allow(name, 's3:PutObject', `${ARN}/calls/*`),
      allow('Key', 'kms:GenerateDataKey', keyArn),
    );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'writer',
      PolicyName: 'put',
      PolicyDocument: policy('RolePuts'),
    }),
  );
  await iam.send(new CreateGroupCommand({ GroupName: 'writers' }));
  await iam.send(
    new PutGroupPolicyCommand({
      GroupName: 'writers',
      PolicyName: 'put',
      PolicyDocument: policy('UserPuts'),
    }),
  );
  await iam.send(new CreateUserCommand({ UserName: 'writer' }));
  const deployer = await s3();
  await deployer.send(new CreateBucketCommand({ Bucket }));
  const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } as const;
  await deployer.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }],
      },
    }),
  );
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [ARN, `${ARN}/*`] };
  await deployer.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: document(
        { ...deny, Sid: 'TlsOnly', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        {
          ...deny,
          Sid: 'OffNetwork',
          Condition: {
            ArnEquals: { 'aws:PrincipalArn': roleArn },
            NotIpAddressIfExists: { 'aws:SourceIp': ['203.0.113.0/24'] },
          },
        },
      ),
    }),
  );
});

afterAll(async () => {
  await aws.stop();
});

test('only a trusted principal with the external id can assume the role', async () => {
  await expect(takeOn('wrong')).rejects.toMatchObject(refused(''));
  await expect(takeOn(undefined)).rejects.toMatchObject(refused(''));
  await expect(takeOn('acme', 'arn:aws:iam::999999999999:role/other')).rejects.toMatchObject(
    refused(''),
  );
  const sts = new STSClient(await settings({}, await takeOn('acme')));
  const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe(`arn:aws:sts::${aws.accountId}:assumed-role/writer/call`);
});

test('a changed trust policy applies at once', async () => {
  const update = (externalId: string) =>
    new UpdateAssumeRolePolicyCommand({ RoleName: 'writer', PolicyDocument: trust(externalId) });
  await iam.send(update('other'));
  await expect(takeOn('acme')).rejects.toMatchObject(refused(''));
  await iam.send(update('acme'));
  await expect(takeOn('acme')).resolves.toBeDefined();
});

test('the role can write only from inside its network', async () => {
  const credentials = await takeOn('acme');
  const inside = await s3({ sourceIp: '203.0.113.7' }, credentials);
  await expect(inside.send(put())).resolves.toMatchObject({ ServerSideEncryption: 'aws:kms' });
  await expect(inside.send(put('other/a.wav'))).rejects.toMatchObject(refused(''));
  const outside = await s3({ sourceIp: '192.0.2.7' }, credentials);
  await expect(outside.send(put())).rejects.toMatchObject(refused('OffNetwork'));
  const endpoint = await s3({ vpcEndpoint: 'vpce-1' }, credentials);
  await expect(endpoint.send(put())).rejects.toMatchObject(refused('OffNetwork'));
});

test('plain HTTP is refused for every principal, including the deployer', async () => {
  const plain = await s3({ tls: 'none' });
  await expect(plain.send(put())).rejects.toMatchObject(refused('TlsOnly'));
  await expect(plain.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(
    refused('TlsOnly'),
  );
});

test('S3 refuses what the key’s policy does not allow: here reading, for every principal', async () => {
  const deployer = await s3();
  await deployer.send(put());
  await expect(
    deployer.send(new GetObjectCommand({ Bucket, Key: 'calls/a.wav' })),
  ).rejects.toMatchObject(refused(''));
  await deployer.send(new HeadObjectCommand({ Bucket, Key: 'calls/a.wav' }));
});

test('the key can be administered, and no principal can use it directly', async () => {
  const kms = new KMSClient(await settings());
  await kms.send(new DescribeKeyCommand({ KeyId: keyArn }));
  const encrypt = new EncryptCommand({ KeyId: keyArn, Plaintext: Buffer.from('a') });
  await expect(kms.send(encrypt)).rejects.toMatchObject(refused('', 'AccessDeniedException'));
});

test('a user may do what its group may, as long as it is a member and its key exists', async () => {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'writer' }));
  const credentials = {
    accessKeyId: AccessKey?.AccessKeyId,
    secretAccessKey: AccessKey?.SecretAccessKey,
  };
  const user = await s3({}, credentials);
  await expect(user.send(put())).rejects.toMatchObject(refused(''));
  await iam.send(new AddUserToGroupCommand({ UserName: 'writer', GroupName: 'writers' }));
  await user.send(put());
  await expect(user.send(put('other/a.wav'))).rejects.toMatchObject(refused(''));
  const asUser = new IAMClient(await settings({}, credentials));
  await expect(asUser.send(new ListUsersCommand({}))).rejects.toMatchObject(refused(''));

  const its = { UserName: 'writer', AccessKeyId: AccessKey?.AccessKeyId };
  const gone = { name: 'InvalidAccessKeyId', $metadata: { httpStatusCode: 403 } };
  await iam.send(new UpdateAccessKeyCommand({ ...its, Status: 'Inactive' }));
  await expect(user.send(put())).rejects.toMatchObject(gone);
  await iam.send(new UpdateAccessKeyCommand({ ...its, Status: 'Active' }));
  await user.send(put());
  await iam.send(new DeleteAccessKeyCommand(its));
  await expect(user.send(put())).rejects.toMatchObject(gone);
});

test('of a batch of deletions, those that are allowed are done, and the rest is reported', async () => {
  const credentials = await takeOn('acme');
  const inside = await s3({ sourceIp: '203.0.113.7' }, credentials);
  const Delete = { Objects: [{ Key: 'calls/a.wav' }] };
  const denied = await inside.send(new DeleteObjectsCommand({ Bucket, Delete }));
  expect(denied.Errors).toMatchObject([{ Key: 'calls/a.wav', Code: 'AccessDenied' }]);
  const deployer = await s3();
  const { Deleted } = await deployer.send(new DeleteObjectsCommand({ Bucket, Delete }));
  expect(Deleted).toMatchObject([{ Key: 'calls/a.wav' }]);
});

test('a request without a signature is anonymous', async () => {
  const endpoint = await aws.endpointFor({});
  const answer = await fetch(`${endpoint}/${Bucket}/calls/a.wav`, { method: 'HEAD' });
  expect(answer.status).toBe(403);
});
