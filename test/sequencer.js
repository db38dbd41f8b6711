'use strict';

const Sequencer = require('@jest/test-sequencer').default;

/** Starts the tests that take minutes first, so that no core waits for the last of them alone. */
module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      if (path.endsWith('integration/deploy.test.ts')) return 0;
      return path.includes('/integration/') ? 1 : 2;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
