import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { DAY_MS } from '../core/day';
import type { Pointer } from './entry';
import type { RunStore } from './run-store';

/** Days after which a list is too old: S3 writes one every day, and the first within two. */
const MAX_AGE_DAYS = 4;

/** Id of the inventory among those of the bucket. */
export const INVENTORY_ID = 'integrity';

/** What S3 wrote of a bucket on one day. */
export interface Inventory {
  /** Keys of its files, in the bucket of reports. */
  readonly files: readonly string[];
  /** Names of the columns, in their order. */
  readonly columns: readonly string[];
}

interface Manifest {
  readonly creationTimestamp: string;
  readonly fileFormat: string;
  readonly fileSchema: string;
  readonly files: readonly { readonly key: string }[];
}

/**
 * The newest list that S3 Inventory has written of a bucket.
 *
 * @param reports - the bucket of reports, from its root
 * @returns undefined where there is none that is new enough: then the bucket has to be listed
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
  const old = now - Number(creationTimestamp) > MAX_AGE_DAYS * DAY_MS;
  if (old || fileFormat !== 'CSV') return undefined;
  return {
    files: files.map(({ key }) => key),
    columns: fileSchema.split(',').map((column) => column.trim()),
  };
}

/** What one file of a list says, in the order of S3, which is none. */
export async function* readInventoryFile(
  reports: RunStore,
  { columns }: Inventory,
  file: string,
): AsyncIterable<Pointer> {
  const text = Readable.from(reports.open(file)).pipe(createGunzip());
  const places = ['Key', 'Size', 'LastModifiedDate'].map((column) => columns.indexOf(column));
  for await (const line of createInterface({ input: text })) {
    const values = line.slice(1, -1).split('","');
    const [key = '', size = '', at = ''] = places.map((place) => values[place]);
    // Keys are as in a URL, with + for a space; nothing else in a line ever has a quote.
    const plain = decodeURIComponent(key.replaceAll('+', ' '));
    yield { key: plain, at: Date.parse(at), size: Number(size) };
  }
}
