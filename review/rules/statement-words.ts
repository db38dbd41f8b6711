import type { Condition } from '../policy/condition';
import type { Element } from '../../core/policy-element';
import type { NormalStatement } from '../policy/statement';
import type { Subject } from '../policy/subject';
import { type Sentence, sentence } from '../sentence';

/** The key that narrows a statement to some of those that its principal stands for. */
export const PRINCIPAL_ARN = 'aws:principalarn';

/** Who a statement is about: those it names, or those that its condition leaves of them. */
export function whoOf(statement: NormalStatement, { holder }: Subject): Sentence {
  if (holder !== undefined) return sentence`${holder}`;
  const { principal, conditions } = statement;
  const names = namesOf(principal);
  if (principal.except) return sentence`everybody but ${names}`;
  const narrowed = conditions.find(isWho);
  if (narrowed) return sentence`${narrowed.values}`;
  return names.includes('*') ? sentence`everybody` : sentence`${names}`;
}

/** Principals without their kind: an ARN, an account, a service's or a provider's name. */
export function namesOf({ patterns }: Element): string[] {
  return patterns.map((each) => each.replace(/^(AWS|Service|Federated|CanonicalUser):/, ''));
}

/** What a statement is about, and on what. */
export function whatOf({ action, resource, written }: NormalStatement): Sentence {
  const actions = action.patterns.map((each) => written.get(each) ?? each);
  const does = action.except ? sentence`everything but ${actions}` : sentence`${actions}`;
  const everything = !resource.except && resource.patterns.includes('*');
  if (everything) return does;
  return resource.except
    ? sentence`${does} on all but ${resource.patterns}`
    : sentence`${does} on ${resource.patterns}`;
}

/** When it is about that; empty when always. */
export function whenOf({ conditions }: Pick<NormalStatement, 'conditions'>): Sentence {
  const rest = conditions.filter((condition) => !isWho(condition));
  return rest.length === 0 ? sentence`` : sentence` where ${rest.map(textOf)}`;
}

/** What else is asked for; empty when nothing is. */
export function unlessOf(conditions: readonly Condition[]): Sentence {
  return conditions.length === 0 ? sentence`` : sentence` unless ${conditions.map(textOf)}`;
}

/** Whether a condition only says who. */
export function isWho({ key, operator }: Condition): boolean {
  return key === PRINCIPAL_ARN && !operator.includes('not');
}

const textOf = ({ shown, values }: Condition) => `${shown} ${values.join(', ')}`;
