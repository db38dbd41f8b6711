import { unzipSync, zipSync } from 'fflate';

/** Files of an archive by their names, with slashes. */
export type ArchiveFiles = Readonly<Record<string, Uint8Array>>;

/** The bytes of a text. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * An archive in which the same files always give the same bytes: sorted, without times, and not compressed, because
 * compressors differ.
 */
export function writeArchive(files: ArchiveFiles): Uint8Array {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  // The format has the fields of a local time: these are the same in every time zone.
  return zipSync(Object.fromEntries(sorted), { level: 0, mtime: new Date(1980, 0, 1) });
}

/** An archive that was read. */
export interface ReadArchive {
  readonly files: ArchiveFiles;
  /** Whether it is as {@link writeArchive} writes these files, down to each byte. */
  readonly isExact: boolean;
}

/** The files of an archive; undefined for what is not an archive. */
export function tryReadArchive(bytes: Uint8Array): ReadArchive | undefined {
  try {
    const files = unzipSync(bytes);
    return { files, isExact: Buffer.from(writeArchive(files)).equals(bytes) };
  } catch {
    return undefined;
  }
}
