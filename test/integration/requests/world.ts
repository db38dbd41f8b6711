import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { LocalAws } from '../../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../../dev/test-environment';

/** Who sends requests, and where to. Without an access key it is anonymous. */
export interface RequestCaller {
  readonly endpoint: string;
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
}

/** What the tables name: callers, and values by their $names. */
export interface RequestWorld {
  readonly callers: Readonly<Record<string, RequestCaller>>;
  readonly values: Readonly<Record<string, string>>;
}

type StatementText = Readonly<Record<string, unknown>>;

const VENDOR = 'arn:aws:iam::291871421005:role/vendor';
const document = (...Statement: readonly StatementText[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string | string[], Resource: string | string[], Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const objects = (path: string) => `arn:aws:s3:::${path}`;
const equals = (key: string, value: string) => ({ StringEquals: { [key]: value } });

/** The roles of the account that may do something, by what they may do. */
const ROLES: Readonly<Record<string, readonly StatementText[]>> = {
  all: [allow('*', '*')],
  everything: [allow('*', '*')],
  powerless: [],
  writer: [allow('s3:PutObject', objects('recordings/calls/*')), allow('kms:GenerateDataKey', '*')],
  reader: [
    allow(['s3:GetObject', 's3:GetObjectVersion'], objects('recordings/*')),
    allow('s3:ListBucket', objects('recordings'), { StringLike: { 's3:prefix': 'calls/*' } }),
    allow('kms:Decrypt', '*'),
  ],
  getter: [allow('s3:GetObject', objects('plain/*'))],
  lister: [allow('s3:GetObject', objects('plain/*')), allow('s3:ListBucket', objects('plain'))],
  trasher: [allow('s3:DeleteObject', objects('plain/trash/*'))],
  copier: [
    allow('s3:PutObject', objects('plain/to/*')),
    allow('s3:GetObject', objects('plain/from/*')),
  ],
  uploader: [
    allow('s3:PutObject', objects('plain/up/*')),
    {
      Effect: 'Deny',
      Action: 's3:AbortMultipartUpload',
      Resource: objects('plain/up/denied'),
    },
  ],
  bounded: [allow('*', '*')],
  secretary: [allow('secretsmanager:*', '*')],
  'key-secretary': [
    allow('secretsmanager:*', '*'),
    allow(
      ['kms:GenerateDataKey', 'kms:Decrypt'],
      '*',
      equals('kms:ViaService', 'secretsmanager.us-east-1.amazonaws.com'),
    ),
  ],
  passer: [allow('*', '*')],
  'no-passer': [allow('*', '*'), { Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' }],
  'no-tagger': [
    allow('*', '*'),
    {
      Effect: 'Deny',
      Action: ['events', 'kms', 'lambda', 'logs', 'secretsmanager', 'sns']
        .map((service) => `${service}:TagResource`)
        .concat('iam:TagRole'),
      Resource: '*',
    },
  ],
  careful: [
    allow(
      ['s3:PutObject', 's3:PutObjectAcl'],
      objects('plain/acl/*'),
      equals('s3:x-amz-acl', 'bucket-owner-full-control'),
    ),
    allow(['s3:PutObject', 's3:PutObjectTagging'], objects('plain/tag/*'), {
      ...equals('s3:RequestObjectTag/kind', 'call'),
      'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['kind'] },
    }),
    allow(
      's3:PutObject',
      objects('plain/class/*'),
      equals('s3:x-amz-storage-class', 'STANDARD_IA'),
    ),
    allow('s3:PutObject', objects('plain/copy/*'), equals('s3:x-amz-copy-source', 'plain/a.wav')),
    allow('s3:GetObject', objects('plain/*')),
    allow(
      's3:PutObject',
      objects('plain/key/*'),
      equals('s3:x-amz-server-side-encryption', 'aws:kms'),
    ),
    allow('kms:GenerateDataKey', '*'),
    allow(
      ['s3:PutObject', 's3:PutObjectLegalHold'],
      objects('plain/hold/*'),
      equals('s3:object-lock-legal-hold', 'ON'),
    ),
    allow('s3:PutObject', objects('plain/match/*'), equals('s3:if-none-match', '*')),
    allow('s3:PutObject', objects('plain/header/*'), equals('s3:authType', 'REST-HEADER')),
    allow('s3:PutObject', objects('plain/age/*'), {
      NumericLessThan: { 's3:signatureAge': '600000' },
    }),
    allow('s3:PutObject', objects('plain/payload/*'), {
      StringNotLike: { 's3:x-amz-content-sha256': ['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-*'] },
    }),
    allow('s3:ListBucket', objects('plain'), { NumericLessThanEquals: { 's3:max-keys': '10' } }),
  ],
};

/** Makes everything that the tables name. */
export async function makeRequestWorld(aws: LocalAws): Promise<RequestWorld> {
  const options = { region: 'us-east-1', endpoint: aws.endpoint, credentials: TEST_CREDENTIALS };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const iam = new IAMClient(options);
  const key = await makeKey(new KMSClient(options), aws.accountId);
  const values = await makeBuckets(s3, key);
  await makeRoles(iam, aws.accountId);
  const user = await makeUser(iam, aws.endpoint);
  const sessions = await assumeRoles(aws, Object.keys(ROLES));
  const { getter } = sessions;
  const { endpoint } = aws;
  return {
    callers: {
      ...sessions,
      ...user,
      'key secretary': sessions['key-secretary'] ?? { endpoint },
      'no passer': sessions['no-passer'] ?? { endpoint },
      'no tagger': sessions['no-tagger'] ?? { endpoint },
      deployer: { endpoint, ...TEST_CREDENTIALS },
      'wrong deployer': { endpoint, ...TEST_CREDENTIALS, secretAccessKey: 'guessed' },
      vendor: { endpoint: await aws.endpointFor({ principal: VENDOR }), ...TEST_CREDENTIALS },
      anonymous: { endpoint },
      'unknown key': { endpoint, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
      'wrong secret': { ...getter, endpoint, secretAccessKey: 'guessed' },
      'no token': { ...getter, endpoint, sessionToken: undefined },
      'wrong token': { ...getter, endpoint, sessionToken: 'guessed' },
      'ended session': { ...getter, endpoint: await aws.endpointFor({ clockMs: 7_200_000 }) },
    },
    values: {
      ...values,
      key,
      keyId: key.replace(/^.*\//, ''),
      policy: document({
        Effect: 'Deny',
        Principal: { AWS: VENDOR },
        Action: 's3:GetObject',
        Resource: objects('scratch/*'),
      }),
      ...Object.fromEntries(
        ['long', 'hour', 'chained'].map((name) => [name, roleArn(aws.accountId, name)]),
      ),
    },
  };
}

const roleArn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

async function makeKey(kms: KMSClient, account: string): Promise<string> {
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({ Policy: document({ ...allow('kms:*', '*'), Principal }) }),
  );
  const TargetKeyId = KeyMetadata?.Arn ?? '';
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/recordings', TargetKeyId }));
  return TargetKeyId;
}

/** @returns the ids of versions and uploads, by their $names */
async function makeBuckets(s3: S3Client, key: string): Promise<Record<string, string>> {
  for (const Bucket of ['recordings', 'plain', 'scratch', 'doomed']) {
    await s3.send(new CreateBucketCommand({ Bucket }));
  }
  await s3.send(new CreateBucketCommand({ Bucket: 'lists', ObjectOwnership: 'ObjectWriter' }));
  await s3.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
  for (const Bucket of ['recordings', 'lists']) {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  const encryption = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } as const;
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket: 'recordings',
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: encryption }],
      },
    }),
  );
  await s3.send(
    new PutBucketPolicyCommand({
      Bucket: 'plain',
      Policy: document(
        { ...allow('s3:GetObject', objects('plain/public/*')), Principal: '*' },
        {
          ...allow(
            ['s3:PutObject', 's3:PutObjectAcl'],
            objects('plain/inbox/*'),
            equals('s3:x-amz-acl', 'bucket-owner-full-control'),
          ),
          Principal: { AWS: VENDOR },
        },
      ),
    }),
  );
  return makeObjects(s3);
}

async function makeObjects(s3: S3Client): Promise<Record<string, string>> {
  const put = async (Bucket: string, Key: string, more: object = {}) =>
    (await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'RIFF', ...more }))).VersionId ?? '';
  const start = async (Bucket: string, Key: string) =>
    (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId ?? '';
  for (const key of ['a.wav', 'public/a.wav', 'from/a']) await put('plain', key);
  await put('plain', 'kept-tags.wav', { Tagging: 'a=b' });
  await put('locked', 'a.wav');
  return {
    version: await put('recordings', 'calls/a.wav'),
    goneVersion: await put('recordings', 'calls/gone.wav'),
    listsVersion: await put('lists', 'a.wav'),
    lockedVersion: await put('locked', 'gone.wav'),
    upload: await start('plain', 'parts.wav'),
    keyUpload: await start('recordings', 'calls/parts.wav'),
  };
}

async function makeRoles(iam: IAMClient, account: string): Promise<void> {
  const trust = (AWS: string, externalId?: string) =>
    document({
      Effect: 'Allow',
      Principal: { AWS },
      Action: 'sts:AssumeRole',
      ...(externalId !== undefined && { Condition: equals('sts:ExternalId', externalId) }),
    });
  const root = `arn:aws:iam::${account}:root`;
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'boundary',
      PolicyDocument: document(allow('s3:GetObject', '*')),
    }),
  );
  for (const [RoleName, statements] of Object.entries(ROLES)) {
    const AssumeRolePolicyDocument = trust(root);
    const PermissionsBoundary = RoleName === 'bounded' ? Policy?.Arn : undefined;
    await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, PermissionsBoundary }),
    );
    if (statements.length === 0) continue;
    const PolicyDocument = document(...statements);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }));
  }
  const services = { Service: ['lambda.amazonaws.com', 'events.amazonaws.com'] };
  const assumed = {
    long: trust(VENDOR, 'acme'),
    hour: trust(VENDOR),
    chained: trust(root),
    'of-services': document({ Effect: 'Allow', Principal: services, Action: 'sts:AssumeRole' }),
  };
  for (const [RoleName, AssumeRolePolicyDocument] of Object.entries(assumed)) {
    const MaxSessionDuration = RoleName === 'hour' ? 3_600 : 43_200;
    await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, MaxSessionDuration }),
    );
  }
}

async function makeUser(
  iam: IAMClient,
  endpoint: string,
): Promise<Record<'user' | 'deleted key', RequestCaller>> {
  const [UserName, GroupName] = ['anna', 'people'];
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new CreateGroupCommand({ GroupName }));
  await iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
  const PolicyDocument = document(allow('s3:PutObject', objects('plain/home/${aws:username}/*')));
  await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: 'home', PolicyDocument }));
  const makeAccessKey = async () => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey ?? {};
    return { endpoint, accessKeyId, secretAccessKey };
  };
  const [user, deleted] = [await makeAccessKey(), await makeAccessKey()];
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: deleted.accessKeyId }));
  return { user, 'deleted key': deleted };
}

async function assumeRoles(
  aws: LocalAws,
  names: readonly string[],
): Promise<Record<string, RequestCaller>> {
  const options = { region: 'us-east-1', endpoint: aws.endpoint, credentials: TEST_CREDENTIALS };
  const sts = new STSClient(options);
  const assume = async (name: string, Policy?: string) => {
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn(aws.accountId, name),
        RoleSessionName: 'requests',
        Policy,
      }),
    );
    return {
      endpoint: aws.endpoint,
      accessKeyId: given?.AccessKeyId,
      secretAccessKey: given?.SecretAccessKey,
      sessionToken: given?.SessionToken,
    };
  };
  const sessions: Record<string, RequestCaller> = {};
  for (const name of names) sessions[name] = await assume(name);
  sessions.narrowed = await assume('all', document(allow('s3:GetObject', '*')));
  return sessions;
}
