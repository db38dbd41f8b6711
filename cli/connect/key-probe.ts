import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessKey } from '../../vendors/registration';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { AwsRefusedError } from '../exit';

/** What S3 answers to a key that it has not heard of yet. */
const NOT_YET = ['InvalidAccessKeyId', 'SignatureDoesNotMatch'];

/** How long is waited for a key. @see IAM User Guide, "Changes that I make are not always immediately visible" */
export interface Patience {
  /** Milliseconds at most. @default 60000 */
  readonly totalMs?: number;
  /** Milliseconds between two tries. @default 2000 */
  readonly everyMs?: number;
}

/**
 * Waits until a key can write: IAM's changes take some seconds. An upload is begun with it, as an upload of a recording
 * would be, and given up: nothing is left of it, even where Object Lock would not let it be deleted.
 *
 * Where the store takes writes from the vendor's network only, S3's refusal is enough: it knows the key.
 *
 * @see Amazon S3 User Guide, "Multipart upload and permissions": beginning one needs what an upload needs
 * @throws AwsRefusedError when the key cannot write in time
 */
export async function waitUntilItWrites(
  store: Store,
  key: AccessKey,
  {
    settings,
    patience = {},
  }: { readonly settings: ClientSettings; readonly patience?: Patience | undefined },
): Promise<void> {
  const { totalMs = 60_000, everyMs = 2_000 } = patience;
  const until = Date.now() + totalMs;
  for (;;) {
    const refusal = await tryKey(store, key, settings);
    if (refusal === undefined) return;
    if (Date.now() + everyMs > until) throw cannotWrite(store, key, refusal);
    await sleep(everyMs);
  }
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

function cannotWrite({ bucketName, id }: Store, key: AccessKey, cause: Error): AwsRefusedError {
  return new AwsRefusedError(
    `${key.accessKeyId} cannot write to ${bucketName}: ${cause.name}: ${cause.message}`,
    `Run callvault doctor ${id}; nothing was handed to the vendor.`,
    { cause },
  );
}
