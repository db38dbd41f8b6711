import type { Entry } from './entry';

/** A recording and its metadata file, which share a name. */
interface Pair {
  readonly stem: string;
  recording?: Entry;
  sidecar?: Entry;
}

/** Receives each object without a counterpart. */
export interface UnpairedHandler {
  /** A recording without metadata. */
  recording(object: Entry): void;
  /** Metadata without a recording. */
  sidecar(object: Entry): void;
}

/**
 * Pairs recordings with their metadata files, from one sorted list of both. `a.wav` belongs to `a.json` and to
 * `a.wav.json`.
 *
 * Keys that begin with the same name are adjacent in the list, so that a name is complete when another one comes: memory
 * grows with the depth of names that begin with each other, not with the list.
 */
export class Sidecars {
  private open: Pair[] = [];

  /** @param suffix - of metadata files, e.g. `.json` or `_metadata.json` */
  constructor(
    private readonly suffix: string,
    private readonly unpaired: UnpairedHandler,
  ) {}

  /** Whether a key is that of a metadata file. */
  isSidecar(key: string): boolean {
    return key.endsWith(this.suffix);
  }

  /** Adds the next object of the list, a recording or a metadata file. */
  add(object: Entry): void {
    const { key } = object;
    while (this.open.length > 0 && !key.startsWith((this.open.at(-1) as Pair).stem)) this.pop();
    if (this.isSidecar(key)) this.addSidecar(object);
    else this.pairOf(stemOf(key)).recording = object;
  }

  /** Ends the list. */
  close(): void {
    while (this.open.length > 0) this.pop();
  }

  private addSidecar(object: Entry): void {
    const key = object.key.slice(0, -this.suffix.length);
    const exact = this.open.find(({ recording }) => recording?.key === key);
    (exact ?? this.pairOf(key)).sidecar = object;
  }

  private pairOf(stem: string): Pair {
    const found = this.open.find((each) => each.stem === stem);
    if (found) return found;
    const pair: Pair = { stem };
    this.open.push(pair);
    return pair;
  }

  private pop(): void {
    const { recording, sidecar } = this.open.pop() as Pair;
    if (recording && !sidecar) this.unpaired.recording(recording);
    if (sidecar && !recording) this.unpaired.sidecar(sidecar);
  }
}

/** A key without its extension. */
export function stemOf(key: string): string {
  const dot = key.lastIndexOf('.');
  return dot > key.lastIndexOf('/') ? key.slice(0, dot) : key;
}
