import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../store/store';
import type { Patience } from './key-probe';

/** Pages of the prefix's own keys that are looked through. */
const MAX_PAGES = 20;

/** What is waited for. */
export interface Awaited {
  /** The store. */
  readonly store: Store;
  /** What ends its key. */
  readonly suffix: string;
}

/**
 * Notes what is right below the prefix now, so that what a vendor writes from now on can be told from it.
 *
 * @returns waits a while for something new, and gives its key; undefined when nothing comes
 */
export async function watchArrivals(
  s3: S3Client,
  awaited: Awaited,
  { totalMs = 60_000, everyMs = 2_000 }: Patience = {},
): Promise<() => Promise<string | undefined>> {
  const before = new Set((await list(s3, awaited)).map(({ mark }) => mark));
  return async () => {
    const until = Date.now() + totalMs;
    for (;;) {
      const arrived = (await list(s3, awaited)).find(({ mark }) => !before.has(mark));
      if (arrived || Date.now() + everyMs > until) return arrived?.key;
      await sleep(everyMs);
    }
  };
}

/** Objects below the prefix, folders left out, each with what changes when it is written anew. */
async function list(
  s3: S3Client,
  { store, suffix }: Awaited,
): Promise<{ readonly key: string; readonly mark: string }[]> {
  const found = [];
  let ContinuationToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const command = new ListObjectsV2Command({
      Bucket: store.bucketName,
      Prefix: store.prefix,
      Delimiter: '/',
      ContinuationToken,
    });
    const { Contents = [], NextContinuationToken } = await s3.send(command);
    for (const { Key = '', LastModified, ETag = '' } of Contents) {
      if (!Key.endsWith(suffix)) continue;
      found.push({ key: Key, mark: `${Key} ${LastModified?.toISOString() ?? ''} ${ETag}` });
    }
    if (NextContinuationToken === undefined) break;
    ContinuationToken = NextContinuationToken;
  }
  return found;
}
