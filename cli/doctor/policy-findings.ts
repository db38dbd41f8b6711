import { POLICY_LIMITS, type Statement } from '../../core/policy';
import { type DoctorFinding, type DoctorFindingId, newFinding, type Severity } from './finding';
import { type Observed, type StoredPolicy, whenObserved } from './observed';
import { compareStatements, describeParts, type StatementDifference } from './statements';

/** The policies whose differences are described with the same words. */
type ComparedPolicy = 'vendor-policy' | 'bucket-policy' | 'key-policy';

const NAMES: Readonly<Record<ComparedPolicy, string>> = {
  'vendor-policy': 'the vendor’s policy',
  'bucket-policy': 'the bucket policy',
  'key-policy': 'the key policy',
};

/** The finding for a difference that has no finding of its own. */
export function describeDifference(
  policy: ComparedPolicy,
  difference: StatementDifference,
  fix: string,
): DoctorFinding {
  const { kind, sid, effect, parts } = difference;
  const id: DoctorFindingId = `${policy}-${kind}`;
  const statement = sid === '' ? 'A statement without Sid' : `The statement ${sid}`;
  const change = kind === 'lost' ? 'is missing from' : 'differs in';
  const what =
    kind === 'gained'
      ? `${statement} (${effect}) in ${NAMES[policy]} does not come from callvault`
      : `${statement} (${effect}) ${change} ${NAMES[policy]}`;
  return newFinding(id, {
    what,
    evidence: describeParts(parts),
    fix,
    severity: severityOf(difference),
  });
}

/**
 * A new or changed Deny may stop the vendor, and so may an Allow that is missing or allows less. A missing Deny and a
 * new Allow permit what should be refused.
 */
function severityOf({ kind, effect, parts }: StatementDifference): Severity {
  if (effect === 'Deny') return kind === 'lost' ? 'risk' : 'broken';
  if (kind === 'gained') return 'risk';
  const onlyMore = parts.every(
    ({ name, expected, live }) =>
      (name === 'Action' || name === 'Resource') && expected.every((each) => live.includes(each)),
  );
  return kind === 'changed' && onlyMore ? 'risk' : 'broken';
}

/** The part of the limit above which a policy is reported. */
const NEAR = 0.9;

/** Reports a policy that is nearly as large as AWS stores. */
function describeSize(kind: keyof typeof POLICY_LIMITS, size: number): DoctorFinding[] {
  const limit = POLICY_LIMITS[kind];
  if (size <= limit * NEAR) return [];
  return [
    newFinding('policy-size', {
      what: `The ${kind} is close to the largest that AWS stores`,
      evidence: [`${size} of ${limit} characters`],
      fix: 'Shorten the lists that go into it: merge address ranges (npx callvault ranges does), or remove readers.',
    }),
  ];
}

/**
 * Compares a policy with the expected statements, and its size with the limit.
 *
 * @param describe - the finding for a difference
 */
export function comparePolicy(
  observed: Observed<StoredPolicy>,
  {
    expected,
    kind,
  }: { readonly expected: readonly Statement[]; readonly kind: keyof typeof POLICY_LIMITS },
  describe: (difference: StatementDifference) => DoctorFinding,
): readonly DoctorFinding[] {
  return whenObserved(observed, ({ statements, size }) => [
    ...compareStatements(expected, statements).map(describe),
    ...describeSize(kind, size),
  ]);
}
