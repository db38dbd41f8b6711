import { DAY_MS } from '../core/day';
import type { Pointer } from './entry';
import { BadLineError, parseJsonLines } from './json-lines';
import type { Batch, PointerSource } from './source';

/** A recording list cannot be read. */
export class BadManifestError extends Error {
  override readonly name = 'BadManifestError';
}

/** A file with a recording list. */
export interface ManifestFile {
  /** Its name in errors. */
  readonly name: string;
  readonly open: () => AsyncIterable<Uint8Array>;
  /** The bucket of the recordings: keys may be written as its URLs. */
  readonly bucket: string;
  /** Start of the run, in milliseconds since 1970. */
  readonly now: number;
}

/**
 * Reads a recording list from a file: JSON lines with `key`, `at`, and optionally `size` and `recording`.
 *
 * A run that continues reads it from the first line again: that is faster than finding where it stopped.
 *
 * @throws BadManifestError for an invalid line, and for a file that does not exist
 */
export function manifestSource(manifest: ManifestFile): PointerSource {
  return { kind: 'whole', read: () => read(manifest) };
}

async function* read({ name, open, bucket, now }: ManifestFile): AsyncIterable<Batch> {
  const correct = (pointer: Pointer, line: number) => {
    checkTime(pointer, line, now);
    return withPlainKey(pointer, line, bucket);
  };
  try {
    let page: readonly Pointer[] = [];
    for await (const next of parseJsonLines(open(), correct)) {
      if (page.length > 0) yield { pointers: page, next: 'begin' };
      page = next;
    }
    yield { pointers: page };
  } catch (error) {
    const what = explain(error);
    if (what === undefined) throw error;
    throw new BadManifestError(`${name}${what}`, { cause: error });
  }
}

function explain(error: unknown): string | undefined {
  if (error instanceof BadLineError) return `: ${error.message}`;
  const { name, code } = error as { readonly name?: string; readonly code?: string };
  const isMissing = name === 'NoSuchKey' || code === 'ENOENT';
  return isMissing
    ? " does not exist. Put the vendor's recording list there, as JSON lines."
    : undefined;
}

/** No recording is older. */
const FIRST_TIME = Date.UTC(2000);

/** Units that lists use by mistake, and the milliseconds that one of them has. */
const UNITS = [
  ['seconds', 1e3],
  ['microseconds', 1e-3],
  ['nanoseconds', 1e-6],
] as const;

/** A time in another unit would be in the far past or future: such a recording is never looked for. */
function checkTime({ at }: Pointer, line: number, now: number): void {
  const isPlausible = (time: number) => time >= FIRST_TIME && time <= now + DAY_MS;
  if (isPlausible(at)) return;
  const [unit] = UNITS.find(([, milliseconds]) => isPlausible(at * milliseconds)) ?? [];
  throw new BadLineError(
    line,
    unit === undefined
      ? 'has a time that is not between the year 2000 and tomorrow: "at" is milliseconds since 1970, or an ISO time'
      : `has a time in ${unit}: "at" is milliseconds since 1970, or an ISO time`,
  );
}

/** @see Amazon S3 User Guide, "Virtual hosting of buckets": both forms of a URL */
const VIRTUAL_HOST =
  /^https?:\/\/(.+?)\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?(?::\d+)?\/([^?#]*)/;
const PATH_STYLE = /^https?:\/\/s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?\/([^/]+)\/([^?#]*)/;
const S3_URI = /^s3:\/\/([^/]+)\/(.*)$/s;

/** The pointer with the key that its URL names. Other keys stay as they are. */
function withPlainKey(pointer: Pointer, line: number, bucket: string): Pointer {
  const { key } = pointer;
  if (key.includes('://')) {
    const [, uriBucket, uriKey] = S3_URI.exec(key) ?? [];
    const [, host, path = ''] = PATH_STYLE.exec(key) ?? VIRTUAL_HOST.exec(key) ?? [];
    if ((uriBucket ?? host) !== bucket) {
      throw new BadLineError(
        line,
        'has a key that is a URL, and not one of the bucket: "key" is the key as S3 lists it',
      );
    }
    return { ...pointer, key: uriKey ?? decode(path, line) };
  }
  if (!/%[0-9a-f]{2}/i.test(key)) return pointer;
  throw new BadLineError(
    line,
    'has a percent-encoded key: "key" is the key as S3 lists it, such as "a b.wav" for a%20b.wav',
  );
}

function decode(path: string, line: number): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new BadLineError(line, 'has a key that is a URL with an invalid percent-encoding');
  }
}
