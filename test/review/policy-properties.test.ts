import { runIdentityRewrite, runIdentityTrial } from '../../dev/proof/identities';
import { runRewrite, runTrial, slipped, type Trial } from '../../dev/proof/proof';
import { readProofSubjects } from '../../dev/proof/subjects';

/** `npm run review:prove` runs more of them. */
const TRIALS = 250;

const SUBJECTS = readProofSubjects();
const trials = (run: (seed: number) => Trial) =>
  Array.from({ length: TRIALS }, (_, index) => run(index + 1));
const shown = ({ seed, findings }: Trial) => ({ seed, findings: findings.map(({ id }) => id) });

test('a change of a policy that lets the IAM engine decide a request differently has a finding', () => {
  const found = trials((seed) => runTrial(SUBJECTS, seed));
  expect(found.filter(slipped).map(shown)).toEqual([]);
  expect(found.filter(({ gained }) => gained).length).toBeGreaterThan(60);
  expect(found.filter(({ lost }) => lost).length).toBeGreaterThan(60);
});

test('a change of what a role may do has a finding, whichever of its policies says it', () => {
  const found = trials(runIdentityTrial);
  expect(found.filter(slipped).map(shown)).toEqual([]);
  expect(found.filter(({ gained, lost }) => gained ?? lost).length).toBeGreaterThan(100);
});

test('a role whose statements are in other policies has no findings', () => {
  const found = trials(runIdentityRewrite);
  expect(found.filter(({ findings }) => findings.length > 0).map(shown)).toEqual([]);
});

test('a policy in another notation has no findings', () => {
  const found = trials((seed) => runRewrite(SUBJECTS, seed));
  expect(found.filter(({ findings }) => findings.length > 0).map(shown)).toEqual([]);
});
