'use strict';

const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const LAUNCHER = path.join(__dirname, '../launch/launch.js');

/**
 * Runs callvault. A clone runs its sources. The package has no launcher, and runs the program that was built from them.
 *
 * @param {string} entry - the entry point in a clone
 * @param {(program: object) => unknown} run - is given the program of the package
 */
function start(entry, run) {
  if (fs.existsSync(LAUNCHER)) {
    require(LAUNCHER).launch(entry);
    return;
  }
  if (process.env.CALLVAULT_CACHE !== 'off' && fs.existsSync('node_modules')) {
    // Node 22.1 and later.
    Module.enableCompileCache?.(path.resolve('node_modules/.cache/callvault/node'));
  }
  run(require('../dist/program'));
}

module.exports = { start };
