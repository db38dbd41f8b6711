import {
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DAY_MS, type Day, dayOf } from '../../core/day';
import { retentionDates, type RetentionSchedule } from '../../modules/retention-schedule';

/** What is left in a bucket of recordings. */
export interface Remains {
  readonly bucket: string;
  /** Recordings and other objects that can be read. */
  readonly objects: number;
  /** Deleted, expired and replaced versions that can be recovered. */
  readonly oldVersions: number;
  readonly deleteMarkers: number;
  /** Unfinished uploads. */
  readonly uploads: number;
  /** Bytes of all versions. */
  readonly bytes: number;
  /** The day until which the last object can be read, in UTC. @default - none can be read */
  readonly readableUntil?: Day;
  /** The day by which the lifecycle has deleted the last version. @default - there is none that it deletes */
  readonly goneBy?: Day;
  /** Versions outside the folders of the store, which no lifecycle rule deletes, with the key of the first. */
  readonly kept: number;
  readonly keptKey?: string;
}

/** What decides how long something is left. */
export interface RemainsRules {
  readonly schedule: RetentionSchedule;
  /** Folders whose objects the lifecycle deletes. */
  readonly prefixes: readonly string[];
  /** Days for which Object Lock protects a version, from its upload. @default 0 */
  readonly lockDays?: number;
}

/** Whether S3 would delete the bucket. */
export function isBucketEmpty({ objects, oldVersions, deleteMarkers, uploads }: Remains): boolean {
  return objects + oldVersions + deleteMarkers + uploads === 0;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Lists all versions of a bucket, 1,000 per request, and adds up what is left.
 *
 * @param onProgress - called with the number of versions listed so far
 */
export async function findRemains(
  { s3, bucket }: { readonly s3: S3Client; readonly bucket: string },
  rules: RemainsRules,
  onProgress: (listed: number) => void = () => undefined,
): Promise<Remains> {
  const sum = new RemainsSum(bucket, rules);
  let page: ListObjectVersionsOutput = {};
  do {
    page = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        KeyMarker: page.NextKeyMarker,
        VersionIdMarker: page.NextVersionIdMarker,
      }),
    );
    sum.add(page);
    onProgress(sum.listed);
  } while (page.IsTruncated);
  return { ...sum.total, uploads: await countUploads(s3, bucket) };
}

async function countUploads(s3: S3Client, bucket: string): Promise<number> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Uploads.length;
}

interface Version {
  readonly Key?: string | undefined;
  readonly IsLatest?: boolean | undefined;
  readonly LastModified?: Date | undefined;
  readonly Size?: number | undefined;
  readonly isMarker: boolean;
}

/** Adds up the pages of a list, whose versions of a key stand together, the newest first. */
class RemainsSum {
  readonly total: Mutable<Remains>;
  /** When the version before was written, by key: then the next one became noncurrent. */
  private newer: { key: string; at: Date } | undefined;

  constructor(
    bucket: string,
    private readonly rules: RemainsRules,
  ) {
    this.total = {
      bucket,
      objects: 0,
      oldVersions: 0,
      deleteMarkers: 0,
      uploads: 0,
      bytes: 0,
      kept: 0,
    };
  }

  get listed(): number {
    return this.total.objects + this.total.oldVersions + this.total.deleteMarkers;
  }

  add({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsOutput): void {
    const all: Version[] = [
      ...Versions.map((each) => ({ ...each, isMarker: false })),
      ...DeleteMarkers.map((each) => ({ ...each, isMarker: true })),
    ];
    for (const each of all.sort(byKeyAndAge)) this.addOne(each);
  }

  private addOne({ Key: key = '', LastModified: at = new Date(0), ...version }: Version): void {
    const replaced = this.newer?.key === key ? this.newer.at : at;
    this.newer = { key, at };
    if (version.isMarker) this.total.deleteMarkers += 1;
    else this.addVersion({ ...version, key, at }, replaced);
  }

  private addVersion(
    { key, at, ...version }: Version & { readonly key: string; readonly at: Date },
    replaced: Date,
  ): void {
    const { total, rules } = this;
    const isCurrent = version.IsLatest === true;
    total[isCurrent ? 'objects' : 'oldVersions'] += 1;
    total.bytes += version.Size ?? 0;
    if (rules.prefixes.some((prefix) => key.startsWith(prefix))) {
      this.addDays(at, isCurrent ? undefined : replaced);
      return;
    }
    total.kept += 1;
    total.keptKey ??= key;
  }

  /** @param replaced - when it became noncurrent; undefined for a current version */
  private addDays(at: Date, replaced: Date | undefined): void {
    const { total } = this;
    const { schedule, lockDays = 0 } = this.rules;
    const dates = replaced
      ? retentionDates(replaced, { days: schedule.noncurrentDays, noncurrentDays: 0 })
      : retentionDates(at, schedule);
    if (!replaced) total.readableUntil = later(total.readableUntil, dates.readableUntil);
    const unlocked = new Date(at.getTime() + (lockDays > 0 ? (lockDays + 2) * DAY_MS : 0));
    total.goneBy = later(later(total.goneBy, dates.goneBy), unlocked);
  }
}

function byKeyAndAge(a: Version, b: Version): number {
  const [left = '', right = ''] = [a.Key, b.Key];
  if (left !== right) return left < right ? -1 : 1;
  const seconds = (b.LastModified?.getTime() ?? 0) - (a.LastModified?.getTime() ?? 0);
  return seconds || Number(b.IsLatest === true) - Number(a.IsLatest === true);
}

function later(day: Day | undefined, date: Date): Day {
  const other = dayOf(date.getTime());
  return day === undefined || other > day ? other : day;
}
