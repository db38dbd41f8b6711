import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
} from '@aws-sdk/client-s3';
import { type IdBatch, keysOf } from '../../recordings/batches';
import type { HoldRegister } from '../../recordings/holds';
import type { Intent } from '../../recordings/journal';
import type { StoredPlace } from '../../recordings/places';
import type { RecordingSearch } from '../../recordings/search';
import { type ListedKey, readVersion, type VersionDetails } from '../../recordings/versions';

/** A version, delete marker or incomplete upload to erase, or why it is kept. It is the evidence, without the data. */
export interface Erasure extends Intent {
  /** `keep`: it is locked, on hold or being copied. For `abort`, the version id is that of the upload. */
  readonly act: 'delete' | 'abort' | 'keep';
  /** Bytes. */
  readonly size?: number;
  /** S3's digest of the content. @default - a delete marker or an upload */
  readonly etag?: string | undefined;
  readonly written?: string;
  /** Why it is kept, and until when. */
  readonly why?: string;
}

interface Sources {
  readonly places: readonly StoredPlace[];
  readonly search: RecordingSearch;
  readonly register: HoldRegister;
  readonly now: number;
}

/** Decides what of a batch is erased. A key with a version that must be kept is left as it is, in all places. */
export async function planErasure(sources: Sources, batch: IdBatch): Promise<Erasure[]> {
  const erasures: Erasure[] = [];
  const kept = new Map<string, string>();
  for (const place of sources.places) {
    for await (const listed of keysOf(sources.search, place, batch)) {
      const found = await ofKey(sources, place, listed);
      erasures.push(...found.map(([erasure]) => erasure));
      const why = found.map(([, each]) => each).find((each) => each !== undefined);
      if (why !== undefined) kept.set(listed.key, why);
    }
    erasures.push(...(await uploadsOf(place, sources.search, batch)));
  }
  return erasures.map((each) => {
    const why = kept.get(each.key);
    return why === undefined ? each : { ...each, act: 'keep', why };
  });
}

async function ofKey(
  { register, now }: Sources,
  place: StoredPlace,
  { key, versions }: ListedKey,
): Promise<(readonly [Erasure, string | undefined])[]> {
  const found: (readonly [Erasure, string | undefined])[] = [];
  for (const listed of versions) {
    const details = await readVersion(place, key, listed);
    const intent = { key, place: place.kind, versionId: listed.id };
    const { size, etag, created } = listed;
    const written = new Date(created).toISOString();
    const cases = details.version.held === true ? await register.casesOf(intent) : [];
    const erasure = { ...intent, act: 'delete' as const, size, etag, written };
    found.push([erasure, whyKept(details, cases, now)]);
  }
  return found;
}

/** @see Amazon S3 User Guide, "Object Lock considerations": a lock that may be bypassed is respected as well */
function whyKept(
  { version, replication }: VersionDetails,
  cases: readonly string[],
  now: number,
): string | undefined {
  if (version.held === true) {
    const by =
      cases.length === 0 ? 'by a case that is not in the register' : `by ${cases.join(', ')}`;
    return `on hold ${by}, until it is released`;
  }
  if ((version.lockedUntil ?? 0) > now) {
    return `locked until ${new Date(version.lockedUntil ?? 0).toISOString()}`;
  }
  return replication === 'PENDING'
    ? 'being copied to the replica: run the command again'
    : undefined;
}

async function uploadsOf(
  { s3, bucket, kind }: StoredPlace,
  search: RecordingSearch,
  { lines }: IdBatch,
): Promise<Erasure[]> {
  const found: Erasure[] = [];
  for (let after = {}, more = true; more;) {
    const command = new ListMultipartUploadsCommand({ Bucket: bucket, ...after });
    const page = await s3.send(command);
    const named = (page.Uploads ?? []).filter(({ Key = '' }) => search.isNamedBy(Key, lines));
    for (const { Key: key = '', UploadId: versionId = '' } of named) {
      found.push({ key, place: kind, versionId, act: 'abort' });
    }
    after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    more = page.IsTruncated === true;
  }
  return found;
}

/** Erases what a plan says. To do it again is harmless. */
export async function erase(
  { s3, bucket: Bucket }: StoredPlace,
  { act, key: Key, versionId }: Erasure,
): Promise<void> {
  if (act === 'delete') {
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: versionId }));
  }
  if (act !== 'abort') return;
  const command = new AbortMultipartUploadCommand({ Bucket, Key, UploadId: versionId });
  await s3.send(command).catch((error: unknown) => {
    if ((error as Error).name !== 'NoSuchUpload') throw error;
  });
}
