import { type Element, EVERYTHING } from '../../core/policy-element';
import { parsePolicy, type PolicyStatement, readStatement } from '../../core/policy-statement';
import { type Condition, isAlwaysTrue, readCondition } from './condition';

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
  if (text.trim() === '') return [];
  const { Version, Statement } = parsePolicy(text);
  const hasVariables = (Version as string | undefined) === '2012-10-17';
  return Statement.map((each) => {
    const statement = readStatement(each);
    return normalize(hasVariables ? statement : withoutVariables(statement));
  });
}

/**
 * A statement of a policy without variables, as one of a policy with them: `${` is then written `${$}{`.
 *
 * @see IAM User Guide, "IAM JSON policy elements: Version"
 */
function withoutVariables(statement: PolicyStatement): PolicyStatement {
  const escape = (value: string) => value.replaceAll('${', '${$}{');
  const { resource, conditions } = statement;
  return {
    ...statement,
    resource: resource && { ...resource, patterns: resource.patterns.map(escape) },
    conditions: conditions.map((each) => ({ ...each, values: each.values.map(escape) })),
  };
}

function normalize({ action, conditions, ...statement }: PolicyStatement): NormalStatement {
  const { principal = EVERYTHING, resource = EVERYTHING } = statement;
  return {
    ...statement,
    principal: sorted(principal),
    action: sorted({ ...action, patterns: action.patterns.map((each) => each.toLowerCase()) }),
    resource: sorted(resource),
    conditions: conditions.map(readCondition).filter((condition) => !isAlwaysTrue(condition)),
    written: new Map(action.patterns.map((each) => [each.toLowerCase(), each])),
  };
}

function sorted({ patterns, except }: Element): Element {
  return { patterns: [...new Set(patterns)].sort(), except };
}
