/**
 * Where a run keeps what it has done so far, so that a run that is stopped goes on where it was: a folder of
 * this machine, or of a bucket. Names have slashes; what is written replaces what was there.
 */
export interface RunStore {
  /** Writes a whole file, all of it or nothing. */
  write(name: string, content: string): Promise<void>;
  /** What a file holds; undefined where there is none. */
  tryRead(name: string): Promise<string | undefined>;
  /** What a file holds, in blocks: for what may not fit into memory. */
  open(name: string): AsyncIterable<Uint8Array>;
  /** Names of all files below a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
}
