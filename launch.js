'use strict';

/**
 * Runs a TypeScript entry point of this project: bundles our own sources in memory (packages stay
 * external), then runs the result. Nothing is written to disk, so a stale build can never run, and
 * nothing is type-checked, which is the work of `npm run check`.
 *
 * Usage: node launch.js <entry.ts> [arguments...]
 */
const Module = require('node:module');
const path = require('node:path');
const { buildSync } = require('esbuild');

// The AWS SDK warns of Node 20 on every start; engines in package.json says what we support.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Bundles and runs one entry point, given relative to this file. */
function launch(entry) {
  const filename = path.join(__dirname, entry);
  const { outputFiles } = buildSync({
    entryPoints: [filename],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    // Source maps are applied to every stack trace, and CDKTF takes one for each token.
    sourcemap: process.env.CALLVAULT_DEBUG ? 'inline' : false,
    logLevel: 'error',
  });
  if (process.env.CALLVAULT_DEBUG) process.setSourceMapsEnabled(true);

  const main = new Module(filename, null);
  main.filename = filename;
  main.paths = Module._nodeModulePaths(__dirname);
  process.argv = [process.argv[0], filename, ...process.argv.slice(2)];
  main._compile(outputFiles[0].text, filename);
}

module.exports = { launch };

if (require.main === module) {
  const [entry, ...rest] = process.argv.slice(2);
  process.argv = [...process.argv.slice(0, 2), ...rest];
  launch(entry);
}
