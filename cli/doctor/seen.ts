import type { Link } from './finding';

/** AWS said no, so that nothing is known. */
export interface Refused {
  /** Tells it from what was seen. */
  readonly kind: 'refused';
  /** The call, e.g. `iam:GetRole recordings-calls-prod`. */
  readonly asked: string;
  /** What AWS answered. */
  readonly answer: string;
  /** The link it would have told of. */
  readonly link: Link;
}

/** Something that was looked for in AWS. What could not be seen is never taken for what is not there. */
export type Seen<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'missing' } | Refused;

/** What was looked for, for whoever reads that it could not be seen. */
export interface Sight {
  /** The call, e.g. `s3:GetBucketPolicy acme-calls`. */
  readonly asked: string;
  /** The link it tells of. */
  readonly link: Link;
}

/** What each service answers where a thing is not there, beside status 404. */
const MISSING = /^NoSuch|NotFound/;

/** What says nothing about the thing, and may be another answer the next time. */
const BUSY = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/;

/**
 * Looks at one thing. Whatever AWS answers with a status that is the caller's fault, and that does not say that the
 * thing is not there, is a refusal: one link that cannot be seen must not keep the others from being looked at.
 *
 * @throws what the call throws for another reason: no network, no credentials, a service that is busy or broken
 */
export async function look<T>(sight: Sight, call: () => Promise<T | undefined>): Promise<Seen<T>> {
  try {
    const value = await call();
    return value === undefined ? { kind: 'missing' } : { kind: 'value', value };
  } catch (error) {
    return judge(sight, error as AwsError);
  }
}

function judge(sight: Sight, error: AwsError): Refused | { readonly kind: 'missing' } {
  const { name, message, $metadata } = error;
  const status = $metadata?.httpStatusCode ?? 500;
  if (status < 400 || status >= 500 || BUSY.test(name)) throw error;
  if (status === 404 || MISSING.test(name)) return { kind: 'missing' };
  // A HEAD is answered without a body, and so without a reason.
  const answer = message === 'UnknownError' ? `status ${status}` : `${name}: ${message}`;
  return { kind: 'refused', ...sight, answer };
}

/** An error as the clients of AWS throw it. */
export type AwsError = Error & { readonly $metadata?: { readonly httpStatusCode?: number } };

/** What was seen; undefined where nothing was. */
export function valueOf<T>(seen: Seen<T>): T | undefined {
  return seen.kind === 'value' ? seen.value : undefined;
}

/** Applies to what was seen. */
export function whenSeen<T, R>(seen: Seen<T>, then: (value: T) => readonly R[]): readonly R[] {
  return seen.kind === 'value' ? then(seen.value) : [];
}

/** All that AWS refused to show, at whatever depth, each once. */
export function refusals(live: unknown): Refused[] {
  if (typeof live !== 'object' || live === null) return [];
  if ((live as { kind?: unknown }).kind === 'refused') return [live as Refused];
  return [...new Set(Object.values(live).flatMap(refusals))];
}

/** How many things were looked for at all, seen or not. */
export function countSeen(live: unknown): number {
  if (typeof live !== 'object' || live === null) return 0;
  const own = /^(value|missing)$/.test(String((live as { kind?: unknown }).kind)) ? 1 : 0;
  return Object.values(live).reduce((sum: number, each) => sum + countSeen(each), own);
}
