const { availableParallelism } = require('node:os');

// esbuild's worker thread keeps a process running, which tests would report as left over.
process.env.ESBUILD_WORKER_THREADS = '0';
// The AWS SDK warns on every start about Node 20; engines in package.json lists the versions we support.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const ES_MODULES = [
  '@octokit',
  'before-after-hook',
  'json-with-bigint',
  'p-map',
  'universal-user-agent',
];

/** @type {import('jest').Config} */
const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  // Jest's default is the temporary folder, and a run leaves nothing there.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  moduleNameMapper: {
    // The examples import the package by its name, as users do.
    '^callvault$': '<rootDir>/index.ts',
    // CDKTF loads it when it starts, which takes a twentieth of the time of unit tests.
    '^archiver$': '<rootDir>/dev/package/no-archiver.ts',
  },
  transform: { '^.+\\.(ts|js)$': '<rootDir>/test/transform.js' },
  // Packages that are ES modules only: Node.js requires them as they are, Jest needs CommonJS.
  transformIgnorePatterns: [`/node_modules/(?!(?:${ES_MODULES.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/cdktf.out', '<rootDir>/dist'],
};

const setupFiles = ['<rootDir>/test/no-token-traces.js', '<rootDir>/test/built-check.js'];

/**
 * Two projects: `unit` starts no process; `integration` runs the real Terraform, cdktf, git and a local AWS, each test
 * file in a folder and on ports of its own.
 */
module.exports = {
  reporters: ['default', '<rootDir>/test/plain-sum.js'],
  testSequencer: '<rootDir>/test/sequencer.js',
  // Long enough for busy machines: only tests that hang must fail.
  testTimeout: 120_000,
  // Twice as many as cores, because the slowest tests mostly wait for Terraform and the local AWS.
  maxWorkers: 2 * availableParallelism(),
  projects: [
    {
      ...shared,
      displayName: 'unit',
      globalSetup: '<rootDir>/test/compile.js',
      setupFiles: [...setupFiles, '<rootDir>/test/no-process.js'],
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/integration/'],
    },
    {
      ...shared,
      displayName: 'integration',
      globalSetup: '<rootDir>/test/integration-setup.js',
      setupFiles: [...setupFiles, '<rootDir>/test/terraform-version.js'],
      testMatch: ['<rootDir>/test/integration/**/*.test.ts'],
    },
  ],
};
