import { type Attributes, isMarked, text } from '../attributes';
import { isMasked } from '../mask';
import { type NormalStatement, readPolicy } from '../policy/statement';

/** A policy that cannot be read, or whose value the plan does not contain, is undefined. */
export type Statements = readonly NormalStatement[] | undefined;

/** A role or user of the plan. */
export interface PlannedIdentity {
  readonly arn: string;
  /** Its own policies and those of its groups. */
  readonly statements: Statements;
  /** Addresses of the resources that its policies come from. */
  readonly sources: ReadonlySet<string>;
}

/** The policies of a stack on one side of a plan. */
export interface PlannedPolicies {
  /** Roles and users, by their ARN. */
  readonly identities: ReadonlyMap<string, PlannedIdentity>;
  /** The policies of buckets, keys, secrets, topics, queues and roles, by the ARN of the resource. */
  readonly resources: ReadonlyMap<string, Statements>;
  /** The ARN of the resource that each policy is for, by the address of the policy. */
  readonly owners: ReadonlyMap<string, string>;
  /** ARNs of the buckets that limit public policies to their own account. */
  readonly restricted: ReadonlySet<string>;
  /** The keys that encrypt new objects by default, by the ARN of the bucket. */
  readonly keys: ReadonlyMap<string, string>;
  /** The account of the stack. @default - the plan does not contain it */
  readonly account?: string;
}

/** The policies before and after a plan. */
export type PolicySides = Readonly<Record<'before' | 'after', PlannedPolicies>>;

/** A resource on one side of a plan. */
export interface PlannedResource {
  readonly type: string;
  readonly address: string;
  readonly values: Attributes;
  readonly unknown: Attributes;
}

/** The ARN of a resource; empty when the plan does not contain it. */
export function arnOf({ type, values }: PlannedResource): string {
  const arn = text(values, 'arn');
  const bucket = type === 'aws_s3_bucket' ? text(values, 'bucket') : '';
  return arn === '' && bucket !== '' ? `arn:aws:s3:::${bucket}` : arn;
}

/** All statements of several policies, unless one of them is not known. */
export function joined(all: readonly Statements[]): Statements {
  const known = all.filter((each) => each !== undefined);
  return known.length === all.length ? known.flat() : undefined;
}

/** The statements of a policy in an attribute. */
export function plannedStatements({ values, unknown }: PlannedResource, key: string): Statements {
  const value = values[key];
  if (isMarked(unknown[key]) || isMasked(value)) return undefined;
  try {
    return readPolicy(typeof value === 'string' ? value : '');
  } catch {
    return undefined;
  }
}
