import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { findCacheFolder } from './cache-folder';

/** Bytes of a SHA-256. */
const DIGEST_BYTES = 32;

const sha256 = (...parts: readonly (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // It was worth a try.
  }
}

/**
 * Results that this code can make again, kept between runs: one for each name, the newest.
 *
 * A result is given back only for the very input it came from, by the very code that made it, and if its digest is
 * right. Nothing here ever fails: what cannot be read is made again, and what cannot be written is not kept.
 */
export class Cache {
  /**
   * @param folder - where results are kept
   * @param code - digest of all the code that makes them, packages included
   */
  constructor(
    private readonly folder: string,
    private readonly code: string,
  ) {}

  /** What was made of this input under this name, if it is there and whole. */
  read(name: string, input: unknown): unknown {
    try {
      const data = fs.readFileSync(this.fileOf(name));
      const [key, digest] = [
        data.subarray(0, DIGEST_BYTES),
        data.subarray(DIGEST_BYTES, 2 * DIGEST_BYTES),
      ];
      const content = data.subarray(2 * DIGEST_BYTES);
      if (!key.equals(this.keyOf(input)) || !digest.equals(sha256(content))) return undefined;
      return deserialize(content);
    } catch {
      return undefined;
    }
  }

  /** Keeps what was made of an input, as far as it is plain data. */
  write(name: string, input: unknown, result: unknown): void {
    const file = this.fileOf(name);
    const part = `${file}.${process.pid}`;
    try {
      const content = serialize(result);
      fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      fs.writeFileSync(part, Buffer.concat([this.keyOf(input), sha256(content), content]));
      fs.renameSync(part, file);
    } catch {
      attempt(() => {
        fs.rmSync(part, { force: true });
      });
    }
  }

  private keyOf(input: unknown): Buffer {
    return sha256(this.code, process.version, JSON.stringify(input));
  }

  private fileOf(name: string): string {
    return path.join(this.folder, path.dirname(name), sha256(path.basename(name)).toString('hex'));
  }
}

/**
 * The cache of the code that runs. There is none with `CALLVAULT_CACHE=off`, where no folder can be had, and unless the
 * launcher says what all of the code is.
 */
export function findCache(): Cache | undefined {
  const { code } = module as { code?: { entry: string; digest: string } };
  if (code === undefined || process.env.CALLVAULT_CACHE === 'off') return undefined;
  try {
    const entry = code.entry.replaceAll('/', '-');
    return new Cache(path.join(findCacheFolder(), 'results', entry), code.digest);
  } catch {
    return undefined;
  }
}
