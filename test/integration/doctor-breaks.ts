import {
  AddUserToGroupCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetKeyPolicyCommand,
  type KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import {
  DeletePublicAccessBlockCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Bucket of the Genesys store of the local environment. */
export const CALLS = 'callvault-local-calls';
/** User of the Twilio store. */
export const USER = 'recordings-video-local';
const ROLE = 'recordings-calls-local';
const MEETINGS_ROLE = 'recordings-meetings-local';

/** The clients and keys that the breaks need. */
export interface Account {
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;
  /** The recordings key of the Genesys store. */
  readonly keyArn: string;
  /** Its id, the only form in which moto disables a key. */
  readonly keyId: string;
  /** The access key of the Twilio store. */
  readonly accessKeyId: string;
}

/** Breaks one setting, and returns a function that repairs it. */
export type Break = (account: Account) => Promise<() => Promise<unknown>>;

const trust =
  (RoleName: string, change: (text: string) => string): Break =>
  async ({ iam }) => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const text = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
    const put = (PolicyDocument: string) =>
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    await put(change(text));
    return () => put(text);
  };

const rolePolicy =
  (change: (text: string) => string | undefined): Break =>
  async ({ iam }) => {
    const of = { RoleName: ROLE, PolicyName: 'recordings' };
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(of));
    const text = decodeURIComponent(PolicyDocument);
    const put = (document: string) =>
      iam.send(new PutRolePolicyCommand({ ...of, PolicyDocument: document }));
    const changed = change(text);
    await (changed === undefined ? iam.send(new DeleteRolePolicyCommand(of)) : put(changed));
    return () => put(text);
  };

const keyPolicy =
  (change: (text: string) => string): Break =>
  async ({ kms, keyArn }) => {
    const of = { KeyId: keyArn, PolicyName: 'default' };
    const { Policy = '' } = await kms.send(new GetKeyPolicyCommand(of));
    const put = (text: string) => kms.send(new PutKeyPolicyCommand({ ...of, Policy: text }));
    await put(change(Policy));
    return () => put(Policy);
  };

const bucketPolicy =
  (change: (text: string) => string): Break =>
  async ({ s3 }) => {
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: CALLS }));
    const put = (text: string) =>
      s3.send(new PutBucketPolicyCommand({ Bucket: CALLS, Policy: text }));
    await put(change(Policy));
    return () => put(Policy);
  };

interface Policy {
  readonly Statement: readonly { readonly Sid: string }[];
}

const without = (sid: string) => (text: string) => {
  const policy = JSON.parse(text) as Policy;
  return JSON.stringify({
    ...policy,
    Statement: policy.Statement.filter(({ Sid }) => Sid !== sid),
  });
};

const withOne = (statement: object) => (text: string) => {
  const policy = JSON.parse(text) as Policy;
  return JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
};

const replaced = (from: string | RegExp, to: string) => (text: string) => {
  const changed = text.replaceAll(from, to);
  if (changed === text) throw new Error(`${from.toString()} does not stand in ${text}`);
  return changed;
};

const encryption =
  (keyOf: (account: Account) => Promise<string>): Break =>
  async (account) => {
    const { s3, keyArn } = account;
    const put = (KMSMasterKeyID: string) => {
      const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } as const;
      const rule = { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true };
      return s3.send(
        new PutBucketEncryptionCommand({
          Bucket: CALLS,
          ServerSideEncryptionConfiguration: { Rules: [rule] },
        }),
      );
    };
    await put(await keyOf(account));
    return () => put(keyArn);
  };

const otherKey = async ({ kms }: Account) =>
  (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';

/** Deactivates the access key of the user, and activates it again. */
export const accessKey = ({ iam, accessKeyId }: Account, Status: 'Active' | 'Inactive') =>
  iam.send(new UpdateAccessKeyCommand({ UserName: USER, AccessKeyId: accessKeyId, Status }));

const DENY = {
  Sid: 'Own',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: `arn:aws:s3:::${CALLS}/*`,
};
const ORGANIZATION = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

/** Every setting that is broken by hand, its store, and the expected finding ids. */
export const BREAKS: readonly [what: string, stack: string, ids: readonly string[], link: Break][] =
  [
    [
      'a trust policy for another principal',
      'calls-local',
      ['trust-principal'],
      trust(ROLE, replaced('765628985471', '999999999999')),
    ],
    [
      'a trust policy for a deleted principal',
      'calls-local',
      ['trust-principal-deleted'],
      trust(ROLE, replaced(/arn:aws:iam::765628985471[^"]*/g, 'AROAEXAMPLEEXAMPLE123')),
    ],
    [
      'a trust policy that allows no one',
      'calls-local',
      ['trust-lost', 'trust-gained'],
      trust(ROLE, replaced('"Allow"', '"Deny"')),
    ],
    [
      'the external id as the guide writes it the second time',
      'meetings-local',
      ['external-id-case'],
      trust(MEETINGS_ROLE, replaced('"worqhat"', '"WorqHat"')),
    ],
    [
      'another external id',
      'calls-local',
      ['external-id-other'],
      trust(ROLE, replaced(ORGANIZATION, 'acme')),
    ],
    [
      'a disabled key',
      'calls-local',
      ['key-disabled'],
      async ({ kms, keyId }) => {
        await kms.send(new DisableKeyCommand({ KeyId: keyId }));
        return () => kms.send(new EnableKeyCommand({ KeyId: keyId }));
      },
    ],
    [
      'a key to be deleted',
      'calls-local',
      ['key-pending-deletion'],
      async ({ kms, keyId }) => {
        await kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: 7 }));
        return async () => {
          await kms.send(new CancelKeyDeletionCommand({ KeyId: keyId }));
          await kms.send(new EnableKeyCommand({ KeyId: keyId }));
        };
      },
    ],
    [
      'a key the vendor may not use',
      'calls-local',
      ['key-policy-lost'],
      keyPolicy(without('VendorUsesKeyThroughS3')),
    ],
    [
      'a key another role may use in its place',
      'calls-local',
      ['key-policy-changed'],
      keyPolicy(replaced(`role/${ROLE}`, 'role/other')),
    ],
    [
      'an alias that points to another key',
      'calls-local',
      ['key-alias-elsewhere'],
      async (account) => {
        const { kms, keyArn } = account;
        const AliasName = 'alias/calls-local-recordings';
        const point = (TargetKeyId: string) =>
          kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId }));
        await point(await otherKey(account));
        return () => point(keyArn);
      },
    ],
    [
      'default encryption with another key',
      'calls-local',
      ['default-encryption-other-key'],
      encryption(otherKey),
    ],
    [
      'default encryption with an alias',
      'calls-local',
      ['default-encryption-alias'],
      encryption(() => Promise.resolve('alias/calls-local-recordings')),
    ],
    [
      'a policy for another folder',
      'calls-local',
      ['vendor-prefix', 'vendor-prefix'],
      rolePolicy(replaced('/recordings/*', '/calls/*')),
    ],
    [
      'a policy that names the key by its alias',
      'calls-local',
      ['vendor-key-alias'],
      rolePolicy(replaced(/:key\/[^"]*/g, ':alias/calls-local-recordings')),
    ],
    ['a deleted policy', 'calls-local', ['vendor-policy-missing'], rolePolicy(() => undefined)],
    [
      'a policy for other addresses',
      'calls-local',
      ['network-ranges', 'network-ranges', 'network-ranges'],
      rolePolicy(replaced('203.0.113.0/24', '198.51.100.0/24')),
    ],
    [
      'a bucket policy that lost a Deny',
      'calls-local',
      ['bucket-policy-lost'],
      bucketPolicy(without('DenyOtherEncryption')),
    ],
    [
      'a bucket policy that gained a Deny',
      'calls-local',
      ['bucket-policy-gained'],
      bucketPolicy(withOne(DENY)),
    ],
    [
      'a bucket policy for another key',
      'calls-local',
      ['bucket-policy-changed'],
      bucketPolicy(replaced(/:key\/[^"]*/g, ':key/00000000-0000-4000-8000-000000000000')),
    ],
    [
      'a bucket that lets in every address',
      'calls-local',
      ['network-not-enforced'],
      bucketPolicy(without('DenyVendorOffNetwork')),
    ],
    [
      'public access that is not blocked',
      'calls-local',
      ['public-access-block'],
      async ({ s3 }) => {
        const { PublicAccessBlockConfiguration } = await s3.send(
          new GetPublicAccessBlockCommand({ Bucket: CALLS }),
        );
        await s3.send(new DeletePublicAccessBlockCommand({ Bucket: CALLS }));
        return () =>
          s3.send(
            new PutPublicAccessBlockCommand({ Bucket: CALLS, PublicAccessBlockConfiguration }),
          );
      },
    ],
    [
      'suspended versioning',
      'calls-local',
      ['versioning-off'],
      async ({ s3 }) => {
        const versioning = (Status: 'Enabled' | 'Suspended') =>
          s3.send(
            new PutBucketVersioningCommand({ Bucket: CALLS, VersioningConfiguration: { Status } }),
          );
        await versioning('Suspended');
        return () => versioning('Enabled');
      },
    ],
    [
      'a lifecycle a day shorter than the vendor’s window',
      'calls-local',
      ['lifecycle-shorter'],
      async ({ s3 }) => {
        const { Rules = [] } = await s3.send(
          new GetBucketLifecycleConfigurationCommand({ Bucket: CALLS }),
        );
        const put = (rules: typeof Rules) =>
          s3.send(
            new PutBucketLifecycleConfigurationCommand({
              Bucket: CALLS,
              LifecycleConfiguration: { Rules: rules },
            }),
          );
        await put(
          Rules.map((rule) =>
            rule.Expiration?.Days ? { ...rule, Expiration: { Days: 729 } } : rule,
          ),
        );
        return () => put(Rules);
      },
    ],
    [
      'an access key that is switched off',
      'video-local',
      ['access-key-inactive'],
      async (account) => {
        await accessKey(account, 'Inactive');
        return () => accessKey(account, 'Active');
      },
    ],
    [
      'a user outside its group',
      'video-local',
      ['user-not-in-group'],
      async ({ iam }) => {
        const of = { UserName: USER, GroupName: USER };
        await iam.send(new RemoveUserFromGroupCommand(of));
        return () => iam.send(new AddUserToGroupCommand(of));
      },
    ],
  ];
