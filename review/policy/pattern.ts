/**
 * Whether an IAM pattern, with `*` and `?`, fits everything that another pattern fits. A wildcard of the
 * other is covered by a `*`, and by the same wildcard, only: that may miss a cover, and never invents one.
 *
 * @see IAM User Guide, "IAM JSON policy elements: Resource", on wildcards
 */
export function covers(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true;
  if (!/[*?]/.test(wide)) return false;
  return walk(wide, narrow);
}

/** Goes through both at once, and returns to the last `*` when it does not fit: linear for most texts. */
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

/** Whether nothing can fit both: they already differ before the first wildcard of either. */
export function areApart(a: string, b: string): boolean {
  const [first, second] = [literalStart(a), literalStart(b)];
  const both = Math.min(first.length, second.length);
  if (first.slice(0, both) !== second.slice(0, both)) return true;
  return first.length === a.length && second.length === b.length && a !== b;
}

const literalStart = (pattern: string) => pattern.split(/[*?]/, 1)[0] ?? '';
