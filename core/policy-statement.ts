import type { Policy, Statement } from './policy';
import { contains, type Element, EVERYTHING } from './policy-element';

/** A condition of a statement: one operator on one key. */
export interface PolicyCondition {
  /** As written, e.g. `StringEqualsIfExists`. */
  readonly operator: string;
  /** As written, e.g. `aws:SourceIp`. IAM ignores the case of keys. */
  readonly key: string;
  /** One of them must match. */
  readonly values: readonly string[];
}

/** A statement of any policy, with every list as a list and every account as its number. */
export interface PolicyStatement {
  /** Empty for a statement without a Sid. */
  readonly sid: string;
  /** A Deny overrides every Allow. */
  readonly effect: 'Allow' | 'Deny';
  /** `AWS:…`, `Service:…`, `Federated:…`, or `*` for everyone. Absent in policies of roles, users and groups. */
  readonly principal?: Element | undefined;
  /** As written. IAM ignores the case of actions. */
  readonly action: Element;
  /** Absent in trust policies. */
  readonly resource?: Element | undefined;
  /** All of them must hold. */
  readonly conditions: readonly PolicyCondition[];
}

/** A policy that callvault cannot read, e.g. because of an element that this version does not know. */
export class UnreadablePolicyError extends Error {
  override readonly name = 'UnreadablePolicyError';
}

/**
 * Parses a policy document, and leaves its statements as they are.
 *
 * @throws UnreadablePolicyError for a text that is not a policy document
 */
export function parsePolicy(text: string): Policy {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new UnreadablePolicyError('it is not JSON', { cause });
  }
  if (!isMap(document)) throw new UnreadablePolicyError('it is not a policy document');
  refuseUnknown(document, ['Version', 'Id', 'Statement']);
  return { ...document, Statement: [document.Statement].flat() } as unknown as Policy;
}

/**
 * Reads the statements of a policy document.
 *
 * @throws UnreadablePolicyError for a text that is not a policy document, and for elements that this version does not
 *   know
 */
export function readStatements(text: string): PolicyStatement[] {
  return parsePolicy(text).Statement.map(readStatement);
}

const STATEMENT_KEYS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/**
 * Reads one statement.
 *
 * @throws UnreadablePolicyError for elements that this version does not know
 */
export function readStatement(statement: Statement): PolicyStatement {
  const raw: unknown = statement;
  if (!isMap(raw)) throw new UnreadablePolicyError('a statement is not a map');
  refuseUnknown(raw, STATEMENT_KEYS);
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = raw;
  if (Effect !== 'Allow' && Effect !== 'Deny') {
    throw new UnreadablePolicyError('the Effect of a statement is neither Allow nor Deny');
  }
  return {
    sid: typeof Sid === 'string' ? Sid : '',
    effect: Effect,
    principal: toElement(principals(Principal), principals(NotPrincipal)),
    action: toElement(texts(Action), texts(NotAction)) ?? EVERYTHING,
    resource: toElement(texts(Resource), texts(NotResource)),
    conditions: readConditions(raw.Condition),
  };
}

/** Whether a statement applies to an action: by name, by a pattern, or because NotAction does not list it. */
export function appliesToAction({ action }: PolicyStatement, name: string): boolean {
  const patterns = action.patterns.map((each) => each.toLowerCase());
  return contains({ ...action, patterns }, { patterns: [name.toLowerCase()], except: false });
}

/** Whether a statement applies to every caller. NotPrincipal does: it leaves out only a few. */
export function appliesToEveryone({ principal }: PolicyStatement): boolean {
  return principal?.except === true || principal?.patterns.includes('*') === true;
}

/**
 * The values that a statement compares a condition key with.
 *
 * @param operator - as written. @default - any operator
 */
export function conditionValues(
  { conditions }: PolicyStatement,
  key: string,
  operator?: string,
): string[] {
  return conditions
    .filter((each) => each.key === key && (operator === undefined || each.operator === operator))
    .flatMap(({ values }) => values);
}

type RecordOf<T> = Readonly<Record<string, T>>;

function isMap(value: unknown): value is RecordOf<unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseUnknown(values: RecordOf<unknown>, known: readonly string[]): void {
  const key = Object.keys(values).find((each) => !known.includes(each));
  if (key !== undefined) throw new UnreadablePolicyError(`it has ${JSON.stringify(key)}`);
}

function toElement(patterns?: readonly string[], exceptions?: readonly string[]) {
  const listed = exceptions ?? patterns;
  return listed && { patterns: [...new Set(listed)], except: exceptions !== undefined };
}

function texts(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  return ([value].flat() as unknown[]).map((each) => {
    if (typeof each === 'string') return each;
    if (typeof each === 'number' || typeof each === 'boolean') return String(each);
    throw new UnreadablePolicyError('a value is not a text');
  });
}

/** @see IAM User Guide, "AWS JSON policy elements: Principal": an account's root stands for its number */
function principals(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  if (value === '*') return ['*'];
  if (!isMap(value)) throw new UnreadablePolicyError('a principal is not a map');
  return Object.entries(value).flatMap(([kind, names]) =>
    (texts(names) ?? []).map((name) => {
      if (kind === 'AWS' && name === '*') return '*';
      return `${kind}:${/^arn:[a-z-]+:iam::(\d{12}):root$/.exec(name)?.[1] ?? name}`;
    }),
  );
}

function readConditions(value: unknown = {}): PolicyCondition[] {
  if (!isMap(value)) throw new UnreadablePolicyError('a Condition is not a map');
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!isMap(keys)) throw new UnreadablePolicyError('a Condition has no keys');
    return Object.entries(keys).map(([key, values]) => ({
      operator,
      key,
      values: [...new Set(texts(values))],
    }));
  });
}
