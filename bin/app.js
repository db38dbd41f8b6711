'use strict';

const { start } = require('./start');

/** Writes the stacks of all environment files, as `cdktf synth` needs them. */
exports.synthesizeEnvironments = function synthesizeEnvironments() {
  start('main.ts', (program) => program.synthesizeEnvironments());
};

if (require.main === module) exports.synthesizeEnvironments();
