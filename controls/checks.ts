import type { PolicyStatement } from '../core/policy-statement';
import type { ControlFinding } from './control';
import {
  nestedBlocks,
  type PlacedStatement,
  type SynthesizedResource,
  type SynthesizedStack,
} from './stack';

/** The findings of a check of each resource of a type. */
export function of(
  type: string,
  check: (resource: SynthesizedResource, stack: SynthesizedStack) => string[],
) {
  return (stack: SynthesizedStack): ControlFinding[] =>
    stack
      .all(type)
      .flatMap((each) => check(each, stack).map((what) => ({ address: each.address, what })));
}

/** A finding for every resource of some types. */
export function present(types: readonly string[], what: string) {
  return (stack: SynthesizedStack): ControlFinding[] =>
    stack.all(...types).map(({ address }) => ({ address, what }));
}

/** Allowing statements of roles, users and groups that match, as findings. */
export function granting(
  stack: SynthesizedStack,
  matches: (statement: PolicyStatement) => boolean,
  what: string,
): ControlFinding[] {
  return stack
    .identityStatements()
    .filter(({ statement }) => statement.effect === 'Allow' && matches(statement))
    .map(statementFinding(what));
}

/** A finding about a statement, which it names. */
export const statementFinding =
  (what: string) =>
  ({ address, statement }: PlacedStatement): ControlFinding => ({
    address,
    what: `${what}: ${statement.sid}`,
  });

/** A reference to a key of the stack. */
export const isOwnKey = (value: unknown) =>
  /^\$\{aws_kms_key\.\w+\.(arn|id|key_id)\}$/.test(String(value));

/** A reference to a key of the stack that encrypts no recordings: access to logs does not imply access to recordings. */
export function isOperationsKey(value: unknown, stack: SynthesizedStack): boolean {
  const ofRecordings = stack
    .buckets()
    .filter(({ holds }) => holds !== 'reports')
    .flatMap((bucket) => stack.linked(bucket, 'aws_s3_bucket_server_side_encryption_configuration'))
    .flatMap(({ attributes }) => nestedBlocks(attributes.rule))
    .flatMap(({ apply_server_side_encryption_by_default: byDefault }) => nestedBlocks(byDefault))
    .map(({ kms_master_key_id: key }) => key);
  return isOwnKey(value) && !ofRecordings.includes(value);
}
