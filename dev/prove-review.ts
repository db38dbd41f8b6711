import { runIdentityRewrite, runIdentityTrial } from './proof/identities';
import { runRewrite, runTrial, slipped, type Trial } from './proof/proof';
import { readProofSubjects } from './proof/subjects';

/**
 * `npm run review:prove [-- <trials> [<first seed>]]`: changes policies at random and compares the review with the IAM
 * engine. Prints the numbers, and each trial in which the review is silent about a request that shows a difference.
 */
function main([count = '20000', first = '1']: readonly string[]): void {
  const subjects = readProofSubjects();
  const seeds = Array.from({ length: Number(count) }, (_, index) => Number(first) + index);
  const isFine = [
    report(
      `mutations of ${subjects.length} policies`,
      seeds.map((seed) => runTrial(subjects, seed)),
    ),
    report(
      'changes of the policies of a role',
      seeds.map((seed) => runIdentityTrial(seed)),
    ),
    reportRewrites(
      'policies in another notation',
      seeds.map((seed) => runRewrite(subjects, seed)),
    ),
    reportRewrites(
      'roles with their statements in other policies',
      seeds.map((seed) => runIdentityRewrite(seed)),
    ),
  ];
  if (isFine.includes(false)) process.exitCode = 1;
}

function report(what: string, trials: readonly Trial[]): boolean {
  const different = trials.filter(({ gained, lost }) => gained ?? lost);
  const slips = trials.filter(slipped);
  slips.forEach(print);
  console.log(
    `${trials.length} ${what}: ${different.length} let a request be decided differently, ${slips.length} of them slipped through.`,
  );
  return slips.length === 0;
}

function reportRewrites(what: string, trials: readonly Trial[]): boolean {
  const alarms = trials.filter(isAlarm);
  alarms.forEach(print);
  console.log(`${trials.length} ${what}: ${alarms.length} false alarms.`);
  return alarms.length === 0;
}

const print = (trial: Trial) => {
  console.log(`${JSON.stringify(shown(trial), null, 1)}\n`);
};

const isAlarm = ({ findings }: Trial) => findings.length > 0;

function shown({ seed, subject, before, after, gained, lost, findings }: Trial) {
  const only = (one: Trial['before'], other: Trial['before']) => ({
    version: one.Version,
    statements: one.Statement.filter(
      (each) => !other.Statement.some((same) => JSON.stringify(same) === JSON.stringify(each)),
    ).map((each) => JSON.stringify(each)),
  });
  return {
    seed,
    policy: subject.name,
    before: only(before, after),
    after: only(after, before),
    gained: JSON.stringify(gained),
    lost: JSON.stringify(lost),
    findings: findings.map(({ id }) => id),
  };
}

main(process.argv.slice(2));
