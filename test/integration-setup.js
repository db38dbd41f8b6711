'use strict';

const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { delimiter, join } = require('node:path');
const compile = require('./compile');

/**
 * A global setup of Jest. Compiles all files, and checks once for all integration tests that the moto_server on the PATH works: with the
 * variable, a local AWS does not check it again, which loads the whole server.
 */
module.exports = () => {
  compile();
  if (process.env.CALLVAULT_MOTO_SERVER) return;
  const command = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'moto_server'))
    .find((file) => existsSync(file));
  if (command === undefined) return;
  const { status } = spawnSync(command, ['--help'], { stdio: 'ignore' });
  if (status === 0) process.env.CALLVAULT_MOTO_SERVER = command;
};
