/** Stands at the top of each generated page, after its title. */
export const GENERATED = '`npm run docs:reference` generates this page.';

/** A table with one row per line. */
export function renderMarkdownTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A bar ends a cell, in code as well. */
const cell = (text: string) => text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ');

/** A text that is shown as it is, besides what it marks as code itself. */
export function plain(text: string): string {
  const parts = text.split(/(`[^`]+`)/);
  return parts
    .map((part) =>
      part.startsWith('`') && part.endsWith('`') && part.length > 2
        ? part
        : part.replaceAll(/[<*_[\]]/g, String.raw`\$&`),
    )
    .join('');
}

export const code = (text: string) => `\`${text}\``;
