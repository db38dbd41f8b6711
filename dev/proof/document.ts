/** A policy document as a person could have written it: any element, in any notation. */
export interface PolicyText {
  readonly Version?: string;
  readonly Statement: readonly Raw[];
}

/** A statement as written. */
export type Raw = Readonly<Record<string, unknown>>;

/** A condition of a statement as written. */
export interface RawCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The values of an element, as a list. */
export const listOf = (value: unknown): string[] =>
  value === undefined ? [] : [value].flat().map(String);

/** The conditions of a statement. */
export function conditionsOf({ Condition = {} }: Raw): RawCondition[] {
  return Object.entries(Condition as Record<string, Raw>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: listOf(values) })),
  );
}

/** A statement with other conditions. Of two with one operator and one key, the last counts, as in JSON. */
export function withConditions(statement: Raw, conditions: readonly RawCondition[]): Raw {
  const Condition: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions) {
    Condition[operator] = { ...Condition[operator], [key]: values };
  }
  const { Condition: _, ...rest } = statement;
  return conditions.length === 0 ? rest : { ...rest, Condition };
}

/** An element and its opposite: `Action` and `NotAction`. */
export type ElementName = 'Principal' | 'Action' | 'Resource';

/** The values of an element, and whether the statement has its opposite. */
export function elementOf(statement: Raw, name: ElementName) {
  const except = statement[`Not${name}`];
  const value = except ?? statement[name];
  return { isExcept: except !== undefined, value };
}

/** A statement with another value of an element. */
export function withElement(
  statement: Raw,
  name: ElementName,
  { value, isExcept }: { readonly value: unknown; readonly isExcept: boolean },
): Raw {
  const rest = Object.entries(statement).filter(([key]) => key !== name && key !== `Not${name}`);
  return { ...Object.fromEntries(rest), [isExcept ? `Not${name}` : name]: value };
}

/** A principal of a statement: `AWS` and an ARN, or `*`. */
export interface RawPrincipal {
  readonly kind: string;
  readonly name: string;
}

/** The principals of an element. */
export function principalsIn(value: unknown): RawPrincipal[] {
  if (value === '*') return [{ kind: 'AWS', name: '*' }];
  return Object.entries((value ?? {}) as Raw).flatMap(([kind, names]) =>
    listOf(names).map((name) => ({ kind, name })),
  );
}

/** The element for principals. */
export function principalElement(principals: readonly RawPrincipal[]): Raw {
  const kinds = [...new Set(principals.map(({ kind }) => kind))];
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      principals.filter((each) => each.kind === kind).map(({ name }) => name),
    ]),
  );
}
