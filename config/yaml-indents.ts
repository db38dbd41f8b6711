import type { YamlLine } from './yaml-lines';

/** Whether a line is a key without a value, below which a block may stand. */
export const isHolder = ({ key, value }: YamlLine) => key !== undefined && value === '';

/** The number of spaces by which most levels of a file are indented. */
export function commonStep(lines: readonly YamlLine[]): number {
  const counts = new Map<number, number>();
  for (const [index, { indent = 0 }] of lines.entries()) {
    const step = indent - (lines[index - 1]?.indent ?? indent);
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const [[step] = [2]] = [...counts].sort(([, a], [, b]) => b - a);
  return step;
}

/** Lines with a tab, indented like the lines before them, or as what stands below these. */
export function guessIndents(lines: readonly YamlLine[]): YamlLine[] {
  let last: YamlLine | undefined;
  return lines.map((line) => {
    const guess = (last?.indent ?? 0) + (last && isHolder(last) ? commonStep(lines) : 0);
    last = { ...line, indent: line.indent ?? guess };
    return last;
  });
}
