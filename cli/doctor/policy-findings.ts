import { POLICY_LIMITS } from '../../core/policy';
import { type DoctorFinding, finding, type DoctorFindingId, type Severity } from './finding';
import { describeParts, type StatementDifference } from './statements';

/** The policies whose statements are compared by the same words. */
export type ComparedPolicy = 'vendor-policy' | 'bucket-policy' | 'key-policy';

const NAMES: Readonly<Record<ComparedPolicy, string>> = {
  'vendor-policy': 'the vendor’s policy',
  'bucket-policy': 'the bucket policy',
  'key-policy': 'the key policy',
};

/** What a difference is that no check has a name of its own for. */
export function describeDifference(
  policy: ComparedPolicy,
  difference: StatementDifference,
  fix: string,
): DoctorFinding {
  const { kind, sid, effect, parts } = difference;
  const id: DoctorFindingId = `${policy}-${kind}`;
  const statement = sid === '' ? 'A statement without Sid' : `The statement ${sid}`;
  const what =
    kind === 'gained'
      ? `${statement} (${effect}) in ${NAMES[policy]} does not come from callvault`
      : `${statement} (${effect}) ${kind === 'lost' ? 'is gone from' : 'is not the same in'} ${NAMES[policy]}`;
  return finding(id, {
    what,
    evidence: describeParts(parts),
    fix,
    severity: severityOf(difference),
  });
}

/**
 * A Deny that came or changed may stop the vendor, and so does an Allow that went or lost something. A Deny that went
 * and an Allow that came open what should be closed.
 */
export function severityOf({ kind, effect, parts }: StatementDifference): Severity {
  if (effect === 'Deny') return kind === 'lost' ? 'risk' : 'broken';
  if (kind === 'gained') return 'risk';
  const onlyMore = parts.every(
    ({ name, expected, live }) =>
      (name === 'Action' || name === 'Resource') && expected.every((each) => live.includes(each)),
  );
  return kind === 'changed' && onlyMore ? 'risk' : 'broken';
}

/** From which part of its limit a policy is said to be near it. */
const NEAR = 0.9;

/** Tells of a policy that is nearly as large as AWS stores. */
export function describeSize(kind: keyof typeof POLICY_LIMITS, size: number): DoctorFinding[] {
  const limit = POLICY_LIMITS[kind];
  if (size <= limit * NEAR) return [];
  return [
    finding('policy-size', {
      what: `The ${kind} is nearly as large as AWS stores`,
      evidence: [`${size} of ${limit} characters`],
      fix: 'Shorten the lists that go into it: merge address ranges (npx callvault ranges does), drop readers.',
    }),
  ];
}
