import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { zipSync } from 'fflate';
import { type Bundled, bundle } from '../launch/bundle';
import { findCacheFolder } from '../launch/cache-folder';

/** The code of the check, as a zip that AWS Lambda takes. */
export interface Bundle {
  /** Path of the zip. */
  readonly file: string;
  /** SHA-256 of it, in Base64, as Lambda says it. */
  readonly sha256: string;
}

/** The first moment a zip can tell, without a time zone: equal code must be equal bytes everywhere. */
const EPOCH = '1980-01-01T00:00:00';

const ENTRY = 'lambda/handler.ts';

let bundled: Bundled | undefined;
let zipped: Bundle | undefined;

/** Digest of the code of the check: what tells two versions of it apart, and costs less than the zip. */
export function digestOfCheck(): string {
  return (bundled ??= bundleCode()).digest;
}

/**
 * Bundles the check, with all it needs, into one file in a zip. Equal sources give equal bytes, on every machine;
 * it is built once a process.
 */
export function bundleCheck(): Bundle {
  return (zipped ??= zipCode((bundled ??= bundleCode())));
}

function bundleCode(): Bundled {
  return bundle({
    root: findRoot(__dirname),
    options: {
      entryPoints: [ENTRY],
      ...{ bundle: true, minify: true, outfile: 'index.js', legalComments: 'none' },
      ...{ platform: 'node', target: 'node22', format: 'cjs', mainFields: ['module', 'main'] },
    },
    kept:
      process.env.CALLVAULT_CACHE === 'off' ? undefined : path.join(findCacheFolder(), 'check.js'),
  });
}

function zipCode({ text }: Bundled): Bundle {
  const zip = zipSync({ 'index.js': text }, { mtime: EPOCH, os: 3, level: 9 });
  const hash = createHash('sha256').update(zip);
  const sha256 = hash.copy().digest('base64');
  return { file: writeOnce(path.join(`check-${hash.digest('hex')}`, 'check.zip'), zip), sha256 };
}

/** Named by what it holds, so that whoever has written it has written the same. */
function writeOnce(name: string, zip: Uint8Array): string {
  const file = path.join(findCacheFolder(), name);
  if (fs.existsSync(file) && fs.statSync(file).size === zip.length) return file;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}`;
  fs.writeFileSync(part, zip);
  fs.renameSync(part, file);
  return file;
}

/** The project's folder: sources are bundled into whatever entry point runs them, so theirs says little. */
function findRoot(folder: string): string {
  if (fs.existsSync(path.join(folder, ENTRY))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error(`${ENTRY} is in no folder above ${__dirname}.`);
  return findRoot(parent);
}
