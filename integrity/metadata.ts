import pMap from 'p-map';
import { tryParseJson } from '../core/parse-json';
import { compareKeys, type Entry, type Pages, type Pointer } from './entry';
import { type BucketReader, AccessDeniedError } from './bucket-reader';
import type { KeyPartition } from './partition';
import type { PointerSource } from './source';

/** Metadata files that are read concurrently. */
const AT_A_TIME = 32;

/** What a vendor's metadata file says of its recording. */
export interface Metadata extends Partial<Pick<Pointer, 'at' | 'recording' | 'mismatch'>> {
  /** The key of the recording when it was written. @default - the name of the file says which recording it is */
  readonly path?: string;
}

/**
 * Reads a vendor's metadata file.
 *
 * @param fields - the JSON object it holds
 * @param stem - the file's key without the suffix of metadata files
 */
export type MetadataReader = (fields: Readonly<Record<string, unknown>>, stem: string) => Metadata;

/** The metadata files of a store. */
export interface MetadataFiles {
  /** The end of the key of a metadata file. */
  readonly suffix: string;
  /** Reads one, as its vendor writes it. */
  readonly read: MetadataReader;
  /** The folders of the store, current and previous: a file that was copied still names the previous one. */
  readonly prefixes: readonly string[];
}

/** Lists recordings by the metadata file next to each, with one request per recording. */
export function metadataSource(reader: BucketReader, files: MetadataFiles): PointerSource {
  return { kind: 'daily', read: (partition) => read(reader, files, partition) };
}

/** The recordings of a day are sorted in memory: they are read one by one, so a day is never too large. */
async function* read(
  reader: BucketReader,
  files: MetadataFiles,
  { folder, undated }: KeyPartition,
): Pages<Pointer> {
  const pointers: Pointer[] = [];
  for await (const page of reader.list(folder)) {
    const sidecars = page.filter(({ key }) => key.endsWith(files.suffix));
    if (undated) {
      pointers.push(...sidecars.map((sidecar) => named(sidecar, files)));
      continue;
    }
    pointers.push(
      ...(await pMap(sidecars, (sidecar) => readOne(reader, files, sidecar), {
        concurrency: AT_A_TIME,
      })),
    );
  }
  yield pointers.sort((one, other) => compareKeys(one.key, other.key));
}

/** What the name of a metadata file says: it is enough in folders whose objects are selected by when they were written. */
function named({ key, at }: Entry, { suffix }: MetadataFiles): Pointer {
  return { key: key.slice(0, -suffix.length), open: true, stem: true, at };
}

async function readOne(
  reader: BucketReader,
  files: MetadataFiles,
  sidecar: Entry,
): Promise<Pointer> {
  const unread = named(sidecar, files);
  const { key: stem } = unread;
  try {
    const fields = tryParse(await reader.readMetadata(sidecar.key));
    if (!fields) return { ...unread, mismatch: 'is not a JSON object' };
    const { path, ...known } = files.read(fields, stem);
    return { ...unread, ...known, ...(path !== undefined && place(path, stem, files.prefixes)) };
  } catch (error) {
    if (!(error instanceof AccessDeniedError)) throw error;
    return { ...unread, unread: error.message };
  }
}

/** Compares the key that a metadata file names with the place where the file is. */
function place(
  path: string,
  stem: string,
  prefixes: readonly string[],
): Pick<Pointer, 'key' | 'open'> | Pick<Pointer, 'mismatch'> {
  const own = prefixes.find((prefix) => stem.startsWith(prefix)) ?? '';
  const written = prefixes.find((prefix) => path.startsWith(prefix)) ?? '';
  const key = `${own}${path.slice(written.length)}`;
  const fits = [path, key].find((each) => each === stem || each.startsWith(`${stem}.`));
  return fits === undefined ? { mismatch: `belongs to ${path}` } : { key: fits, open: false };
}

function tryParse(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = tryParseJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
