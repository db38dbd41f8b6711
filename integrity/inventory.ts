import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { DAY_MS } from '../core/day';
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

interface Manifest {
  readonly creationTimestamp: string;
  readonly fileFormat: string;
  readonly fileSchema: string;
  readonly files: readonly { readonly key: string }[];
}

/**
 * Finds the newest inventory of a bucket.
 *
 * @param reports - the bucket of reports, from its root
 * @returns undefined if it is too old or does not exist: then the bucket has to be listed
 * @see Amazon S3 User Guide, "Locating your inventory list", "What is an inventory manifest?"
 */
export async function tryFindInventory(
  reports: RunStore,
  { bucket, now }: { readonly bucket: string; readonly now: number },
): Promise<Inventory | undefined> {
  const folder = `inventory/${bucket}/${INVENTORY_ID}/`;
  const manifests = (await reports.list(folder)).filter((name) => name.endsWith('/manifest.json'));
  const text = await reports.tryRead(manifests.at(-1) ?? `${folder}none`);
  if (text === undefined) return undefined;
  const { creationTimestamp, fileFormat, fileSchema, files } = JSON.parse(text) as Manifest;
  const tooOld = now - Number(creationTimestamp) > MAX_AGE_DAYS * DAY_MS;
  if (tooOld || fileFormat !== 'CSV') return undefined;
  return {
    files: files.map(({ key }) => key),
    columns: fileSchema.split(',').map((column) => column.trim()),
  };
}

/** Reads the entries of one file, in no order. */
export async function* readInventoryFile(
  reports: RunStore,
  { columns }: Inventory,
  file: string,
): AsyncIterable<Pointer> {
  const text = Readable.from(reports.open(file)).pipe(createGunzip());
  const indexes = ['Key', 'Size', 'LastModifiedDate'].map((column) => columns.indexOf(column));
  for await (const line of createInterface({ input: text })) {
    const values = line.slice(1, -1).split('","');
    const [key = '', size = '', at = ''] = indexes.map((index) => values[index]);
    // Keys are URL-encoded, with + for a space; no other value contains a quote.
    const decoded = decodeURIComponent(key.replaceAll('+', ' '));
    yield { key: decoded, at: Date.parse(at), size: Number(size) };
  }
}
