import type { Link } from '../../core/links';
import {
  readStatements,
  type PolicyStatement,
  UnreadablePolicyError,
} from '../../core/policy-statement';

/** What is looked up in AWS. */
export interface Lookup {
  /** The call, e.g. `s3:GetBucketPolicy acme-calls`. */
  readonly call: string;
  /** The link it shows. */
  readonly link: Link;
}

/** AWS refused to show it, so it is unknown. */
export interface RefusedLookup extends Lookup {
  readonly kind: 'refused';
  /** What AWS answered. */
  readonly answer: string;
  /** Set on a policy that AWS shows, with elements that this version does not know. */
  readonly unreadable?: true;
}

/** The result of a lookup. What AWS refuses to show is never taken for missing. */
export type Observed<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'missing' } | RefusedLookup;

/** How services name what does not exist when their status is not 404. */
const MISSING = /^NoSuch|NotFound/;

/** Errors that say nothing about the resource, and may not occur again. */
const BUSY = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/;

/**
 * Looks up one thing. A status 4xx that does not say that the thing is missing is a refusal: a link that cannot be
 * seen does not keep doctor from looking at the others. `undefined` is a thing that is missing.
 *
 * @throws what the call throws for another reason: no network, no credentials, a service that is busy or broken
 */
export async function lookUp<T>(
  lookup: Lookup,
  send: () => Promise<T | undefined>,
): Promise<Observed<T>> {
  try {
    const value = await send();
    return value === undefined ? { kind: 'missing' } : { kind: 'value', value };
  } catch (error) {
    if (error instanceof UnreadablePolicyError) {
      const answer = `the policy cannot be read: ${error.message}`;
      return { kind: 'refused', ...lookup, answer, unreadable: true };
    }
    return interpret(lookup, error as AwsError);
  }
}

function interpret(lookup: Lookup, error: AwsError): RefusedLookup | { readonly kind: 'missing' } {
  const { name, message, $metadata } = error;
  const status = $metadata?.httpStatusCode ?? 500;
  if (status < 400 || status >= 500 || BUSY.test(name)) throw error;
  if (status === 404 || MISSING.test(name)) return { kind: 'missing' };
  // The answer to a HEAD request has no body, and so no reason.
  const answer = message === 'UnknownError' ? `status ${status}` : `${name}: ${message}`;
  return { kind: 'refused', ...lookup, answer };
}

/** An error as the AWS SDK throws it. */
export type AwsError = Error & { readonly $metadata?: { readonly httpStatusCode?: number } };

/** A policy as it is stored in AWS. */
export interface StoredPolicy {
  readonly statements: readonly PolicyStatement[];
  /** Its length in characters without white space, as AWS counts. */
  readonly size: number;
  /** As AWS returned it. @default - it is not kept */
  readonly text?: string;
}

/**
 * Reads a policy that AWS returned.
 *
 * @throws UnreadablePolicyError for elements that this version does not know
 */
export function readStoredPolicy(text: string): StoredPolicy {
  const statements = readStatements(text);
  return { statements, size: JSON.stringify(JSON.parse(text)).length, text };
}

/** The value, if there is one. */
export function observedValue<T>(observed: Observed<T>): T | undefined {
  return observed.kind === 'value' ? observed.value : undefined;
}

/** What AWS does where a setting is missing. */
export function orDefault<T>(observed: Observed<T>, value: T): Observed<T> {
  return observed.kind === 'missing' ? { kind: 'value', value } : observed;
}

/** Whether AWS refused to show it. */
export function isRefused(observed: Observed<unknown> | undefined): boolean {
  return observed?.kind === 'refused';
}

/** A list, which is empty if it is missing or was not looked up; undefined if AWS refused to show it. */
export function tryList<T>(observed: Observed<readonly T[]> | undefined): readonly T[] | undefined {
  if (isRefused(observed)) return undefined;
  return (observed && observedValue(observed)) ?? [];
}

/** Applies a check to a value; finds nothing where there is none. */
export function whenObserved<T, R>(
  observed: Observed<T>,
  check: (value: T) => readonly R[],
): readonly R[] {
  return observed.kind === 'value' ? check(observed.value) : [];
}

/** Everything that AWS refused to show, at any depth, each once. */
export function refusals(live: unknown): RefusedLookup[] {
  if (typeof live !== 'object' || live === null) return [];
  if ((live as { kind?: unknown }).kind === 'refused') return [live as RefusedLookup];
  return [...new Set(Object.values(live).flatMap(refusals))];
}

/** How many lookups AWS answered, whether the thing exists or not. */
export function countObserved(live: unknown): number {
  if (typeof live !== 'object' || live === null) return 0;
  const own = /^(value|missing)$/.test(String((live as { kind?: unknown }).kind)) ? 1 : 0;
  return Object.values(live).reduce((sum: number, each) => sum + countObserved(each), own);
}
