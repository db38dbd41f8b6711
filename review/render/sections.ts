import type { Acceptance, ReviewedFinding, UnusedAcceptance } from '../acceptance';
import { type Category, categoryOf, GATE_CATEGORIES } from '../finding';
import { PRICES_MONTH, PRICES_REGION } from '../prices';
import { type ReviewReport, type StackReport, stops } from '../report';
import type { RecordingLifecycle, RetentionChange } from '../retention';
import { ownWords, type Sentence, sentence } from '../sentence';
import { ACTION_LABELS, CATEGORY_LABELS } from './summary';

/** A finding, with its stack. */
export interface FindingEntry {
  readonly stack: string;
  readonly finding: ReviewedFinding;
  /** Whether it stops the change. */
  readonly stopsChange: boolean;
}

/** A change of retention, with its stack. */
export interface RetentionEntry extends RetentionChange {
  readonly stack: string;
}

/** How an output renders the entries of a section. */
export interface EntryStyle<T> {
  readonly finding: (entry: FindingEntry) => T;
  readonly note: (note: Sentence) => T;
  readonly retention: (entry: RetentionEntry) => T;
}

/** A part of the report. */
export interface ReportSection<T = string> {
  readonly heading: string;
  /** Explains the heading, for readers who do not know the documentation. @default - nothing */
  readonly explanation?: string;
  readonly entries: readonly T[];
  /** Text between two entries in Markdown. @default '\n' */
  readonly separator?: string;
}

/** The sections of a report, the most severe first; those without entries are omitted. */
export function sectionsOf<T>(report: ReviewReport, style: EntryStyle<T>): ReportSection<T>[] {
  const { kind, notes } = report;
  const drift = driftSection(report, style);
  const findingSection = (heading: string, isShown: (finding: ReviewedFinding) => boolean) => ({
    heading,
    entries: findingsOf(report, ({ findings }) => findings.filter(isShown)).map(style.finding),
  });
  const categorySection = (category: Category) =>
    findingSection(
      CATEGORY_LABELS[category].heading,
      (finding) => categoryOf(finding) === category && !finding.accepted,
    );
  const newlyAccepted = findingSection(
    'Accepted by this change',
    ({ accepted }) => accepted?.isNew === true,
  );
  const unneeded = report.unneeded.map(unneededNote);
  const unused = report.stacks.flatMap(({ unusedAcceptances }) => unusedAcceptances);
  return [
    ...(kind === 'drift' ? [drift] : []),
    { ...newlyAccepted, entries: [...newlyAccepted.entries, ...unneeded.map(style.note)] },
    ...[...GATE_CATEGORIES, 'unclear' as const].map(categorySection),
    { heading: 'Not in any plan', entries: notes.map(style.note) },
    findingSection('Accepted', ({ accepted }) => accepted !== undefined && !accepted.isNew),
    { heading: 'Unused acceptances', entries: unused.map(unusedNote).map(style.note) },
    categorySection('retention'),
    retentionSection(report, style),
    ...(kind === 'change' ? [drift] : []),
  ].filter(({ entries }) => entries.length > 0);
}

function findingsOf(
  { stacks, failOn }: ReviewReport,
  select: (stack: StackReport) => readonly ReviewedFinding[],
): FindingEntry[] {
  return stacks.flatMap((report) =>
    select(report).map((finding) => {
      return { stack: report.stack, finding, stopsChange: stops(finding, failOn) };
    }),
  );
}

/** Says that an acceptance covers nothing. */
export function unusedNote({ acceptance, expired }: UnusedAcceptance): Sentence {
  const { stack, until } = acceptance;
  const finding = ownWords(acceptance.finding);
  return expired
    ? sentence`${stack}: the acceptance of ${finding} expired after ${until}. Remove the entry.`
    : sentence`${stack}: ${finding} is accepted, but the plan does not have it. Remove the entry.`;
}

/** Says that a new acceptance covers nothing yet. */
export function unneededNote({ stack, finding, resource, until, reason }: Acceptance): Sentence {
  const id = ownWords(finding);
  const where = resource === undefined ? sentence`${stack}` : sentence`${resource} of ${stack}`;
  return sentence`${where}: ${id} will be accepted until ${until}, although no plan here has it: ${reason}`;
}

function retentionSection<T>({ stacks }: ReviewReport, style: EntryStyle<T>): ReportSection<T> {
  return {
    heading: 'Retention, in days after upload',
    explanation: `USD: per month, for each TB recorded per month, once as much expires as is recorded; list prices of ${PRICES_REGION}, ${PRICES_MONTH}.`,
    entries: stacks.flatMap(({ stack, retention }) =>
      retention.map((each) => style.retention({ stack, ...each })),
    ),
    separator: '\n\n',
  };
}

/** The cells of a lifecycle in a table: its title, the three days, and what it costs. */
export function lifecycleCells(
  title: string,
  lifecycle: RecordingLifecycle | undefined,
): readonly (string | number)[] {
  if (!lifecycle) return [title, 'no rule', '', '', ''];
  const { days, monthlyCost } = lifecycle;
  if (!days) return [title, 'forever', 'forever', 'never', 'grows'];
  const { readableUntil, recoverableUntil, goneBy } = days;
  return [title, readableUntil, recoverableUntil, goneBy, monthlyCost?.toFixed(2) ?? 'unknown'];
}

/** The changes that no finding is about, of each stack that has any. */
export function changesWithoutFindings(
  stacks: readonly StackReport[],
): Pick<StackReport, 'stack' | 'changes'>[] {
  return stacks
    .map(({ stack, changes, findings }) => {
      const found = new Set(findings.map(({ address }) => address));
      return { stack, changes: changes.filter(({ address }) => !found.has(address)) };
    })
    .filter(({ changes }) => changes.length > 0);
}

function driftSection<T>(report: ReviewReport, style: EntryStyle<T>): ReportSection<T> {
  const next =
    report.kind === 'drift'
      ? 'A deployment reverts them or builds on them, as listed below.'
      : 'Applying this plan reverts them or builds on them.';
  const findings = findingsOf({ ...report, failOn: [] }, ({ driftFindings }) => driftFindings);
  return {
    heading: 'Changed outside Terraform',
    explanation: `These changes have already happened. ${next} Find out who made them.`,
    entries: [...findings.map(style.finding), ...report.stacks.flatMap(driftNotes).map(style.note)],
  };
}

/** The drift that has no findings. */
export function driftNotes({ stack, drift, driftFindings }: StackReport): Sentence[] {
  const found = new Set(driftFindings.map(({ address }) => address));
  return drift
    .filter(({ address }) => !found.has(address))
    .map(({ address, action }) => {
      const label = ownWords(action === 'delete' ? 'deleted' : ACTION_LABELS[action]);
      return sentence`${stack}: ${label} ${address}`;
    });
}
