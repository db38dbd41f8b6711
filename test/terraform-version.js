'use strict';

const childProcess = require('node:child_process');

const COMMAND = 'terraform version';

/** Terraform's outputs, by the PATH on which Terraform was found. */
const answers = new Map();

/**
 * CDKTF runs `terraform version` for each resource that needs a certain version, in each synthesis. In integration tests
 * each worker runs it once; a command that failed runs again.
 */
function askOnce(execSync) {
  return (command, options) => {
    if (command !== COMMAND) return execSync(command, options);
    const { PATH } = process.env;
    if (!answers.has(PATH)) answers.set(PATH, execSync(command, options));
    return answers.get(PATH);
  };
}

// Node's own modules are the same object for all test files of a worker.
if (childProcess.execSync.name !== 'askedOnce') {
  const askedOnce = askOnce(childProcess.execSync);
  Object.defineProperty(askedOnce, 'name', { value: 'askedOnce' });
  childProcess.execSync = askedOnce;
}
