import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Store } from '../../store/store';
import { explainCall } from '../deployer';
import { type WaitOptions, waitUntil } from './wait';

/** Pages that are read of the objects directly below the prefix. */
const MAX_PAGES = 20;

/**
 * Notes which objects are directly below the prefix now, to recognize what a vendor writes later.
 *
 * @param suffix - of the awaited key
 * @returns a function that waits for a new object and returns its key; undefined if none arrives
 * @throws AwsRefusedError, also when it waits
 */
export async function watchArrivals(
  s3: S3Client,
  { store, suffix }: { readonly store: Store; readonly suffix: string },
  wait?: WaitOptions,
): Promise<() => Promise<string | undefined>> {
  const list = () =>
    explainCall(`listing the objects of ${store.bucketName}`, listVersions(s3, store, suffix));
  const before = await list();
  return () =>
    waitUntil(
      async () => [...(await list())].find(([version]) => !before.has(version))?.[1],
      (key) => key !== undefined,
      wait,
    );
}

/** The objects directly below the prefix: their keys by an id that changes when an object is written again. */
async function listVersions(
  s3: S3Client,
  { bucketName, prefix }: Store,
  suffix: string,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const input = { Bucket: bucketName, Prefix: prefix, Delimiter: '/' };
  let pages = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, input)) {
    for (const { Key = '', LastModified, ETag = '' } of Contents) {
      const version = `${Key} ${LastModified?.toISOString() ?? ''} ${ETag}`;
      if (Key.endsWith(suffix)) found.set(version, Key);
    }
    pages += 1;
    if (pages === MAX_PAGES) break;
  }
  return found;
}
