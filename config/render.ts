import { printable } from '../core/printable';
import { renderPath } from '../core/problem';
import type { LocatedProblem } from './load';

/** A problem as a person reads it: place, rule and what is wrong, what to do. */
export function renderLocated(problem: LocatedProblem): string {
  const { file, line, column, path, rule, what, fix, warning } = problem;
  const place = [`${file}:${line}:${column}:`, renderPath(path)].join(' ').trimEnd();
  return `${printable(place)}\n  ${warning ? 'warning ' : ''}${rule}: ${printable(what)}\n  ${printable(fix)}`;
}

/** All problems, errors and warnings, and a line that counts them. */
export function renderProblems(problems: readonly LocatedProblem[]): string {
  const warnings = problems.filter(({ warning }) => warning).length;
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const summary = [
    ...(problems.length > warnings ? [count(problems.length - warnings, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ];
  return [...problems.map(renderLocated), summary.join(', ')].join('\n\n');
}
