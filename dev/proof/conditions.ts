import { conditionsOf, type Raw, type RawCondition, withConditions } from './document';
import type { Random } from './random';
import { otherCase } from './values';
import { CONDITION_VALUES, OPERATORS } from './vocabulary';

/** Changes a value of a list. */
type Edit = (values: readonly string[]) => readonly string[];

/** A statement with one condition more, less, or another one. */
export function changeConditions(statement: Raw, random: Random): Raw {
  const conditions = conditionsOf(statement);
  if (conditions.length === 0 || random.chance(0.2)) {
    return withConditions(statement, [...conditions, newCondition(random)]);
  }
  const chosen = random.oneOf(conditions);
  const rest = conditions.filter((each) => each !== chosen);
  if (random.chance(0.15)) return withConditions(statement, rest);
  return withConditions(statement, [...rest, changedCondition(chosen, random)]);
}

function newCondition(random: Random): RawCondition {
  const key = random.oneOf(Object.keys(CONDITION_VALUES));
  const values = CONDITION_VALUES[key] ?? [];
  const operator = random.oneOf(operatorsFor(key));
  const condition = {
    operator: random.chance(0.7) ? operator : decorated(operator, random),
    key: random.chance(0.1) ? otherCase(key) : key,
    values: random.chance(0.5)
      ? [random.oneOf(values)]
      : [random.oneOf(values), random.oneOf(values)],
  };
  return random.chance(0.1) ? asNull(condition, random) : condition;
}

const asNull = ({ key }: RawCondition, random: Random): RawCondition => ({
  operator: 'Null',
  key,
  values: random.oneOf([['true'], ['false'], ['true', 'false']]),
});

/** Operators that a key can be compared with. */
function operatorsFor(key: string): readonly string[] {
  const lower = key.toLowerCase();
  const { string, arn, numeric, date, ip, bool } = OPERATORS;
  if (lower === 'aws:sourceip') return ip;
  if (lower.endsWith('arn')) return [...arn, ...string];
  if (lower.endsWith('time')) return date;
  if (lower === 's3:tlsversion' || lower === 's3:max-keys') return numeric;
  if (lower === 'aws:securetransport' || lower.startsWith('aws:principalisaws')) return bool;
  return string;
}

/** An operator with another suffix or prefix. */
function decorated(operator: string, random: Random): string {
  const plain = operator.replace(/^For(?:Any|All)RequestValues:/, '').replace(/IfExists$/, '');
  const prefix = random.oneOf(['', '', 'ForAnyValue:', 'ForAllValues:']);
  return `${prefix}${plain}${random.oneOf(['', 'IfExists'])}`;
}

function changedCondition(condition: RawCondition, random: Random): RawCondition {
  const { operator, key } = condition;
  if (operator === 'Null') return asNull(condition, random);
  return random.oneOf<() => RawCondition>([
    () => ({ ...condition, operator: decorated(operator, random) }),
    () => ({ ...condition, operator: random.oneOf(operatorsFor(key)) }),
    () => ({ ...condition, operator: random.oneOf(operatorsFor(key)) }),
    () => ({ ...condition, operator: random.oneOf(operatorsFor(key)) }),
    () => ({ ...condition, key: otherCase(key) }),
    () => asNull(condition, random),
    () => withValues(condition, random),
    () => withValues(condition, random),
    () => withValues(condition, random),
  ])();
}

function withValues(condition: RawCondition, random: Random): RawCondition {
  const known = Object.entries(CONDITION_VALUES).find(
    ([key]) => key.toLowerCase() === condition.key.toLowerCase(),
  );
  const more = known?.[1] ?? ['another'];
  const edits: readonly Edit[] = [
    (values) => [...values, random.oneOf(more)],
    (values) => values.slice(1),
    () => [random.oneOf(more)],
    (values) => values.map(otherCase),
    (values) => values.map((each) => widened(each, random)),
    (values) => [...values].reverse(),
  ];
  const isPlain = /^(?:ip|not|date|numeric|bool)/.test(condition.operator.toLowerCase());
  const values = random.oneOf(isPlain ? edits.slice(0, 3) : edits)(condition.values);
  return { ...condition, values };
}

/** A text with a wildcard, an escaped one or a variable somewhere in it; of an ARN, in its last part. */
export function widened(value: string, random: Random): string {
  const start = /^arn:(?:[^:]*:){4}/.exec(value)?.[0].length ?? 0;
  const at = start + random.below(value.length + 1 - start);
  const inserted = random.oneOf(['*', '?', '${*}', '${?}', '${aws:username}']);
  return random.chance(0.7)
    ? `${value.slice(0, at)}${inserted}`
    : `${value.slice(0, at)}${inserted}${value.slice(at + 1)}`;
}
