import type { RawCondition } from './document';
import type { Random } from './random';

/** Condition keys and their values in one request. */
export type RequestValues = Record<string, string | string[]>;

/** A value of a request; undefined when the request does not have the key. */
export type RequestValue = string | string[] | undefined;

const FILLERS = ['', 'x', 'a/b', 'recordings/x', 'Other'];

/** A text that a pattern matches. */
export function fill(pattern: string, values: RequestValues, random: Random): string {
  return pattern.replaceAll(/\$\{([^}]*)\}|[*?]/g, (match, variable: string | undefined) => {
    if (match === '*') return random.oneOf(FILLERS);
    if (match === '?') return random.oneOf(['x', 'Y', '7']);
    if (variable === undefined || ['*', '?', '$'].includes(variable)) return variable ?? match;
    const value = values[variable] ?? values[variable.toLowerCase()];
    return typeof value === 'string' ? value : random.oneOf(['x', match]);
  });
}

interface Operator {
  readonly set: string;
  readonly base: string;
  readonly ifExists: boolean;
}

function operatorOf(written: string): Operator {
  const [, set = '', base = '', ifExists] =
    /^(for(?:any|all)values:)?(.*?)(ifexists)?$/.exec(written.toLowerCase()) ?? [];
  return { set, base, ifExists: ifExists !== undefined };
}

/** A value with which a condition holds. */
export function satisfy(
  condition: RawCondition,
  values: RequestValues,
  random: Random,
): RequestValue {
  const { set, base, ifExists } = operatorOf(condition.operator);
  if (base === 'null') return condition.values.includes('true') ? undefined : 'x';
  const isNegated = base.includes('not');
  const holdsWithout = ifExists || set === 'forallvalues:' || (isNegated && set === '');
  if (holdsWithout && random.chance(0.3)) return undefined;
  const one = () => (isNegated ? another(base, random) : matching(base, condition, values, random));
  return listed(set, one, random);
}

/** A value with which a condition does not hold, if there is one. */
export function falsify(
  condition: RawCondition,
  values: RequestValues,
  random: Random,
): RequestValue {
  const { set, base, ifExists } = operatorOf(condition.operator);
  if (base === 'null') return condition.values.includes('true') ? 'x' : undefined;
  const isNegated = base.includes('not');
  const failsWithout = !ifExists && (set === 'foranyvalue:' || (!isNegated && set === ''));
  if (failsWithout && random.chance(0.3)) return undefined;
  const one = () => (isNegated ? matching(base, condition, values, random) : another(base, random));
  return listed(set, one, random);
}

function listed(set: string, one: () => string, random: Random): RequestValue {
  if (set === '') return one();
  return random.chance(0.5) ? [one()] : [one(), one()];
}

/** A value that differs from most values of policies. */
function another(base: string, random: Random): string {
  if (base.includes('ipaddress')) return random.oneOf(['192.0.2.1', '2001:db8::1']);
  if (base.startsWith('numeric')) return random.oneOf(['-1', '99999']);
  if (base.startsWith('date'))
    return random.oneOf(['2001-01-01T00:00:00Z', '2099-01-01T00:00:00Z']);
  if (base === 'bool') return random.oneOf(['true', 'false']);
  if (base.startsWith('arn')) return 'arn:aws:s3:::another';
  return random.oneOf(['another', '']);
}

/** A value that a condition lists. */
// eslint-disable-next-line max-params -- the parts of one value
function matching(
  base: string,
  { values: listedValues }: RawCondition,
  values: RequestValues,
  random: Random,
) {
  const value = listedValues.length === 0 ? 'x' : random.oneOf(listedValues);
  if (base.includes('ipaddress')) return addressIn(value);
  if (base.startsWith('numeric') || base.startsWith('date')) return near(base, value);
  const filled = fill(value, values, random);
  return base.includes('ignorecase') ? random.oneOf([filled, otherCase(filled)]) : filled;
}

/** The text in another case. */
export const otherCase = (text: string) =>
  text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();

const addressIn = (range: string) =>
  range
    .replace(/\/(\d+)$/, '')
    .replace(/\.0$/, '.7')
    .replace(/::$/, '::7');

/** A number or date that is as far from another as its operator wants. */
function near(base: string, value: string): string {
  const step = base.includes('less') ? -1 : Number(base.includes('greater'));
  if (base.startsWith('numeric')) return String(Number(value) + step);
  return new Date((Date.parse(value) || 0) + step * 1000).toISOString();
}
