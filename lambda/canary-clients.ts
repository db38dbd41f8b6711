import {
  GetGroupPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListGroupsForUserCommand,
} from '@aws-sdk/client-iam';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { LivePrincipal } from '../canary/diagnosis';
import type { CanaryMethod, CanaryPrincipal } from '../canary/settings';
import { type PolicyStatement, readStatements } from '../core/policy-statement';
import { Secret } from '../core/secret';
import { VENDOR_POLICY_NAME } from '../core/vendor-policy';
import { answerOf } from './aws-answer';
import type { AwsEndpoint } from './clients';

/** The shortest session that STS allows. @see AWS STS API Reference, "AssumeRole" */
const SESSION_SECONDS = 900;

/** What the vendor signs its requests with. */
export type VendorKey = NonNullable<AwsEndpoint['credentials']> & {
  readonly sessionToken?: string | undefined;
};

/** The file that is written. */
export interface CanaryUpload {
  readonly bucket: string;
  readonly key: string;
  readonly body: string;
  /** Whether the upload is only begun, and aborted: nothing is stored. */
  readonly begin: boolean;
}

/** AWS, as a canary uses it. All methods throw errors of the AWS SDK. */
export interface CanaryClients {
  /** The value of a secret. */
  readonly readSecret: (name: string) => Promise<Secret>;
  readonly assumeRole: (role: Extract<CanaryMethod, { kind: 'role' }>) => Promise<VendorKey>;
  /** Writes as the vendor. */
  readonly upload: (key: VendorKey, upload: CanaryUpload) => Promise<void>;
  readonly readPrincipal: (principal: CanaryPrincipal) => Promise<LivePrincipal>;
}

/** Opens AWS. */
export function openCanaryClients(region: string, endpoint: AwsEndpoint = {}): CanaryClients {
  const options = { region, ...endpoint };
  const secrets = new SecretsManagerClient(options);
  const iam = new IAMClient(options);
  return {
    readSecret: async (SecretId) => {
      const { SecretString } = await secrets.send(
        new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }),
      );
      return new Secret(SecretString ?? '');
    },
    assumeRole: async ({ roleArn, externalId }) => {
      const { Credentials } = await new STSClient(options).send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: 'callvault-canary',
          ExternalId: externalId,
          DurationSeconds: SESSION_SECONDS,
        }),
      );
      return {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken,
      };
    },
    upload: (credentials, upload) =>
      // Most uploaders send no checksum by themselves.
      uploadAs(
        new S3Client({ ...options, credentials, requestChecksumCalculation: 'WHEN_REQUIRED' }),
        upload,
      ),
    readPrincipal: (principal) =>
      principal.kind === 'user' ? readUser(iam, principal.name) : readRole(iam, principal.name),
  };
}

async function uploadAs(s3: S3Client, { bucket, key, body, begin }: CanaryUpload): Promise<void> {
  const place = { Bucket: bucket, Key: key };
  const text = { ...place, ContentType: 'text/plain' };
  if (!begin) {
    await s3.send(new PutObjectCommand({ ...text, Body: body }));
    return;
  }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(text));
  // A vendor that may not abort leaves it to the lifecycle.
  await s3.send(new AbortMultipartUploadCommand({ ...place, UploadId })).catch(answerOf);
}

async function readUser(iam: IAMClient, name: string): Promise<LivePrincipal> {
  const { Groups } = await unlessMissing(
    iam.send(new ListGroupsForUserCommand({ UserName: name })),
  ).then((answer) => answer ?? { Groups: undefined });
  if (!Groups) return { exists: false };
  const get = new GetGroupPolicyCommand({ GroupName: name, PolicyName: VENDOR_POLICY_NAME });
  const policy = await unlessMissing(iam.send(get));
  return {
    exists: true,
    grouped: Groups.some(({ GroupName }) => GroupName === name),
    ...(policy && { policy: statementsIn(policy.PolicyDocument) }),
  };
}

async function readRole(iam: IAMClient, name: string): Promise<LivePrincipal> {
  const found = await unlessMissing(iam.send(new GetRoleCommand({ RoleName: name })));
  if (!found) return { exists: false };
  const get = new GetRolePolicyCommand({ RoleName: name, PolicyName: VENDOR_POLICY_NAME });
  const policy = await unlessMissing(iam.send(get));
  return {
    exists: true,
    trust: statementsIn(found.Role?.AssumeRolePolicyDocument),
    ...(policy && { policy: statementsIn(policy.PolicyDocument) }),
  };
}

function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch((error: unknown) => {
    if (answerOf(error).startsWith('NoSuchEntity')) return undefined;
    throw error;
  });
}

/** IAM encodes its policies as in URLs. */
function statementsIn(document = '{}'): PolicyStatement[] {
  return readStatements(decodeURIComponent(document));
}
