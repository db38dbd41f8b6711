import { type _Object, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { isCanaryFile } from '../../core/canary-file';
import { addDays, type Day, dayOf } from '../../core/day';
import { parsePathPattern } from '../../core/path-pattern';
import type { Store, StorePath } from '../../store/store';

/** Pages of a listing that are read at most: 20,000 objects. */
const MAX_PAGES = 20;

/** Days before today from which folders of days are listed, one after the other, until an object is found. */
const DAYS_BACK = [0, 2, 10, 60, 400, 4_000];

/** The newest object of a store. */
export interface Arrival {
  readonly key: string;
  /** When it was written, as an ISO time. */
  readonly at: string;
  /** Set when there are more objects than were listed, so that a newer one may exist. */
  readonly atLeast?: true;
}

/**
 * Finds what the vendor wrote last, in the folders that it can write to. Where keys have folders of days, only the
 * folder of the last day with recordings is read.
 *
 * @returns undefined for a store without objects
 */
export async function findLastArrival(
  s3: S3Client,
  store: Store,
  now: number,
): Promise<Arrival | undefined> {
  const { bucketName, previousPrefixes, additionalPrefixes, prefix } = store;
  const prefixes = [...new Set([prefix, ...previousPrefixes, ...additionalPrefixes])];
  const found = await Promise.all(
    prefixes.map((each) => {
      const path = store.paths.find((one) => one.prefix === each) ?? { prefix: each };
      return newestBelow(s3, { bucket: bucketName, path }, dayOf(now));
    }),
  );
  return newest(found);
}

interface Place {
  readonly bucket: string;
  readonly path: StorePath;
}

async function newestBelow(
  s3: S3Client,
  { bucket, path: { prefix, pattern } }: Place,
  today: Day,
): Promise<Arrival | undefined> {
  const whole = { Bucket: bucket, Prefix: prefix };
  const parsed = pattern === undefined ? undefined : parsePathPattern(pattern);
  for (const days of DAYS_BACK) {
    const StartAfter = parsed?.dayFolder(addDays(today, -days));
    if (!parsed || StartAfter === undefined) break;
    // Other keys can come after all folders of days.
    const isDated = (key: string) => parsed.dayOf(key) !== undefined;
    const found = await newestListed(s3, { ...whole, StartAfter }, isDated);
    if (found) return found;
  }
  return newestListed(s3, whole);
}

interface Listing {
  readonly Bucket: string;
  readonly Prefix: string;
  readonly StartAfter?: string;
}

async function newestListed(
  s3: S3Client,
  listing: Listing,
  isMeant: (key: string) => boolean = () => true,
): Promise<Arrival | undefined> {
  let last: Arrival | undefined;
  let pages = 0;
  for await (const page of paginateListObjectsV2({ client: s3 }, listing)) {
    const listed = (page.Contents ?? []).filter(
      ({ Key = '' }) => isMeant(Key) && !isCanaryFile(Key),
    );
    last = newest([last, ...listed.map(toArrival)]);
    pages += 1;
    if (pages === MAX_PAGES && page.NextContinuationToken)
      return last && { ...last, atLeast: true };
  }
  return last;
}

const toArrival = ({ Key = '', LastModified }: _Object): Arrival => ({
  key: Key,
  at: LastModified?.toISOString() ?? '',
});

function newest(all: readonly (Arrival | undefined)[]): Arrival | undefined {
  return all.reduce((a, b) => (!a || (b && b.at > a.at) ? b : a), undefined);
}
