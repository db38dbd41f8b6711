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
const MISSING = /^NoSuch|NotFound|^NoSuchEntity/;

/** What each service answers to somebody who may not. KMS and Secrets Manager do so with status 400. */
const REFUSED = /^AccessDenied|^Forbidden$|^UnauthorizedOperation$|^AllAccessDisabled$/;

/**
 * Looks at one thing.
 *
 * @throws what the call throws that neither says "not there" nor "not for you"
 */
export async function look<T>(sight: Sight, call: () => Promise<T | undefined>): Promise<Seen<T>> {
  try {
    const value = await call();
    return value === undefined ? { kind: 'missing' } : { kind: 'value', value };
  } catch (error) {
    const { name, message, $metadata } = error as AwsError;
    const status = $metadata?.httpStatusCode;
    if (status === 403 || REFUSED.test(name)) {
      // A HEAD is answered without a body, and so without a reason.
      const said =
        message === 'UnknownError' ? `status ${status ?? 'unknown'}` : `${name}: ${message}`;
      return { kind: 'refused', ...sight, answer: said };
    }
    if (status === 404 || MISSING.test(name)) return { kind: 'missing' };
    throw error;
  }
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
