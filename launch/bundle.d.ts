import type { BuildOptions } from 'esbuild';

/** A bundle of one entry point. */
export interface Bundled {
  /** The script. */
  readonly text: Buffer;
  /** SHA-256 of it, in hexadecimal. */
  readonly digest: string;
}

/** Bundles an entry point of this project into one script, and keeps it, as bundle.js says. */
export function bundle(from: {
  /** The project's folder. */
  readonly root: string;
  /** Options of esbuild. */
  readonly options: BuildOptions;
  /** File the bundle is kept in. @default - it is not kept */
  readonly kept?: string | undefined;
}): Bundled;
