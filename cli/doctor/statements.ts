import { isDeepStrictEqual } from 'node:util';
import type { Statement } from '../../core/policy';
import type { Element } from '../../core/policy-element';
import { type PolicyStatement, readStatement } from '../../core/policy-statement';

/** An element in which two statements differ, e.g. `Resource` or `Condition.Bool.aws:securetransport`. */
export interface StatementPart {
  /** Name of the element; condition keys in lower case, because IAM ignores their case. */
  readonly name: string;
  /** Its values in the expected statement; empty if it has no such element. */
  readonly expected: readonly string[];
  /** Its values in the deployed statement. */
  readonly live: readonly string[];
}

/** A difference between a deployed policy and the expected one. */
export interface StatementDifference {
  /** `lost`: only expected. `gained`: only deployed. `changed`: in both, and different. */
  readonly kind: 'lost' | 'gained' | 'changed';
  /** Empty for a statement without a Sid. */
  readonly sid: string;
  readonly effect: string;
  /** The elements that differ; all elements of a lost or gained statement. */
  readonly parts: readonly StatementPart[];
}

/** Values by the name of their element, sorted. */
type Elements = Readonly<Record<string, readonly string[]>>;

interface Entry extends Pick<PolicyStatement, 'sid' | 'effect'> {
  readonly elements: Elements;
}

/**
 * Compares policies statement by statement. Irrelevant are: the order of statements and of lists, whether a single
 * value stands in a list, the case of actions and condition keys, and Sids.
 */
export function compareStatements(
  expected: readonly Statement[],
  live: readonly PolicyStatement[],
): StatementDifference[] {
  const wanted = expected.map(readStatement).map(toEntry);
  const deployed = live.map(toEntry);
  const lost = wanted.filter((want) => !deployed.some((each) => isSame(want, each)));
  const gained = deployed.filter((each) => !wanted.some((want) => isSame(want, each)));
  const twinOf = ({ sid, effect }: Entry) =>
    gained.find((each) => each.sid === sid && each.effect === effect);
  const twins = lost.map(twinOf);
  return [
    ...lost.filter((want) => !twinOf(want)).map((want) => difference('lost', want, want.elements)),
    ...lost.flatMap((want) => {
      const twin = twinOf(want);
      return twin ? [difference('changed', want, want.elements, twin.elements)] : [];
    }),
    ...gained
      .filter((each) => !twins.includes(each))
      .map((each) => difference('gained', each, {}, each.elements)),
  ];
}

function difference(
  kind: StatementDifference['kind'],
  { sid, effect }: Entry,
  ...[expected, live = {}]: readonly [expected: Elements, live?: Elements]
): StatementDifference {
  return { kind, sid, effect, parts: differingParts(expected, live) };
}

function toEntry({ sid, effect, ...statement }: PolicyStatement): Entry {
  return { sid, effect, elements: elementsOf(statement) };
}

/** A Sid only names a statement and does not change its meaning. */
function isSame(a: Entry, b: Entry): boolean {
  return a.effect === b.effect && isDeepStrictEqual(a.elements, b.elements);
}

function elementsOf({
  principal,
  action,
  resource,
  conditions,
}: Omit<PolicyStatement, 'sid' | 'effect'>): Elements {
  const values: [name: string, value: string][] = [
    ...namedValues('Principal', principal).map(byKind),
    ...namedValues('Action', action).map(([name, value]): [string, string] => [
      name,
      value.toLowerCase(),
    ]),
    ...namedValues('Resource', resource),
    ...conditions.flatMap(({ operator, key, values: compared }) =>
      compared.map((each): [string, string] => [
        `Condition.${operator}.${key.toLowerCase()}`,
        each,
      ]),
    ),
  ];
  const elements: Record<string, string[]> = {};
  for (const [name, value] of values.sort()) (elements[name] ??= []).push(value);
  return elements;
}

function namedValues(name: string, element: Element | undefined): [string, string][] {
  const { patterns = [], except = false } = element ?? {};
  return patterns.map((each) => [except ? `Not${name}` : name, each]);
}

/** Principals by their kind; an account by its number, in words. */
function byKind([name, pattern]: [string, string]): [string, string] {
  if (pattern === '*') return [`${name}.AWS`, '*'];
  const [, kind = '', value = ''] = /^(\w+):(.*)$/s.exec(pattern) ?? [];
  return [`${name}.${kind}`, /^\d{12}$/.test(value) ? `account ${value}` : value];
}

function differingParts(expected: Elements, live: Elements): StatementPart[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(live)])];
  return names
    .map((name) => ({ name, expected: expected[name] ?? [], live: live[name] ?? [] }))
    .filter((part) => !isDeepStrictEqual(part.expected, part.live));
}

/** One line for each part; only the differing values of lists that have something in common. */
export function describeParts(parts: readonly StatementPart[]): string[] {
  return parts.map(({ name, expected, live }) => {
    const lacking = expected.filter((each) => !live.includes(each));
    const extra = live.filter((each) => !expected.includes(each));
    if (lacking.length === expected.length || extra.length === live.length) {
      return `${name}: ${live.join(', ') || 'nothing'}; expected ${expected.join(', ') || 'nothing'}`;
    }
    const differences = [
      ...(lacking.length > 0 ? [`lacks ${lacking.join(', ')}`] : []),
      ...(extra.length > 0 ? [`also has ${extra.join(', ')}`] : []),
    ];
    return `${name} ${differences.join('; ')}`;
  });
}
