import { ruleUrl } from '../core/docs-url';
import { printable } from '../core/printable';
import { renderPath } from '../core/problem';
import type { LocatedProblem } from './load';

/** A problem for people: its place, the rule and what is wrong, what to do, and where the rule is explained. */
export function renderLocated(problem: LocatedProblem): string {
  const { file, line, column, path, rule, what, fix, warning } = problem;
  const place = [`${file}:${line}:${column}:`, renderPath(path)].join(' ').trimEnd();
  return `${printable(place)}\n  ${warning ? 'warning ' : ''}${rule}: ${printable(what)}\n  ${printable(fix)}\n  ${ruleUrl(rule)}`;
}

const HINT = 'callvault rule <id> explains a rule.';

/** All problems for people, and a line that counts errors and warnings. */
export function renderProblems(problems: readonly LocatedProblem[]): string {
  const warnings = problems.filter(({ warning }) => warning).length;
  const summary = [
    { number: problems.length - warnings, noun: 'error' },
    { number: warnings, noun: 'warning' },
  ]
    .filter(({ number }) => number > 0)
    .map(({ number, noun }) => `${number} ${noun}${number === 1 ? '' : 's'}`);
  return [...problems.map(renderLocated), `${summary.join(', ')}. ${HINT}`].join('\n\n');
}
