import { type Element, EVERYTHING } from '../../core/policy-element';
import { type PolicyStatement, readStatements } from '../../core/policy-statement';
import { type Condition, readCondition } from './condition';

/** A statement in normal form: two statements of the same meaning have the same form, however they are written. */
export interface NormalStatement extends Pick<PolicyStatement, 'sid' | 'effect'> {
  /** {@link EVERYTHING} in policies of roles, users and groups. */
  readonly principal: Element;
  /** In lower case. */
  readonly action: Element;
  /** {@link EVERYTHING} in trust policies. */
  readonly resource: Element;
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
  /** The actions as written, by their lower case. */
  readonly written: ReadonlyMap<string, string>;
}

/**
 * Reads a policy document.
 *
 * @throws UnreadablePolicyError for a text that is not a policy document, and for elements that this version does not
 *   know
 */
export function readPolicy(text: string): NormalStatement[] {
  return text.trim() === '' ? [] : readStatements(text).map(normalize);
}

function normalize({ action, conditions, ...statement }: PolicyStatement): NormalStatement {
  const { principal = EVERYTHING, resource = EVERYTHING } = statement;
  return {
    ...statement,
    principal: sorted(principal),
    action: sorted({ ...action, patterns: action.patterns.map((each) => each.toLowerCase()) }),
    resource: sorted(resource),
    conditions: conditions.map(readCondition),
    written: new Map(action.patterns.map((each) => [each.toLowerCase(), each])),
  };
}

function sorted({ patterns, except }: Element): Element {
  return { patterns: [...new Set(patterns)].sort(), except };
}
