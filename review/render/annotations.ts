import type { ReviewReport } from '../report';
import { type ResultContext, textWithAddress } from './result-context';
import { type ReviewResult, resultsOf } from './results';
import { changesSummary, stopsOn } from './summary';

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/**
 * The report as annotations of a GitHub Actions job. GitHub shows the first ten of each level of a step, and the log all.
 *
 * @see GitHub Docs, "Workflow commands for GitHub Actions"
 */
export function renderAnnotations(report: ReviewReport, { place }: ResultContext): string {
  const lines = resultsOf(report).map((result) => annotation(result, place(result)));
  const stop = report.stopped ? [`Stopped (fails on ${stopsOn(report.failOn)}).`] : [];
  return [...lines, changesSummary(report), ...stop].join('\n');
}

function annotation(result: ReviewResult, found: ReturnType<ResultContext['place']>): string {
  const properties = {
    ...(found && { file: found.file, line: String(found.line), col: String(found.column) }),
    title: `${result.title}: ${result.id}`,
  };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  return `::${COMMANDS[result.level]} ${list.join(',')}::${data(textWithAddress(result))}`;
}

/** @see actions/toolkit, `core/src/command.ts`: what is escaped in a message, and in a property */
const data = (text: string) =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
