'use strict';

/**
 * The test files that take longest, with their seconds on two cores, measured while the machine was busy with other
 * work as well. They are started in this order: one that is slow and starts late is waited for alone. Each run says
 * which slow file is missing here.
 */
const SLOWEST = {
  'integration/deploy.test.ts': 530,
  'integration/workflows.test.ts': 300,
  'integration/check.test.ts': 165,
  'integration/doctor.test.ts': 140,
  'integration/plans.test.ts': 130,
  'integration/review.test.ts': 100,
  'access/mutants.test.ts': 75,
  'cli/command-line.test.ts': 70,
  'integration/review-plan.test.ts': 70,
  'github/scripts.test.ts': 55,
  'cli/plan/command.test.ts': 40,
  'integration/validate.test.ts': 30,
  'integration/migrate.test.ts': 30,
  'integration/rotate.test.ts': 30,
  'integration/object-lock.test.ts': 30,
  'integration/local-aws.test.ts': 27,
};

/** Seconds from which a file has to be named. */
const SLOW_SECONDS = 60;

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
