import type { PlanContext } from '../plan-context';
import { type Condition, isNegated } from '../policy/condition';
import type { NormalStatement } from '../policy/statement';

/** Condition keys whose values are the ARNs of the resources that a request is made for. */
const ARN_KEYS = [
  'aws:sourcearn',
  'kms:encryptioncontext:aws:logs:arn',
  'kms:encryptioncontext:aws:s3:arn',
];

/**
 * Whether a statement allows only requests that are made for resources that the plan destroys. That it ends says no more
 * than that they are destroyed.
 */
export function isForDestroyed(
  { resource, conditions }: NormalStatement,
  { destroyedArns }: PlanContext,
): boolean {
  const isDestroyed = (value: string) =>
    destroyedArns.some(
      (arn) => value === arn || (/^[/:]/.test(value.slice(arn.length)) && value.startsWith(arn)),
    );
  const areDestroyed = (values: readonly string[]) =>
    values.length > 0 && values.every(isDestroyed);
  const isLimited = ({ key, operator, ifExists, set, values }: Condition) =>
    ARN_KEYS.includes(key) &&
    !isNegated(operator) &&
    !ifExists &&
    set === '' &&
    areDestroyed(values);
  return (!resource.except && areDestroyed(resource.patterns)) || conditions.some(isLimited);
}
