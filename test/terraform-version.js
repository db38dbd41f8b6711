'use strict';

const childProcess = require('node:child_process');

const COMMAND = 'terraform version';

/** The real answers, by the PATH with which Terraform was found. */
const answers = new Map();

/**
 * CDKTF runs `terraform version` for each resource that needs a certain one, in each synthesis: thousands of processes
 * in all unit tests. Here each worker asks once; a command that fails is asked again.
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
