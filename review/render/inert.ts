/** The most characters of one value that are shown. */
export const MAX_VALUE = 200;

/**
 * A value of a plan as Markdown that does nothing: a code span, in which GitHub renders no Markdown, HTML,
 * link, mention or reference, around text without anything that ends a line or cannot be seen.
 *
 * A bar would end a cell of a table, so it is shown by its number.
 *
 * @see GitHub Flavored Markdown Spec, "Code spans" and "Tables (extension)"
 */
export function inertMarkdown(value: string): string {
  const text = visible(cut(value)).replaceAll('|', '\\u{7c}');
  if (text.trim() === '') return '`(empty)`';
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/** A value of a plan for a terminal. */
export function inertText(value: string): string {
  return visible(cut(value));
}

/** A value of a plan in a diagram: letters, digits and what cannot mean anything there. */
export function inertLabel(value: string): string {
  const label = value.replaceAll(/[^A-Za-z0-9_.\- ]/g, '_');
  return label.length > 60 ? `${label.slice(0, 59)}…` : label;
}

/** Cuts to length; half a character that is left over is shown as such. */
function cut(value: string): string {
  if (value.length <= MAX_VALUE) return value;
  return `${value.slice(0, MAX_VALUE)}… (${value.length.toLocaleString('en')} characters)`;
}

/** Control, format and direction characters, and unpaired halves, by their numbers. */
function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Mn}\u3164\uFFA0\u115F\u1160\u2800]|(?! )\p{Zs}/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
