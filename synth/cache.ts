import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { ResultCache } from '../config/load';
import { findCacheFolder } from '../core/cache-folder';

/** The code that runs: a line that the launcher, or the build of the package, writes before it. */
declare const CALLVAULT_CODE:
  | {
      /** The entry point; each has its own folder, since each has a digest of its own. */
      readonly entry: string;
      /** SHA-256 of the bundled sources and of npm's record of the installed packages. */
      readonly digest: string;
    }
  | undefined;

/** Bytes of a SHA-256. */
const DIGEST_BYTES = 32;

const sha256 = (...parts: readonly (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/**
 * Results kept between runs, one file per name: the newest. The file holds a digest of what the result was made from
 * (input, code and version of Node), a digest of the result, and the result.
 *
 * A result is returned only if both digests are right. Nothing here ever fails: a result that cannot be read is made
 * again, and a result that cannot be written is not kept.
 */
export class Cache implements ResultCache {
  /**
   * @param folder - where results are kept
   * @param code - digest of all the code that makes them, packages included
   */
  constructor(
    private readonly folder: string,
    private readonly code: string,
  ) {}

  read(name: string, input: unknown): unknown {
    try {
      const data = fs.readFileSync(this.fileOf(name));
      const key = data.subarray(0, DIGEST_BYTES);
      const digest = data.subarray(DIGEST_BYTES, 2 * DIGEST_BYTES);
      const content = data.subarray(2 * DIGEST_BYTES);
      if (!key.equals(this.keyOf(input)) || !digest.equals(sha256(content))) return undefined;
      return deserialize(content);
    } catch {
      return undefined;
    }
  }

  write(name: string, input: unknown, result: unknown): void {
    const file = this.fileOf(name);
    // Renaming replaces the file in one step, so another run reads either the previous result or this one.
    const part = `${file}.${process.pid}`;
    try {
      const content = serialize(result);
      fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      fs.writeFileSync(part, Buffer.concat([this.keyOf(input), sha256(content), content]));
      fs.renameSync(part, file);
    } catch {
      tryRemove(part);
    }
  }

  private keyOf(input: unknown): Buffer {
    return sha256(this.code, process.version, JSON.stringify(input));
  }

  private fileOf(name: string): string {
    return path.join(this.folder, path.dirname(name), sha256(path.basename(name)).toString('hex'));
  }
}

function tryRemove(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // What is left is overwritten or ignored.
  }
}

/**
 * The cache of the code that runs. There is none with `CALLVAULT_CACHE=off`, without a folder to write to, and for code
 * without a digest.
 */
export function findCache(): Cache | undefined {
  if (typeof CALLVAULT_CODE === 'undefined' || process.env.CALLVAULT_CACHE === 'off') {
    return undefined;
  }
  try {
    const entry = CALLVAULT_CODE.entry.replaceAll('/', '-');
    return new Cache(path.join(findCacheFolder(), 'results', entry), CALLVAULT_CODE.digest);
  } catch {
    return undefined;
  }
}
