import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { bundleCheck } from '../../lambda/bundle';
import { runOrThrow } from '../../cli/process/run';
import { CDKTN, withCdktn } from './framework';
import { renderNotices } from './notices';

/**
 * Writes what the package contains besides the files of the project: the program with everything it needs, the code of
 * the integrity check, the constructs with their declarations, for CDKTF and for cdktn, and the notices of what was
 * bundled.
 *
 * @param folder - it is replaced
 */
export async function buildPackage(folder: string): Promise<void> {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const check = bundleCheck();
  fs.copyFileSync(check.file, path.join(folder, 'check.zip'));
  const inputs = writeProgram(folder, check.sha256);
  fs.writeFileSync(path.join(folder, 'THIRD-PARTY-NOTICES.txt'), renderNotices(inputs));
  const args = ['-p', 'dev/package/tsconfig.json', '--outDir', path.join(folder, 'lib')];
  await runOrThrow(process.execPath, ['node_modules/typescript/bin/tsc', ...args]);
  writeConstructs(path.join(folder, 'lib'));
  writeForCdktn(path.join(folder, 'lib'), path.join(folder, 'cdktn'));
}

/** Returns the files that were bundled, those of the check included. */
function writeProgram(folder: string, check: string): string[] {
  const { outputFiles, metafile } = buildSync({
    entryPoints: { program: 'dev/package/program.ts', check: 'lambda/handler.ts' },
    outdir: folder,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    alias: { esbuild: './dev/package/no-esbuild.ts', archiver: './dev/package/no-archiver.ts' },
    // Names stay: error messages and CDKTF show them.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'error',
  });
  const text = outputFiles.find((file) => path.basename(file.path) === 'program.js')?.text ?? '';
  const digest = createHash('sha256').update(text).digest('hex');
  const constants = {
    CALLVAULT_CODE: JSON.stringify({ entry: 'program', digest }),
    CALLVAULT_CHECK: `{file:require('node:path').join(__dirname,'check.zip'),sha256:${JSON.stringify(check)}}`,
  };
  const lines = Object.entries(constants).map(([name, value]) => `const ${name}=${value};`);
  fs.writeFileSync(path.join(folder, 'program.js'), ["'use strict';", ...lines, text].join('\n'));
  return Object.keys(metafile.inputs);
}

/** The framework is the user's; everything else that the constructs need is part of the file. */
function writeConstructs(folder: string, alias: Readonly<Record<string, string>> = {}): void {
  buildSync({
    entryPoints: ['index.ts'],
    outfile: path.join(folder, 'index.js'),
    bundle: true,
    alias,
    external: ['cdktf', 'cdktn', 'constructs', '@cdktf/*', '@cdktn/*'],
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'error',
  });
}

/** The same constructs for cdktn. Its declarations differ in the names of packages only. */
function writeForCdktn(from: string, folder: string): void {
  writeConstructs(folder, CDKTN);
  const names = fs.readdirSync(from, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((each) => each.endsWith('.d.ts'))) {
    const target = path.join(folder, name);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, withCdktn(fs.readFileSync(path.join(from, name), 'utf8')));
  }
}
