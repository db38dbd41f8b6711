'use strict';

/**
 * The slowest test files, with their seconds on two cores. They start first, in this order: a slow file that starts
 * late runs alone at the end. Each run names a slow file that is missing here.
 */
const SLOWEST = {
  'integration/life.test.ts': 360,
  'integration/deploy.test.ts': 345,
  'integration/workflows.test.ts': 190,
  'integration/package.test.ts': 165,
  'integration/doctor.test.ts': 145,
  'integration/plans.test.ts': 130,
  'integration/vendor-examples.test.ts': 100,
  'integration/review.test.ts': 95,
  'integration/keys.test.ts': 90,
  'integration/cli/command-line.test.ts': 80,
  'integration/check.test.ts': 75,
  'integration/github/scripts.test.ts': 65,
  'integration/review-plan.test.ts': 55,
  'integration/rotate.test.ts': 50,
  'integration/review-classes.test.ts': 40,
  'integration/connect.test.ts': 35,
  'integration/cli/post/command.test.ts': 35,
  'access/mutants.test.ts': 30,
  'integration/local-aws.test.ts': 30,
  'integration/validate.test.ts': 27,
  'cli/malformed.test.ts': 23,
  'integration/cli/cloud/command.test.ts': 23,
  'integration/cli/plan/command.test.ts': 20,
};

/** Seconds from which a file has to be listed. */
const SLOW_SECONDS = 60;

/** Seconds of a listed file, found by the end of its path; 0 for any other. */
function secondsOf(path) {
  const name = Object.keys(SLOWEST).find((each) => path.endsWith(`/test/${each}`));
  return name === undefined ? 0 : SLOWEST[name];
}

/** The tests, listed ones first and slowest first; the others keep their order. */
function slowestFirst(tests) {
  return [...tests].sort((a, b) => secondsOf(b.path) - secondsOf(a.path));
}

module.exports = { SLOWEST, SLOW_SECONDS, secondsOf, slowestFirst };
