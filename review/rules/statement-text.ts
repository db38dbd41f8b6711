import type { Condition } from '../policy/condition';
import type { Element } from '../../core/policy-element';
import type { NormalStatement } from '../policy/statement';
import type { Subject } from '../policy/subject';
import { ownWords, type Sentence, sentence } from '../sentence';

/** The condition key that narrows a statement to some of its principals. */
export const PRINCIPAL_ARN = 'aws:principalarn';

/** The principals of a statement, or those that its condition limits it to. */
export function principalText(statement: NormalStatement, { holder }: Subject): Sentence {
  if (holder !== undefined) return sentence`${holder}`;
  const { principal, conditions } = statement;
  const names = principalNames(principal);
  if (principal.except) return sentence`everyone except ${names}`;
  const limited = conditions.find(isPrincipalCondition);
  if (limited) return sentence`${limited.values}`;
  return names.includes('*') ? ownWords('everyone') : sentence`${names}`;
}

/** Principals without their type: an ARN, an account, the name of a service or an identity provider. */
export function principalNames({ patterns }: Element): string[] {
  return patterns.map((each) => each.replace(/^(AWS|Service|Federated|CanonicalUser):/, ''));
}

/** The actions of a statement as they were written. */
export const actionNames = ({ action, written }: NormalStatement) =>
  action.patterns.map((each) => written.get(each) ?? each);

/** The actions and resources of a statement. */
export function actionText(statement: NormalStatement): Sentence {
  const { action, resource } = statement;
  const names = actionNames(statement);
  const actions = action.except ? sentence`everything except ${names}` : sentence`${names}`;
  if (resource.except) return sentence`${actions} on everything except ${resource.patterns}`;
  return resource.patterns.includes('*') ? actions : sentence`${actions} on ${resource.patterns}`;
}

/** The conditions of a statement, without those that only name principals; empty when it has none. */
export function conditionText({ conditions }: Pick<NormalStatement, 'conditions'>): Sentence {
  const rest = conditions.filter((condition) => !isPrincipalCondition(condition));
  return rest.length === 0 ? sentence`` : sentence` where ${rest.map(shownCondition)}`;
}

/** The conditions that a request must now meet; empty when there are none. */
export function unlessText(conditions: readonly Condition[]): Sentence {
  return conditions.length === 0 ? sentence`` : sentence` unless ${conditions.map(shownCondition)}`;
}

/** Whether a condition only names principals. */
export function isPrincipalCondition({ key, operator }: Condition): boolean {
  return key === PRINCIPAL_ARN && !operator.includes('not');
}

/** Key, operator and values of a condition: `kms:ViaService StringEquals s3.us-east-1.amazonaws.com`. */
export const shownCondition = ({ shown, values }: Condition) => `${shown} ${values.join(', ')}`;
