'use strict';

const { SLOW_SECONDS, secondsOf } = require('./slowest');

/** A jest reporter that ends with one plain line: `N passed, N failed`. */
class PlainSum {
  onRunComplete(_contexts, results) {
    for (const { testFilePath, perfStats } of results.testResults) {
      const seconds = Math.round(perfStats.runtime / 1000);
      if (seconds < SLOW_SECONDS || secondsOf(testFilePath) > 0) continue;
      console.log(
        `${testFilePath} took ${seconds} s: list it in test/slowest.js, so that it starts early`,
      );
    }
    // A file that could not be run has no tests, and must not count as passed.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log(`${results.numPassedTests} passed, ${failed} failed`);
  }
}

module.exports = PlainSum;
