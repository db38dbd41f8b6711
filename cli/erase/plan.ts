import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
} from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { type IdBatch, keysOf } from '../../recordings/batches';
import type { HoldRegister } from '../../recordings/holds';
import type { Intent } from '../../recordings/journal';
import type { StoredPlace } from '../../recordings/places';
import { collect, type RecordingSearch } from '../../recordings/search';
import {
  KEYS_AT_ONCE,
  type ListedKey,
  listVersions,
  tryReadVersion,
  type VersionDetails,
} from '../../recordings/versions';

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

/** What an erasure is decided from. */
export interface ErasureSources {
  readonly places: readonly StoredPlace[];
  readonly search: RecordingSearch;
  readonly register: HoldRegister;
  readonly now: number;
}

/** Decides what of a batch is erased. A key with a version that must be kept is left as it is, in all places. */
export async function planErasure(sources: ErasureSources, batch: IdBatch): Promise<Erasure[]> {
  const erasures: Erasure[] = [];
  const kept = new Map<string, string>();
  const adding = await isAdding(sources);
  for (const place of sources.places) {
    const keys = await collect(keysOf(sources.search, place, batch));
    const decide = (listed: ListedKey) => ofKey({ ...sources, adding }, place, listed);
    for (const { erasures: found, why } of await pMap(keys, decide, {
      concurrency: KEYS_AT_ONCE,
    })) {
      for (const each of found) erasures.push(each);
      const [first] = found;
      if (first && why !== undefined) kept.set(first.key, why);
    }
    for (const each of await uploadsOf(place, sources.search, batch)) erasures.push(each);
  }
  return erasures.map((each) => {
    const why = kept.get(each.key);
    return why === undefined ? each : { ...each, act: 'keep', why };
  });
}

interface DecidedKey {
  readonly erasures: readonly Erasure[];
  /** Why one of its versions is kept. @default - none is */
  readonly why?: string | undefined;
}

/** Whether jobs can still put versions on hold that the register has already. */
async function isAdding({ register }: ErasureSources): Promise<boolean> {
  return (await register.underWay('adding')).length > 0;
}

async function ofKey(
  { register, now, adding }: ErasureSources & { readonly adding: boolean },
  place: StoredPlace,
  { key, versions }: ListedKey,
): Promise<DecidedKey> {
  const erasures: Erasure[] = [];
  let why: string | undefined;
  for (const listed of versions) {
    const details = await tryReadVersion(place, key, listed);
    if (!details) continue;
    const intent = { key, place: place.kind, versionId: listed.id };
    const { size, etag, created } = listed;
    const written = new Date(created).toISOString();
    const isHeld = details.version.held === true || adding;
    const cases = isHeld ? await register.casesOf(intent) : [];
    erasures.push({ ...intent, act: 'delete', size, etag, written });
    why ??= whyKept(details, cases, now);
  }
  return { erasures, why };
}

/**
 * Decides again whether the versions of a key are kept, before the first of them is erased: a plan can be old, and a case or a
 * lock can be newer.
 */
export class LastDecision {
  private readonly keys = new Map<string, Promise<string | undefined>>();
  private adding: Promise<boolean> | undefined;

  constructor(private readonly sources: ErasureSources) {}

  /** @returns undefined for a key that is erased */
  async whyKept(key: string): Promise<string | undefined> {
    const decided = this.keys.get(key) ?? this.decide(key);
    this.keys.set(key, decided);
    return decided;
  }

  /** Ends a batch, whose keys need not be remembered. */
  forget(): void {
    this.keys.clear();
    this.adding = undefined;
  }

  private async decide(key: string): Promise<string | undefined> {
    for (const place of this.sources.places) {
      // Other keys with this prefix come after it.
      const first = await listVersions(place, key).next();
      const listed = first.done === true ? undefined : first.value;
      if (listed?.key !== key) continue;
      const adding = await (this.adding ??= isAdding(this.sources));
      const { why } = await ofKey({ ...this.sources, adding }, place, listed);
      if (why !== undefined) return why;
    }
    return undefined;
  }
}

/** @see Amazon S3 User Guide, "Object Lock considerations": a lock that may be bypassed is respected as well */
function whyKept(
  { version, replication }: VersionDetails,
  cases: readonly string[],
  now: number,
): string | undefined {
  if (version.held === true || cases.length > 0) {
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
  const isNamed = search.namedBy(lines);
  for (let after = {}, more = true; more;) {
    const command = new ListMultipartUploadsCommand({ Bucket: bucket, ...after });
    const page = await s3.send(command);
    const named = (page.Uploads ?? []).filter(({ Key = '' }) => isNamed(Key));
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
