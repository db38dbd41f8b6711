import type { Finding } from './control';
import type { Resource, SynthesizedStack } from './stack';

/** A check of each resource of a type, as findings. */
export function of(type: string, check: (resource: Resource, stack: SynthesizedStack) => string[]) {
  return (stack: SynthesizedStack): Finding[] =>
    stack
      .all(type)
      .flatMap((each) => check(each, stack).map((what) => ({ address: each.address, what })));
}

/** A reference to a key of the stack. */
export const isOwnKey = (value: unknown) =>
  /^\$\{aws_kms_key\.\w+\.(arn|id|key_id)\}$/.test(String(value));
