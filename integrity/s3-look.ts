import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Entry, Pages } from './entry';
import { type Found, type Look, RefusedToLookError } from './look';

/** A bucket, and the client of its region. */
export interface BucketAt {
  /** The client. */
  readonly s3: S3Client;
  /** The bucket. */
  readonly bucket: string;
}

/** What a {@link Look} is made from. */
export interface LookOptions {
  /** The recordings. */
  readonly recordings: BucketAt;
  /** Their copies. @default - there are none */
  readonly replica?: BucketAt | undefined;
  /** Whether S3 may be asked about single objects (`s3:GetObject`). */
  readonly mayHead: boolean;
  /** Ends the key of a metadata file, which never stands for its recording. @default - there are none */
  readonly sidecarSuffix?: string | undefined;
}

/** Keys that can begin with the name of one recording: itself, its metadata, versions of both. */
const FEW = 100;

/** Metadata files are some hundred bytes; what is larger is none. */
const MAX_METADATA_BYTES = 65_536;

/** The bucket on S3. */
export function lookAtS3({ recordings, replica, mayHead, sidecarSuffix }: LookOptions): Look {
  const { s3, bucket } = recordings;
  const isRecording = (key: string) => sidecarSuffix === undefined || !key.endsWith(sidecarSuffix);
  return {
    list: (prefix) => list(recordings, prefix),
    ...(replica && { listReplica: (prefix: string) => list(replica, prefix) }),
    versions: (key, open) =>
      asked(() => {
        const isMeant = (each: string) =>
          open ? each.startsWith(key) && isRecording(each) : each === key;
        return versions(recordings, key, isMeant);
      }),
    tryFindFirst: (beginning) =>
      asked(async () => {
        const few = { Bucket: bucket, Prefix: beginning, MaxKeys: FEW };
        const { Contents = [] } = await s3.send(new ListObjectsV2Command(few));
        return Contents.map(({ Key = '' }) => Key).find(isRecording);
      }),
    children: (folder) => asked(() => children(recordings, folder)),
    ...(mayHead && {
      replicationStatus: (key: string) =>
        asked(async () => {
          const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
          return head.ReplicationStatus;
        }),
    }),
    readMetadata: (key) => asked(() => readMetadata(recordings, key)),
  };
}

/** Says in our terms that S3 refused; everything else is passed on. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw refusedOr(error);
  }
}

function refusedOr(error: unknown): unknown {
  const { name, message, $metadata } = error as {
    name?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
  };
  if ($metadata?.httpStatusCode !== 403) return error;
  return new RefusedToLookError(`S3 refused: ${name ?? ''} ${message ?? ''}`.trim(), {
    cause: error,
  });
}

/** @see Amazon S3 API Reference, "ListObjectsV2": 1,000 keys a request, sorted by their bytes */
async function* list({ s3, bucket }: BucketAt, prefix: string): Pages<Entry> {
  let ContinuationToken: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken });
    const page = await asked(() => s3.send(command));
    yield (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified }) => ({
      key: Key,
      size: Size,
      at: LastModified?.getTime() ?? 0,
    }));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
}

/**
 * @see Amazon S3 User Guide, "Working with delete markers": what is hidden has a marker as its latest
 *   version. Listing versions takes no permission on the objects themselves.
 */
async function versions(
  { s3, bucket }: BucketAt,
  key: string,
  isMeant: (key: string) => boolean,
): Promise<Found> {
  const page = await s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, MaxKeys: FEW }),
  );
  const isCurrent = ({ IsLatest, Key = '' }: { IsLatest?: boolean; Key?: string }) =>
    IsLatest === true && isMeant(Key);
  const current = page.Versions?.find(isCurrent);
  if (current) return { state: 'there', key: current.Key ?? key };
  const marker = page.DeleteMarkers?.find(isCurrent);
  if (!marker) return { state: 'nothing' };
  return { state: 'hidden', key: marker.Key ?? key, since: marker.LastModified?.getTime() ?? 0 };
}

async function children({ s3, bucket }: BucketAt, folder: string) {
  const folders: string[] = [];
  const keys: Entry[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: folder,
        Delimiter: '/',
        ContinuationToken,
      }),
    );
    folders.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix));
    for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
      keys.push({ key: Key, size: Size, at: LastModified?.getTime() ?? 0 });
    }
    // What stands directly in these folders is a mistake: its first page says enough.
    ContinuationToken = keys.length === 0 ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
  return { folders, keys };
}

async function readMetadata({ s3, bucket }: BucketAt, key: string): Promise<string> {
  const Range = `bytes=0-${MAX_METADATA_BYTES - 1}`;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range }));
  return (await Body?.transformToString('utf8')) ?? '';
}
