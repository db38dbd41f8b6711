import {
  type _Object,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { BucketClient } from './bucket-client';
import { AccessDeniedError, type BucketReader, type VersionState } from './bucket-reader';
import { listConcurrently, ListLimit } from './concurrent-list';
import type { Entry, Pages } from './entry';
import { requestPage } from './list-page';
import { RequestLimit } from './request-limit';

/** What {@link s3BucketReader} reads, and what it may ask. */
export interface S3BucketReaderOptions {
  readonly recordings: BucketClient;
  /** @default - no replica exists */
  readonly replica?: BucketClient | undefined;
  /** Whether the role may ask S3 about single objects (`s3:GetObject`). */
  readonly mayHead: boolean;
  /** Suffix of metadata files, which are never mistaken for their recording. @default - there are none */
  readonly sidecarSuffix?: string | undefined;
  /** List requests that are sent concurrently to each bucket. @default {@link LIST_REQUESTS} */
  readonly listRequests?: number | undefined;
}

/** S3 answers thousands of requests per second and prefix; the vendor's uploads share them. */
export const LIST_REQUESTS = 8;

/** More keys than can begin with the name of one recording: itself, its metadata, versions of both. */
const FEW = 100;

/** Metadata files have some hundred bytes; a larger file is something else. */
const MAX_METADATA_BYTES = 65_536;

/** Reads a bucket on S3. */
export function s3BucketReader(options: S3BucketReaderOptions): BucketReader {
  const { recordings, replica, mayHead, sidecarSuffix } = options;
  const { s3, bucket: Bucket } = recordings;
  const { listRequests = LIST_REQUESTS } = options;
  const limits = {
    recordings: new ListLimit(new RequestLimit(listRequests)),
    replica: new ListLimit(new RequestLimit(listRequests)),
  };
  const isRecording = (key: string) => sidecarSuffix === undefined || !key.endsWith(sidecarSuffix);
  return {
    list: (prefix) => list(recordings, { prefix, limit: limits.recordings }),
    ...(replica && {
      listReplica: (prefix: string) => list(replica, { prefix, limit: limits.replica }),
    }),
    versions: (key, open) =>
      translateDenial(() =>
        findVersion(recordings, key, (each) =>
          open ? each.startsWith(key) && isRecording(each) : each === key,
        ),
      ),
    tryFindFirst: (Prefix) =>
      translateDenial(async () => {
        const command = new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: FEW });
        const { Contents = [] } = await s3.send(command);
        return Contents.map(({ Key = '' }) => Key).find(isRecording);
      }),
    children: (folder) => translateDenial(() => children(recordings, folder)),
    ...(mayHead && {
      replicationStatus: (key: string) => translateDenial(() => statusOf(recordings, key)),
    }),
    readMetadata: (key) => translateDenial(() => readMetadata(recordings, key)),
  };
}

async function statusOf({ s3, bucket }: BucketClient, Key: string): Promise<string | undefined> {
  const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key }));
  return head.ReplicationStatus;
}

async function readMetadata({ s3, bucket }: BucketClient, Key: string): Promise<string> {
  const Range = `bytes=0-${MAX_METADATA_BYTES - 1}`;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key, Range }));
  return (await Body?.transformToString('utf8')) ?? '';
}

async function translateDenial<T>(ask: () => Promise<T>): Promise<T> {
  return ask().catch((error: unknown) => {
    throw deniedOr(error);
  });
}

function deniedOr(cause: unknown): unknown {
  const { name, message, $metadata } = cause as Error & { $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode !== 403) return cause;
  return new AccessDeniedError(`S3 refused: ${name} ${message}`.trim(), { cause });
}

async function* list(
  client: BucketClient,
  { prefix, limit }: { readonly prefix: string; readonly limit: ListLimit },
): Pages<Entry> {
  const request = (after: string | undefined) =>
    requestPage(client, { Prefix: prefix, ...(after !== undefined && { StartAfter: after }) });
  try {
    yield* listConcurrently(request, { prefix, limit });
  } catch (error) {
    throw deniedOr(error);
  }
}

const toEntry = ({ Key = '', Size = 0, LastModified }: _Object): Entry => ({
  key: Key,
  size: Size,
  at: LastModified?.getTime() ?? 0,
});

/**
 * @see Amazon S3 User Guide, "Working with delete markers": a deleted object's latest version is a marker. Listing
 *   versions requires no permission on the objects themselves.
 */
async function findVersion(
  { s3, bucket }: BucketClient,
  key: string,
  matches: (key: string) => boolean,
): Promise<VersionState> {
  const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, MaxKeys: FEW });
  const { Versions, DeleteMarkers } = await s3.send(command);
  const isCurrent = ({ IsLatest, Key = '' }: { IsLatest?: boolean; Key?: string }) =>
    IsLatest === true && matches(Key);
  const current = Versions?.find(isCurrent);
  if (current) return { state: 'there', key: current.Key ?? key };
  const marker = DeleteMarkers?.find(isCurrent);
  if (!marker) return { state: 'nothing' };
  return { state: 'hidden', key: marker.Key ?? key, since: marker.LastModified?.getTime() ?? 0 };
}

async function children({ s3, bucket }: BucketClient, folder: string) {
  const folders: string[] = [];
  const input = { Bucket: bucket, Prefix: folder, Delimiter: '/' };
  for await (const page of paginateListObjectsV2({ client: s3 }, input)) {
    const { CommonPrefixes = [], Contents = [] } = page;
    folders.push(...CommonPrefixes.map(({ Prefix = '' }) => Prefix));
    // No object belongs directly in these folders, so the first page with any is enough.
    if (Contents.length > 0) return { folders, objects: Contents.map(toEntry) };
  }
  return { folders, objects: [] };
}
