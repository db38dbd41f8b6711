'use strict';

/**
 * Runs a TypeScript entry point of this project: bundles our own sources, then runs the result. What was bundled before
 * is run again only if nothing it was made from has changed, see bundle.js. Nothing is type-checked, which is the work
 * of `npm run check`.
 *
 * Usage: node launch/launch.js <entry.ts> [arguments...]
 */
const Module = require('node:module');
const path = require('node:path');
const { Script, constants } = require('node:vm');
const { isMainThread } = require('node:worker_threads');
const { bundle, keepCode } = require('./bundle');

// The AWS SDK warns of Node 20 on every start; engines in package.json says what we support.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const ROOT = path.join(__dirname, '..');
const BUNDLES = path.join(ROOT, 'node_modules', '.cache', 'callvault', 'bundles');

/** Run again and again, so their packages are in the bundle too: one file loads faster than hundreds. */
const WHOLE = ['main.ts', 'cli/main.ts'];

/** Bundles and runs one entry point, given relative to the project's folder. */
function launch(entry) {
  const filename = path.join(ROOT, entry);
  const debug = Boolean(process.env.CALLVAULT_DEBUG);
  const off = debug || process.env.CALLVAULT_CACHE === 'off';
  const whole = WHOLE.includes(entry);
  const external = { external: [], packages: 'external' };
  const made = bundle({
    root: ROOT,
    kept: off ? undefined : path.join(BUNDLES, entry.replaceAll('/', '-')),
    options: { ...optionsFor(entry, debug), ...(whole ? {} : external) },
    // It takes a second to bundle the packages as well, which pays only if it is not done each time.
    unkept: external,
  });
  if (debug) process.setSourceMapsEnabled(true);

  process.argv = [process.argv[0], filename, ...process.argv.slice(2)];
  run(filename, { ...made, whole, entry });
}

function optionsFor(entry, debug) {
  return {
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // esbuild finds its own program by its place on the disk.
    external: ['esbuild'],
    // Source maps are applied to every stack trace, and CDKTF takes one for each token.
    sourcemap: debug ? 'inline' : false,
    // Where node_modules is a link, packages are still found, and named, below it.
    preserveSymlinks: true,
    logLevel: 'error',
  };
}

function run(filename, made) {
  const main = new Module(filename, null);
  main.filename = filename;
  main.paths = Module._nodeModulePaths(ROOT);
  // All the code there is, packages included: what it has built may be used again, see cache.ts.
  if (made.whole && made.kept) main.code = { entry: made.entry, digest: made.digest };

  const script = new Script(Module.wrap(made.text.toString('utf8')), {
    filename,
    cachedData: made.code,
    importModuleDynamically: constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (made.kept && isMainThread && (!made.code || script.cachedDataRejected)) {
    process.on('exit', () => keepCode(made, script.createCachedData()));
  }
  const load = Module.createRequire(filename);
  script.runInThisContext()(main.exports, load, main, filename, ROOT);
}

module.exports = { launch };

if (require.main === module) {
  const [entry, ...rest] = process.argv.slice(2);
  process.argv = [...process.argv.slice(0, 2), ...rest];
  launch(entry);
}
