import type { ReviewReport } from '../report';
import type { RecordingLifecycle } from '../retention';
import { renderSentence } from '../sentence';
import { inertText } from './inert';
import { type FindingEntry, type RetentionEntry, sectionsOf } from './sections';
import { changesSummary, stopsOn } from './summary';

/** Renders the report for a terminal. */
export function renderTerminal(report: ReviewReport): string {
  const { stopped, failOn } = report;
  const sections = sectionsOf(report, {
    finding: findingLines,
    note: (note) => `  ${renderSentence(note, inertText)}`,
    retention: retentionLines,
  });
  return [
    ...sections.map(({ heading, entries }) => [heading, ...entries].join('\n')),
    changesSummary(report),
    ...(stopped ? [`Stopped (fails on ${stopsOn(failOn)}).`] : []),
  ].join('\n\n');
}

function findingLines({ stack, finding, stopsChange }: FindingEntry): string {
  const { id, address, what, accepted, example } = finding;
  const stop = stopsChange ? ' stops' : '';
  const lines = [
    `  ${inertText(stack)} ${id}${stop}: ${inertText(address)}`,
    `    ${renderSentence(what, inertText)}`,
    ...(example ? [`    ${renderSentence(example.what, inertText)}`] : []),
  ];
  if (accepted) {
    lines.push(`    accepted until ${inertText(accepted.until)}: ${inertText(accepted.reason)}`);
  }
  return lines.join('\n');
}

function retentionLines({ stack, bucket, prefix, before, after }: RetentionEntry): string {
  const place = [stack, bucket, prefix].filter((part) => part !== '').map(inertText);
  return `  ${place.join(' ')}\n    before: ${lifecycleText(before)}\n    after: ${lifecycleText(after)}`;
}

function lifecycleText(lifecycle: RecordingLifecycle | undefined): string {
  if (!lifecycle) return 'no rule';
  if (!lifecycle.days) return 'kept forever';
  const { readableUntil, recoverableUntil, goneBy } = lifecycle.days;
  return `readable until ${readableUntil}, recoverable until ${recoverableUntil}, gone by ${goneBy}`;
}
