import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../vendors/store';
import type { Patience } from './key-probe';

/** The clock of S3 and that of this machine may be so many milliseconds apart. */
const CLOCK_MS = 5_000;

/** Pages of the prefix's own keys that are looked through. */
const MAX_PAGES = 20;

/** What is waited for. */
export interface Awaited {
  /** The store. */
  readonly store: Store;
  /** What ends its key. */
  readonly suffix: string;
  /** Since when it may have been written. */
  readonly since: Date;
}

/** Waits for what a vendor writes right below the prefix; undefined when it does not come. */
export async function waitForObject(
  s3: S3Client,
  awaited: Awaited,
  { totalMs = 60_000, everyMs = 2_000 }: Patience = {},
): Promise<string | undefined> {
  const until = Date.now() + totalMs;
  for (;;) {
    const key = await tryFindObject(s3, awaited);
    if (key !== undefined || Date.now() + everyMs > until) return key;
    await sleep(everyMs);
  }
}

async function tryFindObject(
  s3: S3Client,
  { store, suffix, since }: Awaited,
): Promise<string | undefined> {
  const after = since.getTime() - CLOCK_MS;
  let ContinuationToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const command = new ListObjectsV2Command({
      ...{ Bucket: store.bucketName, Prefix: store.prefix, Delimiter: '/', ContinuationToken },
    });
    const { Contents = [], NextContinuationToken } = await s3.send(command);
    const written = Contents.find(
      ({ Key = '', LastModified }) =>
        Key.endsWith(suffix) && (LastModified?.getTime() ?? 0) >= after,
    );
    if (written) return written.Key;
    if (NextContinuationToken === undefined) return undefined;
    ContinuationToken = NextContinuationToken;
  }
  return undefined;
}
