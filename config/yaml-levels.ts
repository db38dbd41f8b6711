import { indentOf } from './yaml-lines';
import type { YamlCause } from './yaml-text';

/** Finds entries of a list that are deeper than the one before, which YAML reads as the rest of its text. */
export function findDeeperEntries(text: string): YamlCause[] {
  const lines = text.split(/\r?\n/);
  // In a text of several lines, dashes have no meaning.
  if (lines.some((line) => /[:-] [|>][-+\d]*\s*(?:#.*)?$/.test(line))) return [];
  return lines.flatMap((line, index) => {
    const before = /^ *- (?!['"[{&*])((?!: ).)*[^:]$/.test(lines[index - 1] ?? '');
    const [indent, own] = [indentOf(line), indentOf(lines[index - 1] ?? '')];
    if (!before || !/^ *- /.test(line) || indent <= own) return [];
    const isAt = (at: number, column: number) =>
      /^ *- /.test(lines[at] ?? '') && indentOf(lines[at] ?? '') === column;
    // The first entry is wrong if all others stand where this one does.
    if (isAt(index + 1, indent) && !isAt(index - 2, own)) {
      return [
        deeperEntry({ line: lines[index - 1] ?? '', at: index, indent: own }, indent, 'after'),
      ];
    }
    return [deeperEntry({ line, at: index + 1, indent }, own, 'before')];
  });
}

function deeperEntry(
  entry: { readonly line: string; readonly at: number; readonly indent: number },
  right: number,
  where: 'before' | 'after',
): YamlCause {
  return {
    line: entry.at,
    column: entry.indent + 1,
    what: `${entry.line.trim()} is indented by ${entry.indent} spaces, and the entry ${where} it by ${right}`,
    fix: `Indent it by ${right} spaces.`,
  };
}

/**
 * A key without a value, after which keys follow on its level that are there already: it was meant to be on another
 * level, or they were.
 *
 * @param at - the number of a line in which a key occurs a second time
 */
export function tryFindEmptyHolder(
  text: string,
  at: number,
): (YamlCause & { end: number }) | undefined {
  const lines = text.split(/\r?\n/);
  const isContent = (line: string | undefined) => /^ *[^\s#]/.test(line ?? '');
  const above = lines.findLastIndex((line, index) => index < at - 1 && isContent(line));
  const holder = [at - 1, above].find((index) => /^ *[\w-]+:\s*(?:#.*)?$/.test(lines[index] ?? ''));
  if (holder === undefined) return undefined;
  const indent = indentOf(lines[holder] ?? '');
  const next = lines.findIndex((line, index) => index > holder && isContent(line));
  // A list may stand at the indentation of its key.
  if (next === -1 || /^ *-(\s|$)/.test(lines[next] ?? '')) return undefined;
  if (indentOf(lines[next] ?? '') !== indent) return undefined;
  const end = lines.findIndex(
    (line, index) => index > holder && isContent(line) && indentOf(line) < indent,
  );
  const name = (lines[holder] ?? '').trim().replace(/:.*/, '');
  return {
    line: holder + 1,
    column: indent + 1,
    what: `${name} has no value, and keys after it on the same level occur a second time`,
    fix: `Indent ${name} less, or the keys after it more.`,
    end: end === -1 ? lines.length : end,
  };
}
