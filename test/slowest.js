'use strict';

/**
 * The slowest test files, with their seconds on two cores. They start first, in this order: a slow file that starts
 * late runs alone at the end. Each run names a slow file that is missing here.
 */
const SLOWEST = {
  'integration/deploy.test.ts': 530,
  'integration/workflows.test.ts': 300,
  'integration/vendor-examples.test.ts': 230,
  'integration/check.test.ts': 165,
  'integration/life.test.ts': 150,
  'integration/doctor.test.ts': 140,
  'integration/plans.test.ts': 130,
  'integration/review.test.ts': 100,
  'integration/package.test.ts': 100,
  'access/mutants.test.ts': 75,
  'integration/cli/command-line.test.ts': 70,
  'integration/review-plan.test.ts': 70,
  'integration/github/scripts.test.ts': 55,
  'integration/cli/plan/command.test.ts': 40,
  'integration/validate.test.ts': 30,
  'integration/migrate.test.ts': 30,
  'integration/keys.test.ts': 45,
  'integration/rotate.test.ts': 25,
  'integration/object-lock.test.ts': 30,
  'integration/local-aws.test.ts': 27,
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
