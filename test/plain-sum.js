'use strict';

/** A jest reporter that ends with one plain line: `N passed, N failed`. */
class PlainSum {
  onRunComplete(_contexts, results) {
    // A file that could not be run has no tests, and must not look as if it passed.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log(`${results.numPassedTests} passed, ${failed} failed`);
  }
}

module.exports = PlainSum;
