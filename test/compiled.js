'use strict';

const { createHash } = require('node:crypto');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');

/** Where compiled files are, next to Jest's own: `jest --clearCache` removes both. */
const FOLDER = join(ROOT, 'node_modules/.cache/jest/compiled');

/** How esbuild compiles TypeScript and ES modules to CommonJS. */
const SETTINGS = {
  format: 'cjs',
  target: 'node20',
  // Jest runs import() only with an experimental flag of Node.js, so it becomes require().
  supported: { 'dynamic-import': false },
  sourcemap: 'inline',
  tsconfigRaw: {},
};

/** The path of a compiled file without its ending, which depends on everything that is compiled. */
function outputOf(filename, source) {
  const { version } = require('esbuild/package.json');
  const hash = createHash('sha256').update(JSON.stringify([version, SETTINGS, filename, source]));
  return join(FOLDER, hash.digest('hex'));
}

module.exports = { FOLDER, ROOT, SETTINGS, outputOf };
