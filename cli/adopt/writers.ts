import {
  GetObjectCommand,
  type LoggingEnabled,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DAY_MS, dayOf } from '../../core/day';
import { lookUp, type Observed } from '../doctor/observed';
import type { BucketPlace } from './bucket-place';

/** Days of access logs that are looked at, from now. */
const DAYS = 7;

/** The most log files that are read, the newest first. */
const FILES = 100;

/** Who wrote to a bucket. */
export interface Writer {
  /** The requester as S3 logs it: an ARN, a canonical user id, or `-` without a signature. */
  readonly who: string;
  readonly requests: number;
}

/** A request of a log that writes an object, and who sent it. */
const WRITE =
  /^\S+ \S+ \[[^\]]*\] \S+ (\S+) \S+ (?:REST\.PUT\.OBJECT|REST\.POST\.OBJECT|REST\.POST\.UPLOAD|REST\.COPY\.OBJECT) .*?" (\d+) /;

/**
 * Finds who wrote to a bucket in the last days, in its access logs. The bucket of the logs must be in the same region.
 *
 * @returns missing if accesses are not logged
 * @see Amazon S3 User Guide, "Amazon S3 server access log format", and "Log object key format"
 */
export function findWriters(
  place: BucketPlace,
  { logging, now }: { readonly logging: LoggingEnabled | undefined; readonly now: number },
  s3: S3Client,
): Promise<Observed<readonly Writer[]>> {
  const Bucket = logging?.TargetBucket;
  const call = `s3:GetObject ${Bucket ?? ''}`;
  return lookUp({ call, link: 'bucket' }, async () => {
    if (!logging || Bucket === undefined) return undefined;
    const counts = new Map<string, number>();
    for (const Key of await newestFiles(s3, logging, logPrefix(place, logging, now))) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      for (const who of writersIn((await Body?.transformToString()) ?? '')) {
        counts.set(who, (counts.get(who) ?? 0) + 1);
      }
    }
    return [...counts]
      .map(([who, requests]) => ({ who, requests }))
      .sort((a, b) => b.requests - a.requests);
  });
}

/** Where the logs of a bucket are, and the key before those of the last days: keys begin with their time. */
function logPrefix(
  { name, region, account }: BucketPlace,
  { TargetPrefix = '', TargetObjectKeyFormat: format }: LoggingEnabled,
  now: number,
) {
  const day = dayOf(now - DAYS * DAY_MS);
  return format?.PartitionedPrefix
    ? {
        Prefix: `${TargetPrefix}${account}/${region}/${name}/`,
        since: day.replaceAll('-', '/'),
      }
    : { Prefix: TargetPrefix, since: day };
}

async function newestFiles(
  s3: S3Client,
  { TargetBucket: Bucket }: LoggingEnabled,
  { Prefix, since }: { readonly Prefix: string; readonly since: string },
): Promise<string[]> {
  const listing = { Bucket, Prefix, StartAfter: `${Prefix}${since}` };
  let newest: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, listing)) {
    newest = [...newest, ...Contents.map(({ Key = '' }) => Key)].slice(-FILES);
  }
  return newest;
}

/** Who sent each successful request of a log that writes an object. */
function writersIn(log: string): string[] {
  return log.split('\n').flatMap((line) => {
    const [, who = '', status = ''] = WRITE.exec(line) ?? [];
    return status.startsWith('2') ? [sessionless(who)] : [];
  });
}

/** The role of a session, whatever the session is called. */
const sessionless = (who: string) =>
  who.replace(/^(arn:[\w-]+:sts::\d+:assumed-role\/[^/]+)\/.*$/, '$1');
