import { compareKeys, type Pages, type Pointer } from './entry';
import { parseJsonLines, renderJsonLines } from './json-lines';
import { mergeSorted } from './merge-sorted';
import type { RunStore } from './run-store';

/** Entries held in memory before they are written: about 60 MB. */
const MAX_HELD = 200_000;

/**
 * Sorts more entries than fit into memory: writes sorted pieces for each partition, and reads them back as one sorted
 * list. Pieces have consecutive numbers, so that a piece that is written again after a crash replaces itself.
 */
export class Spool {
  private readonly held = new Map<string, Pointer[]>();
  private count = 0;
  private piece: number;
  private readonly label: string;

  /**
   * @param folder - for the pieces
   * @param options - number of the first piece, and what precedes it in the names of pieces
   */
  constructor(
    private readonly store: RunStore,
    private readonly folder: string,
    { piece = 0, label = '' }: { readonly piece?: number; readonly label?: string } = {},
  ) {
    this.piece = piece;
    this.label = label;
  }

  /** Number of the next piece. After {@link flush}, the pieces before it contain all entries. */
  get next(): number {
    return this.piece;
  }

  add(partition: string, entry: Pointer): void {
    const list = this.held.get(partition);
    if (list) list.push(entry);
    else this.held.set(partition, [entry]);
    this.count += 1;
  }

  /** Whether to call {@link flush} before adding more. */
  get isFull(): boolean {
    return this.count >= MAX_HELD;
  }

  /** Writes the entries held in memory. */
  async flush(): Promise<void> {
    for (const [partition, entries] of this.held) {
      entries.sort((one, other) => compareKeys(one.key, other.key));
      const name = `${this.folder}/${partition}/${this.label}${String(this.piece).padStart(6, '0')}.jsonl`;
      await this.store.write(name, renderJsonLines(entries));
    }
    this.held.clear();
    this.count = 0;
    this.piece += 1;
  }
}

/** Reads the spooled entries of a partition, sorted by key. */
export async function readSpooled(
  store: RunStore,
  folder: string,
  partition: string,
): Promise<Pages<Pointer>> {
  const names = await store.list(`${folder}/${partition}/`);
  const blockBytes = Math.max(LEAST_BLOCK_BYTES, Math.floor(MAX_READ_BYTES / names.length));
  const bytes = Math.min(MOST_BLOCK_BYTES, blockBytes);
  return mergeSorted(names.map((name) => parseJsonLines(store.open(name, bytes))));
}

/** Bytes of a block of a piece. Each is a request, and there are hundreds of pieces. */
const [LEAST_BLOCK_BYTES, MOST_BLOCK_BYTES] = [65_536, 262_144];

/** Bytes of the blocks that are read, of all pieces together. */
const MAX_READ_BYTES = 16 * 1_048_576;
