import { CreateAccessKeyCommand, DeleteAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Store } from '../../vendors/store';
import type { StackOutputs } from './deploy';

/** A recording that was written the way the vendor writes. */
export interface Recording {
  /** Where it is. */
  readonly key: string;
  /** As whom it was written. */
  readonly writtenAs: string;
  /** How S3 encrypted it, e.g. `aws:kms`. */
  readonly encryption: string;
  /** ARN of the key. */
  readonly keyArn: string;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const ADMIN: Credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Writes one recording as the store's vendor would: with its role and external id, or its user's key. */
export async function record(
  store: Store,
  outputs: StackOutputs,
  endpoint: string,
): Promise<Recording> {
  const settings = { region: store.region, endpoint };
  const { credentials, writtenAs, release } = await comeIn(store, outputs, settings);
  try {
    const s3 = new S3Client({ ...settings, credentials, forcePathStyle: true });
    const Key = `${store.prefix}${exampleName(store)}`;
    await s3.send(
      new PutObjectCommand({ Bucket: store.bucketName, Key, Body: Buffer.from('RIFF') }),
    );
    const head = await s3.send(new HeadObjectCommand({ Bucket: store.bucketName, Key }));
    return {
      key: Key,
      writtenAs,
      encryption: head.ServerSideEncryption ?? 'none',
      keyArn: head.SSEKMSKeyId ?? 'none',
    };
  } finally {
    await release();
  }
}

function exampleName({ settings }: Store): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return settings.vendor === 'genesys'
    ? `${day}/a1b2c3d4-e5f6-4890-abcd-ef1234567890.wav`
    : 'example-recording.mp4';
}

interface WayIn {
  readonly credentials: Credentials;
  readonly writtenAs: string;
  readonly release: () => Promise<void>;
}

interface ClientSettings {
  readonly region: string;
  readonly endpoint: string;
}

async function comeIn(
  store: Store,
  outputs: StackOutputs,
  settings: ClientSettings,
): Promise<WayIn> {
  const { wayIn } = store.profile;
  if (wayIn.kind === 'assume-role') {
    const role = String(outputs.assume_role_arn);
    const credentials = await assume(role, wayIn.externalId.value, settings);
    return { credentials, writtenAs: role, release: () => Promise.resolve() };
  }
  return useKey(store.principalName, settings);
}

async function assume(
  role: string,
  externalId: string,
  settings: ClientSettings,
): Promise<Credentials> {
  const sts = new STSClient({ ...settings, credentials: ADMIN });
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'vendor', ExternalId: externalId }),
  );
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken,
  };
}

/** The key is made for the one recording and deleted after it: no key outlives the demo. */
async function useKey(user: string, settings: ClientSettings): Promise<WayIn> {
  const iam = new IAMClient({ ...settings, credentials: ADMIN });
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: user }));
  const accessKeyId = AccessKey?.AccessKeyId ?? '';
  return {
    credentials: { accessKeyId, secretAccessKey: AccessKey?.SecretAccessKey ?? '' },
    writtenAs: `user ${user}`,
    release: async () => {
      await iam.send(new DeleteAccessKeyCommand({ UserName: user, AccessKeyId: accessKeyId }));
    },
  };
}
