import type { Entry } from './entry';

/** What one name of a recording stands for, with and without its metadata file. */
interface Named {
  readonly stem: string;
  recording?: Entry;
  sidecar?: Entry;
}

/** What is told of each that is alone. */
export interface Unpaired {
  /** A recording without metadata. */
  recording(object: Entry): void;
  /** Metadata without a recording. */
  sidecar(object: Entry): void;
}

/**
 * Pairs recordings with the metadata files beside them, from one sorted list of both. `a.wav` goes with
 * `a.json` as well as with `a.wav.json`.
 *
 * Keys that begin with the same name are listed without a gap, so that a name is done with as soon as
 * another one comes: what is held is as deep as names begin with each other, not as long as the list.
 */
export class Sidecars {
  private open: Named[] = [];

  /**
   * @param suffix - ends the key of a metadata file, e.g. `.json` or `_metadata.json`
   * @param unpaired - is told of each that is alone
   */
  constructor(
    private readonly suffix: string,
    private readonly unpaired: Unpaired,
  ) {}

  /** Whether a key is that of a metadata file. */
  isSidecar(key: string): boolean {
    return key.endsWith(this.suffix);
  }

  /** Takes the next object of the list, a recording or a metadata file. */
  add(object: Entry): void {
    const { key } = object;
    while (this.open.length > 0 && !key.startsWith((this.open.at(-1) as Named).stem)) this.pop();
    if (this.isSidecar(key)) this.addSidecar(object);
    else this.named(stemOf(key)).recording = object;
  }

  /** Says that the list is at its end. */
  close(): void {
    while (this.open.length > 0) this.pop();
  }

  private addSidecar(object: Entry): void {
    const of = object.key.slice(0, -this.suffix.length);
    const full = this.open.find(({ recording }) => recording?.key === of);
    (full ?? this.named(of)).sidecar = object;
  }

  private named(stem: string): Named {
    const found = this.open.find((each) => each.stem === stem);
    if (found) return found;
    const named: Named = { stem };
    this.open.push(named);
    return named;
  }

  private pop(): void {
    const { recording, sidecar } = this.open.pop() as Named;
    if (recording && !sidecar) this.unpaired.recording(recording);
    if (sidecar && !recording) this.unpaired.sidecar(sidecar);
  }
}

/** The key without its extension. */
function stemOf(key: string): string {
  const dot = key.lastIndexOf('.');
  return dot > key.lastIndexOf('/') ? key.slice(0, dot) : key;
}
