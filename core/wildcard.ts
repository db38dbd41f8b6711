/**
 * Whether a text matches a pattern in which `*` stands for any characters, and everything else for itself.
 *
 * @param pattern - e.g. `calls-*`
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 's').test(text);
}

/**
 * Whether an IAM pattern, with `*` and `?`, matches everything that another pattern matches. Only a `*`, or the
 * same wildcard, covers a wildcard of the other: the answer may wrongly be false, and is never wrongly true.
 *
 * @see IAM User Guide, "IAM JSON policy elements: Resource", on wildcards
 */
export function coversPattern(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true;
  if (!/[*?]/.test(wide)) return false;
  return walk(wide, narrow);
}

/** Goes through both at once, and returns to the last `*` on a mismatch: linear for most texts. */
function walk(wide: string, narrow: string): boolean {
  let [at, next, star, retry] = [0, 0, -1, 0];
  while (next < narrow.length) {
    const fits = wide[at] === narrow[next] || (wide[at] === '?' && narrow[next] !== '*');
    if (wide[at] === '*') {
      star = at;
      retry = next;
      at += 1;
    } else if (fits) {
      at += 1;
      next += 1;
    } else {
      if (star < 0) return false;
      retry += 1;
      at = star + 1;
      next = retry;
    }
  }
  return /^\**$/.test(wide.slice(at));
}

/** Whether no text matches both patterns, because they differ before the first wildcard of either. */
export function areDisjoint(a: string, b: string): boolean {
  const [first, second] = [literalStart(a), literalStart(b)];
  const both = Math.min(first.length, second.length);
  if (first.slice(0, both) !== second.slice(0, both)) return true;
  return first.length === a.length && second.length === b.length && a !== b;
}

const literalStart = (pattern: string) => pattern.split(/[*?]/, 1)[0] ?? '';
