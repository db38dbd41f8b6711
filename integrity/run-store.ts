/**
 * Keeps the progress of a run, so that a run that is stopped continues where it was: a local folder, or a folder in a
 * bucket. Names have slashes; writing replaces a file.
 */
export interface RunStore {
  /** Writes a whole file or nothing. */
  write(name: string, content: string): Promise<void>;
  /** The content of a file; undefined if it does not exist. */
  tryRead(name: string): Promise<string | undefined>;
  /** The content of a file in blocks: for files that may not fit into memory. */
  open(name: string): AsyncIterable<Uint8Array>;
  /** Names of all files below a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
}
