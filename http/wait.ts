/** Milliseconds of a server's wish to wait that are granted at most. */
const LONGEST_MS = 60_000;

/** Milliseconds by which clients that were all told to wait for the same time drift apart. */
const SPREAD_MS = 250;

/**
 * Milliseconds that a server asks to wait; undefined when it does not, or not in a form that can be read.
 *
 * @param now - milliseconds since 1970
 * @see RFC 9110, "Retry-After": seconds, or a date
 * @see vendor facts, "Rate limits": Genesys says `inin-ratelimit-reset` in seconds where it does not
 *   say `Retry-After`
 */
export function waitFor(headers: Headers, now: number): number | undefined {
  const said = headers.get('retry-after') ?? headers.get('inin-ratelimit-reset');
  if (said === null) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(said.trim()) ? Number(said) * 1000 : Date.parse(said) - now;
  if (!Number.isFinite(ms) || ms < 0) return undefined;
  return Math.min(ms, LONGEST_MS) + Math.random() * SPREAD_MS;
}
