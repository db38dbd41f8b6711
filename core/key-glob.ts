/**
 * Matches keys with patterns like those of `.gitignore`: `*` stands for any characters but a slash, `**` for any
 * characters, `?` for one. A pattern begins at any folder and ends with the key; with a slash at its end it covers the
 * whole folder.
 */
export function matcherOf(patterns: readonly string[]): (key: string) => boolean {
  const expressions = patterns.map(expressionOf);
  return (key) => expressions.some((expression) => expression.test(key));
}

const WILDCARDS: Readonly<Record<string, string>> = { '**': '.*', '*': '[^/]*', '?': '[^/]' };

function expressionOf(pattern: string): RegExp {
  const body = pattern
    .split(/(\*\*|\*|\?)/)
    .map((piece) => WILDCARDS[piece] ?? piece.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('');
  return new RegExp(`(?:^|/)${body}${pattern.endsWith('/') ? '' : '$'}`, 's');
}
