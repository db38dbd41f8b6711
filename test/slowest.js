'use strict';

/**
 * The test files that take longest, with their seconds in a whole run on two cores. They are started in this order:
 * one that is slow and starts late is waited for alone. The run says which file is missing here.
 */
const SLOWEST = {
  'integration/deploy.test.ts': 300,
  'integration/doctor.test.ts': 150,
  'integration/plans.test.ts': 110,
  'integration/check.test.ts': 100,
  'integration/review.test.ts': 95,
  'integration/validate.test.ts': 60,
  'access/mutants.test.ts': 50,
  'cli/command-line.test.ts': 45,
  'integration/review-plan.test.ts': 45,
  'integration/object-lock.test.ts': 40,
  'ci/scripts.test.ts': 35,
  'integration/rotate.test.ts': 35,
  'stacks/synth.test.ts': 30,
  'integration/migrate.test.ts': 30,
};

/** Seconds from which a file has to be named. */
const SLOW_SECONDS = 90;

/** What a file is named by, and its seconds; 0 for one that is not named. */
function secondsOf(path) {
  const name = Object.keys(SLOWEST).find((each) => path.endsWith(`/test/${each}`));
  return name === undefined ? 0 : SLOWEST[name];
}

/** The tests, longest first; those that are not named stay as they are, behind. */
function slowestFirst(tests) {
  return [...tests].sort((a, b) => secondsOf(b.path) - secondsOf(a.path));
}

module.exports = { SLOWEST, SLOW_SECONDS, secondsOf, slowestFirst };
