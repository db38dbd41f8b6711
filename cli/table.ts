import Table from 'cli-table3';

/** A column of a table. */
export interface TableColumn {
  readonly title: string;
  /** Characters of its longest word and one line of text, where the terminal is wide enough. */
  readonly width: number;
  readonly align?: 'left' | 'right';
}

/** A column of texts is not made narrower than this: words would be cut everywhere. Numbers are never cut. */
const NARROWEST = 8;

/**
 * A table of text that fits the width of the terminal: longer texts continue on the next line. In a terminal that is too
 * narrow for its columns, each row is several lines with the titles.
 */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  terminalWidth = process.stdout.columns as number | undefined,
): string {
  const wanted = columns.map(({ width }) => width);
  const least = columns.map(({ align }, index) =>
    align === 'right' ? longest(rows.map((row) => row[index] ?? '')) + 2 : NARROWEST,
  );
  const widths = fitColumns(wanted, terminalWidth, least);
  if (widthOf(widths) > (terminalWidth ?? Number.POSITIVE_INFINITY)) {
    return renderRows(columns, rows, terminalWidth ?? 0);
  }
  const inWidths = (row: readonly string[]) =>
    row.map((text, index) => withShortWords(text, (widths[index] ?? NARROWEST) - 2));
  const table = new Table({
    head: inWidths(columns.map(({ title }) => title)),
    colWidths: widths,
    colAligns: columns.map(({ align = 'left' }) => align),
    // No lines between the rows.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
    wordWrap: true,
  });
  table.push(...rows.map(inWidths));
  return table.toString();
}

function renderRows(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  terminalWidth: number,
): string {
  const lines = (row: readonly string[]) =>
    columns.flatMap(({ title }, index) => {
      const text = row[index] ?? '';
      if (text === '') return [];
      return wrap(
        title === '' ? text : `${title}: ${text}`,
        terminalWidth,
        index === 0 ? '' : '  ',
      );
    });
  return rows.map((row) => lines(row).join('\n')).join('\n');
}

/** Lines that are no longer than a width, all but the first indented once more. */
function wrap(text: string, width: number, indent: string): string[] {
  const room = Math.max(NARROWEST, width - indent.length - 2);
  const lines = withShortWords(text, room).match(new RegExp(`.{1,${room}}(?:\\s|$)`, 'gu')) ?? [];
  return lines.map((line, index) => `${indent}${index === 0 ? '' : '  '}${line.trimEnd()}`);
}

const widthOf = (widths: readonly number[]) =>
  widths.reduce((total, width) => total + width, widths.length + 1);

const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length));

/** A word that is longer than a line continues on the next one. */
const withShortWords = (text: string, width: number) =>
  text.replaceAll(new RegExp(`\\S{${width}}(?=\\S)`, 'gu'), '$&\n');

/** The widths of columns, with a line between and around them, in a terminal; the widest get narrower first. */
export function fitColumns(
  wanted: readonly number[],
  terminalWidth = Number.POSITIVE_INFINITY,
  least = wanted.map(() => NARROWEST),
): number[] {
  const widths = [...wanted];
  while (widthOf(widths) > terminalWidth) {
    const widest = Math.max(...widths.filter((width, index) => width > (least[index] ?? 0)));
    if (widest < 0) break;
    widths[widths.findIndex((width, index) => width === widest && width > (least[index] ?? 0))] =
      widest - 1;
  }
  return widths;
}
