import type { Problem } from './problem';

/** One or several values, as policies accept them. */
export type OneOrMany = string | readonly string[];

/** The condition block of a statement: operator → key → values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;

/** One statement of an IAM, S3, KMS or trust policy, as AWS reads it. */
export interface Statement {
  /** Unique in its policy. Explanations of access decisions name it. */
  readonly Sid: string;
  /** A Deny overrides every Allow. */
  readonly Effect: 'Allow' | 'Deny';
  /** Absent in identity policies. */
  readonly Principal?: '*' | Readonly<Record<string, OneOrMany>>;
  readonly Action?: OneOrMany;
  /** Every action except these. callvault uses it in a Deny only. */
  readonly NotAction?: OneOrMany;
  /** Absent in trust policies. */
  readonly Resource?: OneOrMany;
  /** Every resource except these. callvault uses it in a Deny only. */
  readonly NotResource?: OneOrMany;
  /** All of these must hold for the statement to apply. */
  readonly Condition?: Conditions;
}

/** A policy document, as AWS stores it. */
export interface Policy {
  /** Of the policy language: `2012-10-17`. */
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** One or several values, as a list. */
export function many(values: OneOrMany | undefined): readonly string[] {
  return typeof values === 'string' ? [values] : (values ?? []);
}

/** All of the conditions in one block. A statement with it applies only where every one of them holds. */
export function mergeConditions(
  ...conditions: readonly (Conditions | undefined)[]
): Conditions | undefined {
  const merged: Record<string, Readonly<Record<string, OneOrMany>>> = {};
  for (const [operator, keys] of conditions.flatMap((each) => Object.entries(each ?? {}))) {
    merged[operator] = { ...merged[operator], ...keys };
  }
  return Object.keys(merged).length === 0 ? undefined : merged;
}

/** The policy document as JSON text, in the order given, so that equal input is equal bytes. */
export function renderPolicy(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/**
 * The most characters that AWS stores for each kind of policy, not counting white space.
 *
 * @see IAM User Guide, "IAM and AWS STS quotas"; Amazon S3 User Guide, "Bucket policies" (20 KB)
 */
export const POLICY_LIMITS = {
  'bucket policy': 20_480,
  'role policy': 10_240,
  'managed policy': 6_144,
  'group policy': 5_120,
  'trust policy': 2_048,
  'key policy': 32_768,
} as const;

/** Refuses a policy that AWS would not store. */
export function checkPolicySize(
  kind: keyof typeof POLICY_LIMITS,
  statements: readonly Statement[],
): Problem[] {
  const size = renderPolicy(statements).length;
  const limit = POLICY_LIMITS[kind];
  if (size <= limit) return [];
  return [
    {
      rule: 'policy-size',
      path: [],
      what: `${size} characters of ${kind} are more than the ${limit} that AWS stores`,
      fix: 'Shorten the lists that go into it: merge address ranges, or remove readers, administrators or previous paths.',
    },
  ];
}
