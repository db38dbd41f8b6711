import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Store } from '../../store/store';
import type { AccessKey } from '../../core/access-key';
import type { ClientSettings } from '../deployer';
import { AwsRefusedError } from '../exit';
import { type WaitOptions, waitUntil } from './wait';

/** S3's errors for a key that it does not know yet. */
const NOT_YET = ['InvalidAccessKeyId', 'SignatureDoesNotMatch'];

/**
 * Waits until a key can write: changes in IAM take some seconds. It starts an upload as for a recording and aborts it,
 * which leaves nothing behind, even with Object Lock.
 *
 * If the store accepts writes from the vendor's network only, S3's refusal is enough: it knows the key.
 *
 * @see IAM User Guide, "Changes that I make are not always immediately visible"
 * @see Amazon S3 User Guide, "Multipart upload and permissions": starting one needs the permissions of an upload
 * @throws AwsRefusedError if the key cannot write in time
 */
export async function waitForKey(
  store: Store,
  key: AccessKey,
  {
    settings,
    wait,
  }: { readonly settings: ClientSettings; readonly wait?: WaitOptions | undefined },
): Promise<void> {
  const refusal = await waitUntil(
    () => tryKey(store, key, settings),
    (result) => result === undefined,
    wait,
  );
  if (!refusal) return;
  throw new AwsRefusedError(
    `${key.accessKeyId} cannot write to ${store.bucketName}: ${refusal.name}: ${refusal.message}`,
    `Run callvault doctor ${store.id}. The key was not given to the vendor.`,
    { cause: refusal },
  );
}

async function tryKey(
  store: Store,
  { accessKeyId, secretAccessKey }: AccessKey,
  settings: ClientSettings,
): Promise<Error | undefined> {
  const credentials = { accessKeyId, secretAccessKey: secretAccessKey.reveal() };
  const asVendor = new S3Client({ ...settings, credentials, region: store.region, maxAttempts: 1 });
  const target = { Bucket: store.bucketName, Key: `${store.prefix}callvault-probe.txt` };
  try {
    const { UploadId } = await asVendor.send(new CreateMultipartUploadCommand(target));
    const asDeployer = new S3Client({ ...settings, region: store.region });
    await asDeployer.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
    return undefined;
  } catch (error) {
    const refusal = error as Error;
    return store.network && !NOT_YET.includes(refusal.name) ? undefined : refusal;
  }
}
