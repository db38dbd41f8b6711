/** A text in which characters that could move a terminal's cursor or reverse its text are written as escapes. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * A text whose lines a job's log does not take for workflow commands. The escapes are those of JSON, so that JSON keeps
 * its meaning.
 *
 * @see GitHub Actions documentation, "Workflow commands for GitHub Actions": `::` at the start of a line after spaces,
 *   and `##[` anywhere
 */
export function withoutCommands(text: string): string {
  return text
    .replaceAll('##[', '##\\u005b')
    .replaceAll(/(^|[\r\n])((?:(?![\r\n])[\s\u0085])*):(?=:)/g, '$1$2\\u003a');
}
