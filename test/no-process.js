'use strict';

/**
 * Unit tests start no process: each function of child_process that starts one throws. Two commands have another way:
 * esbuild runs, since it bundles the Lambda's code, and CDKTF's `terraform version` is answered without Terraform.
 */
const { basename } = require('node:path');

const TERRAFORM_VERSION = 'Terraform v1.11.4\n';
const STARTERS = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'];

const actual = jest.requireActual('node:child_process');
const guarded = { ...actual };
for (const name of STARTERS) {
  guarded[name] = (command, ...rest) => {
    if (command === 'terraform version') return Buffer.from(TERRAFORM_VERSION);
    if (basename(String(command)) === 'esbuild') return actual[name](command, ...rest);
    throw new Error(
      `Unit tests start no process, and this one starts "${command}". Move the test file below test/integration/.`,
    );
  };
}

// CDKTF imports the one, we import the other; the same object for both, as in Node.
jest.mock('child_process', () => guarded);
jest.mock('node:child_process', () => guarded);
