import { dayOf } from '../core/day';
import { parsePathPattern } from '../core/path-pattern';
import type { Store } from '../store/store';

/** Stands for every id in a sample key. */
const SAMPLE_ID = 'a1b2c3d4-e5f6-4890-abcd-ef1234567890';

/**
 * Sample keys of a recording made now: on the current path, and on previous paths that may still be written to. None if
 * the vendor chooses the keys itself.
 */
export function sampleKeys({ paths }: Pick<Store, 'paths'>, now: Date): string[] {
  const [yyyy, mm, dd] = dayOf(now.getTime()).split('-');
  const known = { yyyy, mm, dd, hh: now.toISOString().slice(11, 13), format: 'wav' };
  return paths.flatMap(({ pattern, gone }) => {
    if (pattern === undefined || gone === true) return [];
    const parsed = parsePathPattern(pattern);
    const ids = parsed.tokens.map((token) => [token, /uuid$/.test(token) ? SAMPLE_ID : token]);
    return [parsed.renderKey({ ...(Object.fromEntries(ids) as object), ...known }).key];
  });
}
