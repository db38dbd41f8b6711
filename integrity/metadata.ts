import pMap from 'p-map';
import { compareKeys, type Entry, type Pages, type Pointer } from './entry';
import { type BucketReader, AccessDeniedError } from './bucket-reader';
import type { KeyPartition } from './partition';
import type { PointerSource } from './source';

/** Metadata files read at a time. */
const AT_A_TIME = 32;

/**
 * Takes the vendor's word from the metadata file beside each recording, which is read: one request a recording.
 *
 * @param suffix - ends the key of a metadata file
 * @see Genesys guide, section 3, the sidecar JSON file: `externalStoragePath`, `startTime`, `conversationId`
 */
export function metadataSource(look: BucketReader, suffix: string): PointerSource {
  return { kind: 'daily', read: (partition) => read(look, suffix, partition) };
}

/** What is told of a day is sorted whole: it is read one by one, so it is never too much for memory. */
async function* read(look: BucketReader, suffix: string, { folder }: KeyPartition): Pages<Pointer> {
  const pointers: Pointer[] = [];
  for await (const page of look.list(folder)) {
    const sidecars = page.filter(({ key }) => key.endsWith(suffix));
    pointers.push(
      ...(await pMap(sidecars, (sidecar) => readOne(look, suffix, sidecar), {
        concurrency: AT_A_TIME,
      })),
    );
  }
  yield pointers.sort((one, other) => compareKeys(one.key, other.key));
}

async function readOne(look: BucketReader, suffix: string, sidecar: Entry): Promise<Pointer> {
  const beginning = sidecar.key.slice(0, -suffix.length);
  const unread = { key: beginning, open: true, at: sidecar.at };
  try {
    return describe(await look.readMetadata(sidecar.key), { ...unread, beginning });
  } catch (error) {
    if (!(error instanceof AccessDeniedError)) throw error;
    return { ...unread, unread: error.message };
  }
}

interface Beside extends Pointer {
  /** What the recording's key begins with, by the name of the file. */
  readonly beginning: string;
}

function describe(text: string, { beginning, ...unread }: Beside): Pointer {
  const said = tryParse(text);
  if (!said) return { ...unread, mismatch: 'is no JSON object' };
  const { externalStoragePath, conversationId, startTime } = said;
  const started = typeof startTime === 'string' ? Date.parse(startTime) : NaN;
  const pointer = {
    ...unread,
    ...(Number.isFinite(started) && { at: started }),
    ...(typeof conversationId === 'string' && { recording: conversationId }),
  };
  if (typeof externalStoragePath !== 'string') return { ...pointer, mismatch: 'names no path' };
  if (externalStoragePath === beginning || externalStoragePath.startsWith(`${beginning}.`)) {
    return { ...pointer, key: externalStoragePath, open: false };
  }
  return { ...pointer, mismatch: `stands for ${externalStoragePath}` };
}

function tryParse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
