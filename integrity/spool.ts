import { compareKeys, type Pages, type Pointer } from './entry';
import { parseJsonLines, renderJsonLines } from './json-lines';
import { mergeSorted } from './merge-sorted';
import type { RunStore } from './run-store';

/** Entries that are held before they are written: about 60 MB. */
const HELD = 200_000;

/**
 * Sorts more entries than fit into memory: pieces are sorted and written by partition as they come, and
 * read back as one sorted list each. Pieces are numbered by the caller, so that one that is written again
 * after a crash replaces itself.
 */
export class Spool {
  private readonly held = new Map<string, Pointer[]>();
  private count = 0;

  /**
   * @param folder - below which pieces are written
   * @param piece - number of the first piece
   */
  constructor(
    private readonly store: RunStore,
    private readonly folder: string,
    private piece = 0,
  ) {}

  /** Number of the next piece. All that was added stands in those before it once {@link flush} is done. */
  get next(): number {
    return this.piece;
  }

  /** Takes an entry. */
  add(partition: string, entry: Pointer): void {
    const list = this.held.get(partition);
    if (list) list.push(entry);
    else this.held.set(partition, [entry]);
    this.count += 1;
  }

  /** Whether it is time for {@link flush}. */
  get isFull(): boolean {
    return this.count >= HELD;
  }

  /** Writes what is held. */
  async flush(): Promise<void> {
    for (const [partition, entries] of this.held) {
      entries.sort((one, other) => compareKeys(one.key, other.key));
      const name = `${this.folder}/${partition}/${String(this.piece).padStart(6, '0')}.jsonl`;
      await this.store.write(name, renderJsonLines(entries));
    }
    this.held.clear();
    this.count = 0;
    this.piece += 1;
  }
}

/** What was spooled for a partition, sorted by key. */
export async function readSpooled(
  store: RunStore,
  folder: string,
  partition: string,
): Promise<Pages<Pointer>> {
  const names = await store.list(`${folder}/${partition}/`);
  return mergeSorted(names.map((name) => parseJsonLines(store.open(name))));
}
