import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import { DAY_MS } from '../core/day';
import { tryParseJson } from '../core/parse-json';
import type { Pointer } from './entry';
import type { RunStore } from './run-store';

/** Days after which an inventory is too old: S3 writes one every day, and the first within two. */
const MAX_AGE_DAYS = 4;

/** Id of the inventory configuration of the bucket. */
export const INVENTORY_ID = 'integrity';

/** S3's list of a bucket on one day. */
export interface Inventory {
  /** Keys of its files in the bucket of reports. */
  readonly files: readonly string[];
  /** Names of the columns, in order. */
  readonly columns: readonly string[];
}

/** A file of an inventory is not as S3 writes it. */
export class BadInventoryError extends Error {
  override readonly name = 'BadInventoryError';

  constructor(file: string, why: string, cause?: unknown) {
    super(`${file} ${why}: it is not as S3 Inventory writes it`, { cause });
  }
}

/**
 * Finds the newest inventory of a bucket.
 *
 * @param reports - the bucket of reports, from its root
 * @returns undefined if it is too old or does not exist: then the bucket has to be listed
 * @throws BadInventoryError for a manifest that is not as S3 writes it
 * @see Amazon S3 User Guide, "Locating your inventory list", "What is an inventory manifest?"
 */
export async function tryFindInventory(
  reports: RunStore,
  { bucket, now }: { readonly bucket: string; readonly now: number },
): Promise<Inventory | undefined> {
  const folder = `inventory/${bucket}/${INVENTORY_ID}/`;
  const manifests = (await reports.list(folder)).filter((name) => name.endsWith('/manifest.json'));
  const name = manifests.at(-1);
  const text = name === undefined ? undefined : await reports.tryRead(name);
  if (name === undefined || text === undefined) return undefined;
  const { creationTimestamp, fileFormat, fileSchema, files } = parseManifest(name, text);
  const created = Number(creationTimestamp);
  const columns = String(fileSchema)
    .split(',')
    .map((column) => column.trim());
  if (!(created > 0)) throw new BadInventoryError(name, 'has no creation time');
  if (now - created > MAX_AGE_DAYS * DAY_MS || fileFormat !== 'CSV') return undefined;
  if (COLUMNS.some((column) => !columns.includes(column))) {
    throw new BadInventoryError(name, `lacks one of the columns ${COLUMNS.join(', ')}`);
  }
  return { files: keysOf(name, files), columns };
}

const COLUMNS = ['Key', 'Size', 'LastModifiedDate'] as const;

function parseManifest(name: string, text: string): Readonly<Record<string, unknown>> {
  const value = tryParseJson(text);
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new BadInventoryError(name, 'is not a JSON object');
}

function keysOf(name: string, files: unknown): string[] {
  const all = Array.isArray(files) ? (files as ({ readonly key?: unknown } | null)[]) : [null];
  return all.map((file) => {
    if (typeof file?.key === 'string' && file.key !== '') return file.key;
    throw new BadInventoryError(name, 'has no list of files with their keys');
  });
}

/**
 * Reads the entries of one file, in no order.
 *
 * @throws BadInventoryError for a file that cannot be decompressed, or a line that is not an entry
 */
export async function* readInventoryFile(
  reports: RunStore,
  { columns }: Inventory,
  file: string,
): AsyncIterable<Pointer> {
  const indexes = COLUMNS.map((column) => columns.indexOf(column));
  let number = 0;
  for await (const line of readLines(reports, file)) {
    number += 1;
    const values = /^".*"$/s.test(line) ? line.slice(1, -1).split('","') : [];
    const [key, size, at] = indexes.map((index) => values[index]);
    const pointer = { key: tryDecode(key), at: Date.parse(at ?? ''), size: Number(size || NaN) };
    if (pointer.key === '' || !(pointer.at >= 0) || !Number.isSafeInteger(pointer.size)) {
      throw new BadInventoryError(file, `has no key, size and time in line ${number}`);
    }
    yield pointer;
  }
}

/** Keys are URL-encoded, with + for a space; no other value contains a quote. */
function tryDecode(key = ''): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return '';
  }
}

async function* readLines(reports: RunStore, file: string): AsyncIterable<string> {
  // An error is thrown where the text is read.
  const text = pipeline(reports.open(file), createGunzip(), () => undefined).setEncoding('utf8');
  let rest = '';
  try {
    for await (const block of text as AsyncIterable<string>) {
      const lines = `${rest}${block}`.split(/\r?\n/);
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!/^Z_|^ERR_|^ENOENT$/.test(code) && (error as Error).name !== 'NoSuchKey') throw error;
    throw new BadInventoryError(file, 'cannot be read', error);
  }
  if (rest !== '') yield rest;
}
