import type { ControlFinding } from './control';
import { blocks, type SynthesizedResource, type SynthesizedStack } from './stack';

/** A check of each resource of a type, as findings. */
export function of(
  type: string,
  check: (resource: SynthesizedResource, stack: SynthesizedStack) => string[],
) {
  return (stack: SynthesizedStack): ControlFinding[] =>
    stack
      .all(type)
      .flatMap((each) => check(each, stack).map((what) => ({ address: each.address, what })));
}

/** Every resource of some types, which there should be none of. */
export function present(types: readonly string[], what: string) {
  return (stack: SynthesizedStack): ControlFinding[] =>
    stack.all(...types).map(({ address }) => ({ address, what }));
}

/** A reference to a key of the stack. */
export const isOwnKey = (value: unknown) =>
  /^\$\{aws_kms_key\.\w+\.(arn|id|key_id)\}$/.test(String(value));

/** A reference to a key of the stack that encrypts no recordings: who reads logs is not who listens. */
export function isOperationsKey(value: unknown, stack: SynthesizedStack): boolean {
  const ofRecordings = stack
    .buckets()
    .filter(({ holds }) => holds !== 'reports')
    .flatMap((bucket) => stack.linked(bucket, 'aws_s3_bucket_server_side_encryption_configuration'))
    .flatMap(({ attributes }) => blocks(attributes.rule))
    .flatMap(({ apply_server_side_encryption_by_default: byDefault }) => blocks(byDefault))
    .map(({ kms_master_key_id: key }) => key);
  return isOwnKey(value) && !ofRecordings.includes(value);
}
