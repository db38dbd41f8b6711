import { isRecord } from '../attributes';
import { type Condition, readCondition } from './condition';
import { type Element, EVERYTHING } from './element';

/** A statement in normal form: equal statements are equal, however they were written. */
export interface NormalStatement {
  /** Its name in the policy; empty when it has none. */
  readonly sid: string;
  /** A Deny wins over every Allow. */
  readonly effect: 'Allow' | 'Deny';
  /** Who, as `AWS:arn:…` or `Service:…`; `*` is everybody. Everybody where the policy is somebody's own. */
  readonly principal: Element;
  /** What, in lower case: case does not count in actions. */
  readonly action: Element;
  /** On what. */
  readonly resource: Element;
  /** All of these must hold. */
  readonly conditions: readonly Condition[];
  /** The actions as they were written, by their lower case. */
  readonly written: ReadonlyMap<string, string>;
}

/**
 * Reads a policy document.
 *
 * @throws UnreadablePolicyError for whatever is none, or has what this version does not know
 */
export function readPolicy(text: string): NormalStatement[] {
  if (text.trim() === '') return [];
  const document = parse(text);
  refuseUnknown(document, ['Version', 'Id', 'Statement']);
  const { Statement: statements } = document;
  return (Array.isArray(statements) ? (statements as unknown[]) : [statements]).map(readStatement);
}

/** A policy that cannot be compared. */
export class UnreadablePolicyError extends Error {
  /** Its name, for whoever only sees that. */
  override readonly name = 'UnreadablePolicyError';
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new UnreadablePolicyError('it is not JSON', { cause });
  }
  if (isRecord(document)) return document;
  throw new UnreadablePolicyError('it is no policy document');
}

const STATEMENT_KEYS = [
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction'],
  ...['Resource', 'NotResource', 'Condition'],
];

function refuseUnknown(values: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const key = Object.keys(values).find((each) => !known.includes(each));
  if (key !== undefined) throw new UnreadablePolicyError(`it has ${JSON.stringify(key)}`);
}

function readStatement(raw: unknown): NormalStatement {
  if (!isRecord(raw)) throw new UnreadablePolicyError('a statement is no map of keys');
  refuseUnknown(raw, STATEMENT_KEYS);
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = raw;
  if (Effect !== 'Allow' && Effect !== 'Deny') {
    throw new UnreadablePolicyError('a statement has no Effect that is Allow or Deny');
  }
  const [actions, notActions] = [texts(Action), texts(NotAction)];
  return {
    sid: typeof Sid === 'string' ? Sid : '',
    effect: Effect,
    principal: element(principals(Principal), principals(NotPrincipal)),
    action: element(actions?.map(lower), notActions?.map(lower)),
    resource: element(texts(Resource), texts(NotResource)),
    conditions: readConditions(raw.Condition),
    written: new Map(
      [...(actions ?? []), ...(notActions ?? [])].map((each) => [lower(each), each]),
    ),
  };
}

const lower = (text: string) => text.toLowerCase();

function element(
  patterns: readonly string[] | undefined,
  exceptions: readonly string[] | undefined,
): Element {
  if (exceptions) return { patterns: unique(exceptions), except: true };
  return patterns ? { patterns: unique(patterns), except: false } : EVERYTHING;
}

const unique = (values: readonly string[]) => [...new Set(values)].sort();

function texts(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return list.map((each) => {
    if (['string', 'number', 'boolean'].includes(typeof each)) return String(each);
    throw new UnreadablePolicyError('a value is no text');
  });
}

/** @see IAM User Guide, "AWS JSON policy elements: Principal": an account's root is its number */
function principals(value: unknown): string[] | undefined {
  if (value === undefined || value === '*') return value === '*' ? ['*'] : undefined;
  if (!isRecord(value)) throw new UnreadablePolicyError('a principal is no map of keys');
  return Object.entries(value).flatMap(([kind, names]) =>
    (texts(names) ?? []).map((name) => {
      if (kind === 'AWS' && name === '*') return '*';
      return `${kind}:${/^arn:[a-z-]+:iam::(\d{12}):root$/.exec(name)?.[1] ?? name}`;
    }),
  );
}

function readConditions(value: unknown): Condition[] {
  if (value === undefined) return [];
  if (!isRecord(value)) throw new UnreadablePolicyError('a Condition is no map of keys');
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!isRecord(keys)) throw new UnreadablePolicyError('a Condition has no keys');
    return Object.entries(keys).map(([key, values]) =>
      readCondition(operator, key, texts(values) ?? []),
    );
  });
}
