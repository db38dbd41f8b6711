/** Bytes of a block, if many files are not read at the same time. */
export const BLOCK_BYTES = 1_048_576;

/**
 * Keeps the progress of a run, so that a run that is stopped continues where it was: a local folder, or a folder in a
 * bucket. Names have slashes; writing replaces a file.
 */
export interface RunStore {
  /** Writes a whole file or nothing. */
  write(name: string, content: string): Promise<void>;
  /** Writes a file, unless it exists: another run may have written it meanwhile. */
  create(name: string, content: string): Promise<void>;
  /** The content of a file; undefined if it does not exist. */
  tryRead(name: string): Promise<string | undefined>;
  /**
   * The content of a file in blocks, for files that may not fit into memory.
   *
   * @param blockBytes - of a block, of which two are held. @default 1 MiB
   */
  open(name: string, blockBytes?: number): AsyncIterable<Uint8Array>;
  /** Names of all files below a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
}
