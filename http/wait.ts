/** Milliseconds that a server may ask to wait at most. */
const MAX_MS = 60_000;

/** Random milliseconds added, so that clients with equal waits do not all return at once. */
const JITTER_MS = 250;

/**
 * Milliseconds that a server asks to wait; undefined if it does not, or in an unknown form.
 *
 * @param now - milliseconds since 1970
 * @see RFC 9110, "Retry-After": seconds, or a date
 * @see vendor facts, "Rate limits": Genesys sends `inin-ratelimit-reset` in seconds where it does not send `Retry-After`
 */
export function parseWait(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after') ?? headers.get('inin-ratelimit-reset');
  if (text === null) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  if (!Number.isFinite(ms) || ms < 0) return undefined;
  return Math.min(ms, MAX_MS) + Math.random() * JITTER_MS;
}
