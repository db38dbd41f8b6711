/** The maximum number of characters shown of one value. */
export const MAX_VALUE = 200;

/**
 * A value of a plan as inert Markdown: a code span, in which GitHub does not render Markdown, HTML, links, mentions or
 * references, around text without line breaks and invisible characters.
 *
 * A vertical bar would end a table cell, so it is shown by its code point.
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

/**
 * A value of a plan for a terminal, or for the log of a job: it contains no workflow command, even at the start of a
 * line, where the runner ignores spaces.
 *
 * @see GitHub Actions documentation, "Workflow commands for GitHub Actions"
 */
export function inertText(value: string): string {
  return visible(cut(value))
    .replaceAll('##[', '##\\u{5b}')
    .replace(/^( *):/, '$1\\u{3a}');
}

/** A value of a plan in a diagram: only letters, digits and characters without a meaning in Mermaid. */
export function inertLabel(value: string): string {
  const label = value.replaceAll(/[^A-Za-z0-9_.\-/ ]/g, '_');
  return label.length > 60 ? `${label.slice(0, 59)}…` : label;
}

/** Cuts a value to length. Half of a surrogate pair that remains is shown by its code point. */
function cut(value: string): string {
  if (value.length <= MAX_VALUE) return value;
  return `${value.slice(0, MAX_VALUE)}… (${value.length.toLocaleString('en')} characters)`;
}

/** Replaces control, format and direction characters, and unpaired surrogates, with their code points. */
function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Mn}\u3164\uFFA0\u115F\u1160\u2800]|(?! )\p{Zs}/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
