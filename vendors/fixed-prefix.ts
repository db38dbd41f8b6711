import { type Problem, problemIf } from '../core/problem';
import type { Store } from '../store/store';

/** A vendor that chooses the whole key can only be given a prefix that contains its own. */
export function checkFixedPrefix({
  rule,
  store,
}: {
  readonly rule: string;
  readonly store: Pick<Store, 'prefix' | 'profile'>;
}): Problem[] {
  const { prefix, profile } = store;
  const { title, keys } = profile;
  return problemIf(!keys.prefix.startsWith(prefix), {
    rule,
    path: ['prefix'],
    what: `${title} writes to ${keys.prefix}, not to ${prefix}, where every upload would be denied`,
    fix: `Leave prefix out for ${keys.prefix}.`,
  });
}
