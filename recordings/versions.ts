import {
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import type { StoredVersion } from '../core/lifecycle/version';
import type { BucketClient } from '../integrity/bucket-client';
import { compareKeys, detach } from '../integrity/entry';
import { elementIn, sendUnparsed, unescapeXml } from '../integrity/list-page';
import type { RestoredCopy } from './status';

/** A version or delete marker as S3 lists it. */
export interface ListedVersion extends StoredVersion {
  /** Its version id; `null` for one that was written before the bucket was versioned. */
  readonly id: string;
  /** @default - it is a delete marker */
  readonly etag?: string;
}

/** Keys whose versions are read concurrently. */
export const KEYS_AT_ONCE = 16;

/** A key with all its versions, newest first. */
export interface ListedKey {
  readonly key: string;
  readonly versions: readonly ListedVersion[];
}

type Marker = Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'>;

/** Keys whose versions were listed, in no order. */
type OpenKeys = Map<string, ListedVersion[]>;

/**
 * Lists the versions of all keys with a prefix, key by key, in S3's order. Only one page is in memory.
 *
 * @see Amazon S3 API Reference, "ListObjectVersions": versions and delete markers are separate lists, each sorted by key
 */
export async function* listVersions(
  place: BucketClient,
  prefix: string,
): AsyncGenerator<ListedKey> {
  const open: OpenKeys = new Map();
  for (let marker: Marker | undefined = {}; marker;) {
    const { keys, next }: VersionsPage = await addPage(open, place, { prefix, marker });
    // The versions of the last key can continue on the next page.
    for (const key of next ? keys.slice(0, -1) : keys) {
      yield { key, versions: newestFirst(open.get(key) ?? []) };
      open.delete(key);
    }
    marker = next;
  }
}

/**
 * Requests a page of the keys after a key, which need not exist. A key whose versions can continue on the next page is left to
 * that page, unless it fills this one.
 */
export async function requestVersions(
  place: BucketClient,
  prefix: string,
  after: string | undefined,
): Promise<{ readonly listed: readonly ListedKey[]; readonly more: boolean }> {
  const open: OpenKeys = new Map();
  let marker: Marker = after === undefined ? {} : { KeyMarker: after };
  for (;;) {
    const { keys, next } = await addPage(open, place, { prefix, marker });
    if (next && keys.length <= 1) marker = next;
    else {
      const whole = next ? keys.slice(0, -1) : keys;
      const listed = whole.map((key) => ({ key, versions: newestFirst(open.get(key) ?? []) }));
      return { listed, more: next !== undefined };
    }
  }
}

interface VersionsPage {
  /** All keys that are open, in order. */
  readonly keys: readonly string[];
  /** Where the next page begins. @default - there is none */
  readonly next?: Marker | undefined;
}

/** Requests a page, and adds its versions to those that are open. */
async function addPage(
  open: OpenKeys,
  { s3, bucket: Bucket }: BucketClient,
  { prefix: Prefix, marker }: { readonly prefix: string; readonly marker: Marker },
): Promise<VersionsPage> {
  const input = { Bucket, Prefix, EncodingType: 'url' as const, ...marker };
  const command = new ListObjectVersionsCommand(input);
  const answer = await sendUnparsed(command, (each) => s3.send(each), ['Version', 'DeleteMarker']);
  const page = { ...answer, ...(answer.elements !== '' && parseElements(answer.elements)) };
  const decode = page.EncodingType === 'url' ? decodeKey : (key: string) => key;
  addVersions(open, page, decode);
  const { NextKeyMarker = '', NextVersionIdMarker: VersionIdMarker, IsTruncated } = page;
  const next =
    IsTruncated === true ? { KeyMarker: decode(NextKeyMarker), VersionIdMarker } : undefined;
  return { keys: [...open.keys()].sort(compareKeys), next };
}

interface Listed extends ListedVersion {
  readonly latest: boolean;
}

type Lists = Pick<ListObjectVersionsCommandOutput, 'Versions' | 'DeleteMarkers'>;

/** What the SDK would parse, in a fraction of its time. */
function parseElements(elements: string): Lists {
  const Versions: NonNullable<Lists['Versions']> = [];
  const DeleteMarkers: NonNullable<Lists['DeleteMarkers']> = [];
  for (const [, kind, element = ''] of elements.matchAll(ELEMENT)) {
    const read = (name: string) => elementIn(element, name, { begin: 0, end: Infinity });
    const keep = (name: string) => detach(unescapeXml(read(name)));
    const common = {
      Key: keep('Key'),
      VersionId: keep('VersionId'),
      IsLatest: read('IsLatest') === 'true',
      LastModified: new Date(read('LastModified')),
    };
    if (kind === 'DeleteMarker') DeleteMarkers.push(common);
    else {
      const isStandard = read('StorageClass') === 'STANDARD';
      const StorageClass = isStandard ? 'STANDARD' : (keep('StorageClass') as 'STANDARD');
      Versions.push({ ...common, Size: Number(read('Size')), StorageClass, ETag: keep('ETag') });
    }
  }
  return { Versions, DeleteMarkers };
}

const ELEMENT = /<(Version|DeleteMarker)>(.*?)<\/\1>/gs;

function addVersions(
  open: OpenKeys,
  { Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput,
  decode: (key: string) => string,
): void {
  const add = (listed: Listed, key = '') => {
    const name = decode(key);
    const others = open.get(name);
    if (others) others.push(listed);
    else open.set(name, [listed]);
  };
  for (const each of DeleteMarkers) {
    add({ ...common(each), marker: true, size: 0, storageClass: '' }, each.Key);
  }
  for (const each of Versions) {
    const { Size: size = 0, StorageClass: storageClass = 'STANDARD', ETag: etag = '' } = each;
    add({ ...common(each), size, storageClass, etag: etag.replaceAll('"', '') }, each.Key);
  }
}

function common(each: {
  readonly VersionId?: string | undefined;
  readonly IsLatest?: boolean | undefined;
  readonly LastModified?: Date | undefined;
}) {
  const { VersionId: id = 'null', IsLatest: latest = false, LastModified } = each;
  return { id, latest, created: LastModified?.getTime() ?? 0 };
}

function newestFirst(versions: readonly ListedVersion[]): ListedVersion[] {
  const rank = (each: ListedVersion) => ((each as Listed).latest ? 1 : 0);
  return [...versions]
    .sort((one, other) => rank(other) - rank(one) || other.created - one.created)
    .map((each) => {
      const { latest: _, ...version } = each as Listed;
      return version;
    });
}

/** S3 writes a space as `+`. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

/** What only a request for the version itself tells. */
export interface VersionDetails {
  readonly version: ListedVersion;
  /** @default - no copy was restored */
  readonly restored?: RestoredCopy | undefined;
  /** e.g. `COMPLETED`, `PENDING`, `REPLICA`. @default - it is not replicated */
  readonly replication?: string | undefined;
}

/**
 * Asks S3 for the lock, the hold, the restored copy and the replication of a version.
 *
 * @returns undefined for a version that was removed since it was listed
 * @see Amazon S3 API Reference, "HeadObject": locks are shown to those who may read them
 */
export async function tryReadVersion(
  { s3, bucket }: BucketClient,
  key: string,
  version: ListedVersion,
): Promise<VersionDetails | undefined> {
  if (version.marker === true) return { version };
  const object = { Bucket: bucket, Key: key, VersionId: version.id };
  const head = await s3.send(new HeadObjectCommand(object)).catch(async (error: unknown) => {
    const status = (error as AwsFailure).$metadata?.httpStatusCode;
    if (status === 404) return undefined;
    // S3 says nothing about an object that is encrypted with a key of the uploader (SSE-C), but tells its locks.
    if (status === 400) return readLocks(s3, object);
    throw error;
  });
  if (!head) return undefined;
  const { ObjectLockRetainUntilDate: until, ReplicationStatus: replication } = head;
  return {
    version: {
      ...version,
      // An archive tier of Intelligent-Tiering is not in the list.
      storageClass: head.ArchiveStatus ?? version.storageClass,
      lockedUntil: until?.getTime(),
      held: head.ObjectLockLegalHoldStatus === 'ON',
      replicating: replication === 'PENDING' || replication === 'FAILED',
    },
    restored: restoredCopy(head),
    replication,
  };
}

type AwsFailure = Error & { readonly $metadata?: { readonly httpStatusCode?: number } };

type HeadOutput = Partial<HeadObjectCommandOutput>;

async function readLocks(
  s3: BucketClient['s3'],
  object: { readonly Bucket: string; readonly Key: string; readonly VersionId: string },
): Promise<HeadOutput> {
  const { Retention } = await s3.send(new GetObjectRetentionCommand(object)).catch(withoutLock);
  const { LegalHold } = await s3.send(new GetObjectLegalHoldCommand(object)).catch(withoutLock);
  return {
    ObjectLockRetainUntilDate: Retention?.RetainUntilDate,
    ObjectLockLegalHoldStatus: LegalHold?.Status,
  };
}

/** The version has no lock, or its bucket has no Object Lock. @throws any other error */
function withoutLock(error: unknown): { readonly Retention?: never; readonly LegalHold?: never } {
  const { name, message } = error as Error;
  const isWithout = name === 'InvalidRequest' && message.includes('Object Lock');
  if (isWithout || name === 'NoSuchObjectLockConfiguration') return {};
  throw error;
}

/** @see Amazon S3 API Reference, "HeadObject", `x-amz-restore` */
function restoredCopy({ Restore }: HeadOutput): RestoredCopy | undefined {
  if (Restore === undefined) return undefined;
  const [, expiry = ''] = /expiry-date="([^"]*)"/.exec(Restore) ?? [];
  const until = Date.parse(expiry);
  return {
    ongoing: Restore.includes('ongoing-request="true"'),
    ...(!Number.isNaN(until) && { until }),
  };
}
