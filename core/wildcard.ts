/**
 * Whether a text is of a pattern in which `*` stands for any characters, and everything else for itself.
 *
 * @param pattern - e.g. `calls-*`
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 's').test(text);
}
