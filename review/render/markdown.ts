import type { ReviewReport, StackReport } from '../report';
import type { RecordingLifecycle } from '../retention';
import { renderSentence } from '../sentence';
import { type BudgetSection, fit, lengthOf } from './budget';
import { inertMarkdown } from './inert';
import { storeDiagram, timeline } from './mermaid';
import {
  changesWithoutFindings,
  type FindingEntry,
  lifecycleCells,
  type ReportSection,
  type RetentionEntry,
  sectionsOf,
} from './sections';
import { actionCounts, changesSummary, count, stopsOn, verdictOf } from './summary';

/**
 * The maximum length of a comment, in UTF-16 units. GitHub rejects comments of more than 65,536 characters.
 *
 * @see GitHub REST API, "Issue comments"
 */
export const MAX_COMMENT = 60_000;

/** Identifies the comment of the review. Nothing in a plan can render it. */
export const MARKER = '<!-- callvault-review -->';

/** Renders the report as Markdown for a comment, never longer than a comment can be. */
export function renderMarkdown(report: ReviewReport, max = MAX_COMMENT): string {
  const full = partsOf(report, findingWithExample);
  // Findings are more important than examples of them.
  return fit(lengthOf(full) <= max ? full : partsOf(report, findingLine), max);
}

function partsOf(report: ReviewReport, finding: (entry: FindingEntry) => string): BudgetSection[] {
  const sections = sectionsOf(report, {
    finding,
    note: (note) => `- ${renderSentence(note, inertMarkdown)}`,
    retention: retentionTable,
  });
  return [
    { title: `${MARKER}\n\n${summary(report, sections.length === 0)}`, pieces: [] },
    ...sections.map(withTitle),
    ...otherChanges(report),
    ...diagrams(report),
  ];
}

function summary(report: ReviewReport, isQuiet: boolean): string {
  const { failOn, stopped } = report;
  const [verdict, changes] = [verdictOf(report), changesSummary(report)];
  if (isQuiet && !stopped) return `${verdict}. ${changes}`;
  const stop = `**Stopped**: this change must not be applied (it fails on ${stopsOn(failOn)}).`;
  return [`## ${verdict}`, ...(stopped ? [stop] : []), changes].join('\n\n');
}

function withTitle({ heading, explanation, entries, separator }: ReportSection): BudgetSection {
  const title = `### ${heading} (${count(entries.length)})`;
  return {
    title: explanation === undefined ? title : `${title}\n\n${explanation}`,
    pieces: entries,
    ...(separator !== undefined && { separator }),
  };
}

function findingLine({ stack, finding, stopsChange }: FindingEntry): string {
  const { id, address, what, accepted } = finding;
  const stop = stopsChange ? ' **stops**' : '';
  const line = `- ${inertMarkdown(stack)}${stop}: ${renderSentence(what, inertMarkdown)} [${id}] ${inertMarkdown(address)}`;
  if (!accepted) return line;
  return `${line}. Accepted until ${inertMarkdown(accepted.until)}: ${inertMarkdown(accepted.reason)}`;
}

function findingWithExample(entry: FindingEntry): string {
  const { example } = entry.finding;
  const line = findingLine(entry);
  return example ? `${line}\n  - ${renderSentence(example.what, inertMarkdown)}` : line;
}

function retentionTable(entry: RetentionEntry): string {
  const { stack, bucket, prefix, before, after } = entry;
  const folder = prefix === '' ? 'the whole bucket' : inertMarkdown(prefix);
  return [
    `${inertMarkdown(stack)}, ${inertMarkdown(bucket)}, ${folder}:`,
    '',
    '| | readable until | recoverable until | gone by | USD |',
    '| --- | ---: | ---: | ---: | ---: |',
    lifecycleRow('before', before),
    lifecycleRow('after', after),
    '',
    timeline(entry),
  ].join('\n');
}

function lifecycleRow(title: string, lifecycle: RecordingLifecycle | undefined): string {
  const cells = lifecycleCells(title, lifecycle).map((cell) => (cell === '' ? ' |' : ` ${cell} |`));
  return `|${cells.join('')}`;
}

/** The changes without findings, folded. */
function otherChanges({ stacks }: ReviewReport): BudgetSection[] {
  const others = changesWithoutFindings(stacks);
  if (others.length === 0) return [];
  const sum = others.reduce((total, { changes }) => total + changes.length, 0);
  return [
    {
      title: `<details><summary>All other changes (${count(sum)})</summary>`,
      pieces: others.map(otherChangesLine),
      end: '</details>',
    },
  ];
}

function otherChangesLine({ stack, changes }: Pick<StackReport, 'stack' | 'changes'>): string {
  const names = changes.map(({ address }) => inertMarkdown(address));
  const shown = names.slice(0, 8).join(', ');
  const more = names.length > 8 ? ` and ${count(names.length - 8)} more` : '';
  return `- ${inertMarkdown(stack)}: ${actionCounts(changes)}: ${shown}${more}`;
}

/** The most stacks with a diagram: each one takes a while to be drawn. */
const MAX_DIAGRAMS = 5;

function diagrams({ stacks }: ReviewReport): BudgetSection[] {
  const pieces = stacks.flatMap(({ stack, graph }) =>
    graph ? [`${inertMarkdown(stack)}:\n\n${storeDiagram(graph)}`] : [],
  );
  if (pieces.length === 0) return [];
  const first = pieces.slice(0, MAX_DIAGRAMS);
  const of = pieces.length > first.length ? `, of ${first.length} stacks` : '';
  return [{ title: `### Changed parts${of}`, pieces: first, separator: '\n\n' }];
}
