import type { Pointer } from './entry';
import { BadLineError, isPlausibleTime, parseJsonLines } from './json-lines';
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
  const correct = ({ key: written, at, size, recording }: Pointer, line: number) => {
    checkTime(at, line, now);
    const key = plainKey(written, line, bucket);
    // Only these: other fields of pointers are callvault's own, and a list may have fields of the same names.
    const pointer = size === undefined ? { key, at } : { key, at, size };
    return recording === undefined ? pointer : { ...pointer, recording };
  };
  try {
    let page: readonly Pointer[] = [];
    for await (const next of parseJsonLines(withoutMark(open()), correct)) {
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

/** Without the byte order mark that some programs write before UTF-8. */
async function* withoutMark(blocks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let first = true;
  for await (const block of blocks) {
    const marked = first && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf;
    yield marked ? block.subarray(3) : block;
    first = false;
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

/** Units that lists use by mistake, and the milliseconds that one of them has. */
const UNITS = [
  ['seconds', 1e3],
  ['microseconds', 1e-3],
  ['nanoseconds', 1e-6],
] as const;

/** A time in another unit would be in the far past or future: such a recording is never looked for. */
function checkTime(at: number, line: number, now: number): void {
  if (isPlausibleTime(at, now)) return;
  const [unit] = UNITS.find(([, milliseconds]) => isPlausibleTime(at * milliseconds, now)) ?? [];
  throw new BadLineError(
    line,
    unit === undefined
      ? 'has a time that is not between the year 2000 and tomorrow: "at" is milliseconds since 1970, or an ISO time'
      : `has a time in ${unit}: "at" is milliseconds since 1970, or an ISO time`,
  );
}

/** The host of S3 in a URL. @see Amazon S3 User Guide, "Virtual hosting of buckets" */
const S3_HOST = /^s3(?:[.-][a-z0-9-]+)*\.amazonaws\.(?:com|com\.cn|eu)(?::\d+)?$/i;

/** Its key is not encoded, and neither is that of an ARN. */
const S3_URI = /^(?:s3:\/\/|arn:[a-z-]+:s3:::)([^/]+)\/(.*)$/is;

const IS_URL = /:\/\/|^arn:|^(?:\/\/)?[^/]+\.amazonaws\.[a-z.]+(?::\d+)?\//i;

/** The key that a URL of the bucket names. Other keys stay as they are. */
function plainKey(key: string, line: number, bucket: string): string {
  if (IS_URL.test(key)) return keyOfUrl(key, line, bucket);
  if (!/%[0-9a-f]{2}/i.test(key)) return key;
  throw new BadLineError(
    line,
    'has a percent-encoded key: "key" is the key as S3 lists it, such as "a b.wav" for a%20b.wav',
  );
}

function keyOfUrl(url: string, line: number, bucket: string): string {
  const [, uriBucket, uriKey] = S3_URI.exec(url) ?? [];
  const key = uriKey ?? decode(tryFindPath(url, bucket) ?? '', line);
  if ((uriBucket ?? bucket) === bucket && key !== '') return key;
  throw new BadLineError(
    line,
    'has a key that is a URL, and not one of an object in the bucket: "key" is the key as S3 lists it',
  );
}

/** The encoded key in a URL of the bucket, in both forms of such URLs. */
function tryFindPath(url: string, bucket: string): string | undefined {
  const [, host = '', path = ''] = /^(?:(?:https?:)?\/\/)?([^/]+)\/(.*)$/is.exec(url) ?? [];
  const [before, after] = [`${bucket}.`, `${bucket}/`];
  const key = S3_HOST.test(host) && path.startsWith(after) ? path.slice(after.length) : path;
  const isOfBucket =
    key !== path || (host.startsWith(before) && S3_HOST.test(host.slice(before.length)));
  return isOfBucket ? key.replace(/\?.*$/s, '') : undefined;
}

/**
 * S3 takes a plus sign for a space, and other programs take both it and a hash for what they are: neither says which key
 * was meant.
 */
function decode(path: string, line: number): string {
  if (/[+#]/.test(path)) {
    throw new BadLineError(
      line,
      'has a key that is a URL with a + or #, which have other meanings there: write %2B and %23, or the key as S3 lists it',
    );
  }
  try {
    return decodeURIComponent(path);
  } catch {
    throw new BadLineError(line, 'has a key that is a URL with an invalid percent-encoding');
  }
}
