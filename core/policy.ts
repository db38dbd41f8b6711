import type { Problem } from './problem';

/** One or several values, as policies take them. */
export type OneOrMany = string | readonly string[];

/** The condition block of a statement: operator → key → values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;

/** One statement of an IAM, S3, KMS or trust policy, as AWS reads it. */
export interface Statement {
  /** Unique in its policy; what an access decision is explained with. */
  readonly Sid: string;
  /** A Deny wins over every Allow. */
  readonly Effect: 'Allow' | 'Deny';
  /** Who; absent in identity policies. */
  readonly Principal?: '*' | Readonly<Record<string, OneOrMany>>;
  /** What may or may not be done. */
  readonly Action?: OneOrMany;
  /** Everything but these actions; only ever in a Deny. */
  readonly NotAction?: OneOrMany;
  /** On what; absent in trust policies. */
  readonly Resource?: OneOrMany;
  /** On everything but these; only ever in a Deny. */
  readonly NotResource?: OneOrMany;
  /** All of these must hold for the statement to apply. */
  readonly Condition?: Conditions;
}

/** One or several values, as several. */
export function many(values: OneOrMany | undefined): readonly string[] {
  return typeof values === 'string' ? [values] : (values ?? []);
}

/** All of the conditions: those on the same operator stand side by side. */
export function mergeConditions(...conditions: readonly (Conditions | undefined)[]): Conditions {
  const merged: Record<string, Readonly<Record<string, OneOrMany>>> = {};
  for (const [operator, keys] of conditions.flatMap((each) => Object.entries(each ?? {}))) {
    merged[operator] = { ...merged[operator], ...keys };
  }
  return merged;
}

/** The policy document as JSON text, in the order given, so that equal input is equal bytes. */
export function renderPolicy(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/**
 * The most characters AWS stores of each kind of policy, white space not counted.
 *
 * @see IAM User Guide, "IAM and AWS STS quotas"; Amazon S3 User Guide, "Bucket policies" (20 KB)
 */
export const POLICY_LIMITS = {
  'bucket policy': 20_480,
  'role policy': 10_240,
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
      fix: 'Shorten the lists that go into it: merge address ranges, drop readers, administrators or paths of before.',
    },
  ];
}
