'use strict';

const fs = require('node:fs');
const { join } = require('node:path');
const { buildSync } = require('esbuild');
const { bundleCheck } = require('../lambda/bundle');
const { FOLDER, ROOT, SETTINGS, outputOf } = require('./compiled');

/**
 * A global setup of Jest. Compiles all files that changed in one run of esbuild, which takes a tenth of the processor time
 * of one run for each file, and bundles the integrity check once for all tests.
 */
module.exports = () => {
  const sources = sourcesBelow(ROOT).map((file) => ({
    in: file,
    out: outputOf(file, fs.readFileSync(file, 'utf8')),
  }));
  compile(sources.filter(({ out }) => !fs.existsSync(`${out}.js`)));
  process.env.CALLVAULT_TEST_CHECK = JSON.stringify(builtCheck(sources));
};

/** Files with errors are left to the tests that need them. */
function compile(entryPoints) {
  if (entryPoints.length === 0) return;
  try {
    buildSync({
      ...SETTINGS,
      entryPoints,
      outdir: FOLDER,
      // Source maps contain paths that are relative to the compiled file.
      sourceRoot: FOLDER,
      logLevel: 'silent',
    });
  } catch {
    // The transformer reports it with the file.
  }
}

/** Built again if any source or package has changed. */
function builtCheck(sources) {
  const lock = fs.readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const names = sources.map(({ out }) => out);
  const record = `${outputOf('check.zip', JSON.stringify([lock, ...names]))}.json`;
  const built = fs.existsSync(record) ? JSON.parse(fs.readFileSync(record, 'utf8')) : undefined;
  if (built && fs.existsSync(built.file)) return built;
  const bundle = bundleCheck();
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.writeFileSync(record, JSON.stringify(bundle));
  return bundle;
}

/** The TypeScript files of the project, without those of packages and of tools. */
function sourcesBelow(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (/^(?:\..*|node_modules|dist|cdktf\.out)$/.test(entry.name)) return [];
    if (entry.isDirectory()) return sourcesBelow(path);
    return /(?<!\.d)\.ts$/.test(entry.name) ? [path] : [];
  });
}
