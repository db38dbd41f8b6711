import { ListMultipartUploadsCommand, type ListMultipartUploadsOutput } from '@aws-sdk/client-s3';
import { DAY_MS, type Day, dayOf } from '../../core/day';
import { datesOf, uploadGone } from '../../core/lifecycle/dates';
import type { Lifecycle } from '../../core/lifecycle/rule';
import type { KeyHistory, StoredVersion } from '../../core/lifecycle/version';
import type { BucketClient } from '../../integrity/bucket-client';
import { type ListedKey, listVersions } from '../../recordings/versions';

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
  /** The day by which the lifecycle has deleted the last of what it deletes. @default - it deletes nothing */
  readonly goneBy?: Day;
  /** Versions on hold for a case, which stay until it is released. */
  readonly held: number;
  /** Versions and delete markers that no lifecycle rule deletes, with the key of the first. */
  readonly kept: number;
  readonly keptKey?: string;
}

/** What decides how long something is left. */
export interface RemainsRules {
  /** The rules of the bucket. */
  readonly lifecycle: Lifecycle;
  /** In milliseconds since 1970. What is due is done from then on. */
  readonly now: number;
  /** Days for which Object Lock protects a version, from its upload. @default 0 */
  readonly lockDays?: number;
  /** Whether a case holds a version. @default - nothing is on hold */
  readonly isHeld?: (key: string, versionId: string) => boolean;
}

/** Whether S3 would delete the bucket. */
export function isBucketEmpty({ objects, oldVersions, deleteMarkers, uploads }: Remains): boolean {
  return objects + oldVersions + deleteMarkers + uploads === 0;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Versions between two reports of progress. */
const REPORTED = 1000;

/**
 * Lists all versions and unfinished uploads of a bucket, and adds up what is left.
 *
 * @param onProgress - called with the number of versions listed so far
 */
export async function findRemains(
  client: BucketClient,
  rules: RemainsRules,
  onProgress: (listed: number) => void = () => undefined,
): Promise<Remains> {
  const sum = new RemainsSum(client.bucket, rules);
  let reported = 0;
  for await (const listed of listVersions(client, '')) {
    sum.add(listed);
    if (sum.listed - reported < REPORTED) continue;
    reported = sum.listed;
    onProgress(reported);
  }
  await sum.addUploads(client);
  return sum.total;
}

/** Adds up what is left, key by key. */
class RemainsSum {
  readonly total: Mutable<Remains>;

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
      held: 0,
      kept: 0,
    };
  }

  get listed(): number {
    return this.total.objects + this.total.oldVersions + this.total.deleteMarkers;
  }

  add({ key, versions }: ListedKey): void {
    const { lockDays = 0, isHeld = () => false } = this.rules;
    for (const [index, version] of versions.entries()) this.count(version, index === 0);
    // See Amazon S3 User Guide, "Locking objects with Object Lock": delete markers are not protected.
    const known = versions.map((each) =>
      each.marker === true
        ? each
        : {
            ...each,
            lockedUntil: each.created + lockDays * DAY_MS,
            held: isHeld(key, each.id),
          },
    );
    this.total.held += known.filter(({ held }) => held).length;
    this.addDates({ key, versions: known });
  }

  private count({ marker, size }: StoredVersion, isCurrent: boolean): void {
    const { total } = this;
    if (marker === true) total.deleteMarkers += 1;
    else total[isCurrent ? 'objects' : 'oldVersions'] += 1;
    total.bytes += size;
  }

  private addDates(history: KeyHistory): void {
    const { total, rules } = this;
    const own = new Set(history.versions);
    const [current] = history.versions;
    const hasHeld = history.versions.some(({ held }) => held === true);
    for (const { version, noncurrent, gone } of datesOf(history, rules.lifecycle, {
      asOf: rules.now,
    })) {
      if (version === current) this.note('readableUntil', noncurrent?.first);
      this.note('goneBy', gone?.last);
      // The marker of a version on hold stays as long as the version does.
      const waits = version.marker === true ? hasHeld : version.held === true;
      if (gone || waits || !own.has(version)) continue;
      total.kept += 1;
      total.keptKey ??= history.key;
    }
  }

  /** @see Amazon S3 API Reference, "ListMultipartUploads": at most 1,000 in an answer */
  async addUploads({ s3, bucket: Bucket }: BucketClient): Promise<void> {
    const { total, rules } = this;
    let page: ListMultipartUploadsOutput = {};
    do {
      const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
      page = await s3.send(new ListMultipartUploadsCommand({ Bucket, KeyMarker, UploadIdMarker }));
      for (const { Key: key = '', Initiated } of page.Uploads ?? []) {
        total.uploads += 1;
        const gone = uploadGone({ key, begun: Initiated?.getTime() ?? 0 }, rules.lifecycle);
        this.note('goneBy', gone?.last);
      }
    } while (page.IsTruncated === true);
  }

  /** Moves a day to a later moment; not to one that is unknown or never. */
  private note(name: 'readableUntil' | 'goneBy', at: number | undefined): void {
    if (at === undefined || !Number.isFinite(at)) return;
    const [day, known = ''] = [dayOf(at), this.total[name]];
    if (day > known) this.total[name] = day;
  }
}
