const { availableParallelism } = require('node:os');

// esbuild's worker thread keeps a process running, which tests would find as a leftover.
process.env.ESBUILD_WORKER_THREADS = '0';
// The AWS SDK warns of Node 20 on every start; engines in package.json says what we support.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const ES_MODULES = [
  '@octokit',
  'before-after-hook',
  'content-type',
  'json-with-bigint',
  'p-map',
  'universal-user-agent',
];

/** @type {import('jest').Config} */
const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/terraform-version.js'],
  transform: { '^.+\\.(ts|js)$': '<rootDir>/test/transform.js' },
  // Packages that are ES modules only: Node requires them as they are, Jest needs CommonJS.
  transformIgnorePatterns: [`/node_modules/(?!(?:${ES_MODULES.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/cdktf.out', '<rootDir>/dist'],
};

/**
 * Two projects: `unit` starts no process; `integration` runs the real terraform, cdktf and a local
 * AWS, each test file in a folder and on a port of its own.
 */
module.exports = {
  reporters: ['default', '<rootDir>/test/plain-sum.js'],
  testSequencer: '<rootDir>/test/sequencer.js',
  // Ample, for machines that are busy: what hangs is what matters.
  testTimeout: 120_000,
  // Twice as many as there are cores: the longest tests mostly wait for Terraform, and it for AWS.
  maxWorkers: 2 * availableParallelism(),
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/integration/'],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.test.ts'],
    },
  ],
};
