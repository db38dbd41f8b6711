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
 * Whether an IAM pattern, with `*`, `?` and policy variables, matches everything that another pattern matches. A
 * wildcard or variable of the other pattern is covered only by a `*` or by the same wildcard or variable: the answer
 * may wrongly be false, and is never wrongly true.
 *
 * @see IAM User Guide, "IAM JSON policy elements: Resource", on wildcards
 * @see IAM User Guide, "IAM policy elements: Variables and tags"
 */
export function coversPattern(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true;
  if (!/[*?$]/.test(wide + narrow)) return false;
  return walk(tokensOf(wide), tokensOf(narrow));
}

/**
 * The parts of a pattern: `*`, `?`, a variable as written, or a character after `=`. `${*}`, `${?}` and `${$}` stand for
 * the character.
 */
function tokensOf(pattern: string): string[] {
  return [...pattern.matchAll(/\$\{([^}]*)\}|[^]/g)].map(([part, variable]) => {
    if (variable === undefined) return part === '*' || part === '?' ? part : `=${part}`;
    return ['*', '?', '$'].includes(variable) ? `=${variable}` : part;
  });
}

const isCharacter = (token: string | undefined) => token?.startsWith('=') === true;

/** Goes through both at once, and returns to the last `*` on a mismatch: linear for most texts. */
function walk(wide: readonly string[], narrow: readonly string[]): boolean {
  let [at, next, star, retry] = [0, 0, -1, 0];
  while (next < narrow.length) {
    const fits = wide[at] === narrow[next] || (wide[at] === '?' && isCharacter(narrow[next]));
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
  return wide.slice(at).every((token) => token === '*');
}

/** Whether no text matches both patterns, because they differ before the first wildcard or variable of either. */
export function areDisjoint(a: string, b: string): boolean {
  const [first, second] = [tokensOf(a), tokensOf(b)];
  const starts = [first, second].map(literalLength) as [number, number];
  const both = Math.min(...starts);
  if (first.slice(0, both).some((token, index) => token !== second[index])) return true;
  const areLiteral = starts[0] === first.length && starts[1] === second.length;
  return areLiteral && first.length !== second.length;
}

function literalLength(tokens: readonly string[]): number {
  const end = tokens.findIndex((token) => !isCharacter(token));
  return end < 0 ? tokens.length : end;
}
