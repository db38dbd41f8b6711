import { dayOf } from '../core/day';
import { parsePathPattern } from '../core/path-pattern';
import type { Store } from '../store/store';

/** Nothing but an example: the ids are. */
const SAMPLE_ID = 'a1b2c3d4-e5f6-4890-abcd-ef1234567890';

/**
 * Where a store's vendor would write a recording at a moment, and where it would on the paths before that may
 * still be written to. None where the vendor chooses its keys itself.
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
