import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { zipSync } from 'fflate';
import { findCacheFolder } from '../core/cache-folder';
import { findPackageRoot } from '../core/package-root';

/** The code of the integrity check, as a zip that AWS Lambda accepts. */
export interface Bundle {
  /** Path of the zip. */
  readonly file: string;
  /** SHA-256 of the zip, in Base64 as in Lambda's `CodeSha256`. */
  readonly sha256: string;
}

/** What was built before: in the package, which has no sources and no esbuild, and once for all tests. */
declare const CALLVAULT_CHECK: Bundle | undefined;

/** The earliest time in a zip, without a time zone: equal code must give equal bytes everywhere. */
const EPOCH = '1980-01-01T00:00:00';

const ENTRY = 'lambda/handler.ts';

let digest: string | undefined;
let bundle: Bundle | undefined;

/** Digest of the check's own sources, without packages: much faster than {@link bundleCheck}. */
export function digestOfCheck(): string {
  digest ??= tryFindBuilt()?.sha256;
  digest ??= createHash('sha256')
    .update(build({ packages: 'external' }))
    .digest('hex');
  return digest;
}

/**
 * Bundles the check, packages included, into one file in a zip, once per process. Equal sources give equal bytes on
 * every machine.
 */
export function bundleCheck(): Bundle {
  bundle ??= tryFindBuilt();
  bundle ??= zipCode(build({ minify: true, mainFields: ['module', 'main'] }));
  return bundle;
}

function tryFindBuilt(): Bundle | undefined {
  return typeof CALLVAULT_CHECK === 'undefined' ? undefined : CALLVAULT_CHECK;
}

function build(options: BuildOptions): Uint8Array {
  const { outputFiles } = buildSync({
    ...options,
    absWorkingDir: findPackageRoot(),
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    legalComments: 'none',
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    logLevel: 'error',
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`esbuild wrote nothing for ${ENTRY}.`);
  return output.contents;
}

function zipCode(code: Uint8Array): Bundle {
  const zip = zipSync({ 'index.js': code }, { mtime: EPOCH, os: 3, level: 9 });
  const hash = createHash('sha256').update(zip);
  const sha256 = hash.copy().digest('base64');
  return { file: writeOnce(path.join(`check-${hash.digest('hex')}`, 'check.zip'), zip), sha256 };
}

/** Writes a file whose name contains a digest of its content, so that an existing file of that name is the same. */
function writeOnce(name: string, zip: Uint8Array): string {
  const file = path.join(findCacheFolder(), name);
  if (fs.existsSync(file) && fs.statSync(file).size === zip.length) return file;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}`;
  fs.writeFileSync(part, zip);
  fs.renameSync(part, file);
  return file;
}
