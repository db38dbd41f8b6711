'use strict';

/**
 * Runs a TypeScript entry point of this project: esbuild bundles our own sources, and Node runs the result. Packages are
 * loaded from node_modules. Nothing is type-checked: `npm run check` does that.
 *
 * Usage: node launch/launch.js <entry.ts> [arguments...]
 */
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');

/** npm's records of the installed packages; the first is more accurate, and missing with other package managers. */
const INSTALLED = ['node_modules/.package-lock.json', 'package-lock.json'];

/** Bundles and runs an entry point, whose path is relative to the project's folder. */
function launch(entry) {
  if (process.env.CALLVAULT_CACHE !== 'off') {
    // Node 22.1 and later.
    Module.enableCompileCache?.(path.join(ROOT, 'node_modules/.cache/callvault/node'));
  }
  const filename = path.join(ROOT, entry);
  const main = new Module(filename, null);
  main.filename = filename;
  main.paths = Module._nodeModulePaths(ROOT);
  process.argv = [process.argv[0], filename, ...process.argv.slice(2)];
  main._compile(bundle(entry), filename);
}

function bundle(entry) {
  const { buildSync } = require('esbuild');
  const debug = Boolean(process.env.CALLVAULT_DEBUG);
  // Only on demand: source maps are applied to every stack trace, and CDKTF takes one for each token.
  if (debug) process.setSourceMapsEnabled(true);
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: debug ? 'inline' : false,
    logLevel: 'error',
  });
  const { text } = outputFiles[0];
  // A line before the text would shift its source map.
  return debug ? text : codeLine(entry, text) + text;
}

/** The line that tells synth/cache.ts which code runs, packages included. */
function codeLine(entry, text) {
  const installed = INSTALLED.map((file) => path.join(ROOT, file)).find(fs.existsSync);
  if (!installed) return '';
  const hash = createHash('sha256').update(text).update(fs.readFileSync(installed));
  const code = JSON.stringify({ entry, digest: hash.digest('hex') });
  return `'use strict'; const CALLVAULT_CODE = ${code};\n`;
}

module.exports = { launch };

if (require.main === module) {
  const [entry] = process.argv.splice(2, 1);
  launch(entry);
}
