import type { Acceptance, ReviewedFinding } from '../acceptance';
import { categoryOf, type Finding, isWithoutPlan, NEW_ACCEPTANCES } from '../finding';
import { type ReviewReport, type StackReport, stops } from '../report';
import { renderSentence, type Sentence } from '../sentence';
import { inertText } from './inert';
import { driftNotes, unneededNote, unusedNote } from './sections';
import { CATEGORY_LABELS } from './summary';

/** One result of a review, for programs that show results of many tools. */
export interface ReviewResult {
  /** Id of a finding, or of one of {@link OTHER_RESULTS}. */
  readonly id: string;
  /** What the id means, in a few words. */
  readonly title: string;
  /** `error` stops the change. */
  readonly level: 'error' | 'warning' | 'note';
  /** @default - it is not about one stack */
  readonly stack?: string;
  /** Address of a resource. @default - it is not about one resource */
  readonly address?: string;
  /** Without control characters, line breaks and workflow commands. */
  readonly text: string;
  /** The acceptance that it is about, or that covers it. @default - none */
  readonly acceptance?: Acceptance | undefined;
  /** Whether the acceptance covers it. */
  readonly isAccepted: boolean;
  /** Whether the stack has no plan because Terraform failed. */
  readonly isFailure: boolean;
}

/** Results that are not findings, and what they mean. */
export const OTHER_RESULTS = {
  [NEW_ACCEPTANCES]: 'Accepted by this change',
  'unused-acceptance': 'Unused acceptances',
  drift: 'Changed outside Terraform',
  'not-in-plan': 'Not in any plan',
} as const;

/** The results of a report, the most severe first. */
export function resultsOf(report: ReviewReport): ReviewResult[] {
  const { stacks, failOn, notes, unneeded, kind } = report;
  const level = failOn.includes(NEW_ACCEPTANCES) ? 'error' : 'warning';
  const all = [
    ...stacks.flatMap((each) => each.findings.map((found) => findingResult(each, found, failOn))),
    ...unneeded.map((acceptance) =>
      other({ id: NEW_ACCEPTANCES, level, acceptance }, unneededNote(acceptance)),
    ),
    ...stacks.flatMap((each) => driftResults(each, kind)),
    ...notes.map((note) => other({ id: 'not-in-plan', level: 'warning' }, note)),
    ...stacks.flatMap(({ unusedAcceptances }) =>
      unusedAcceptances.map((each) =>
        other({ id: 'unused-acceptance', level: 'note', ...each }, unusedNote(each)),
      ),
    ),
  ];
  return LEVELS.flatMap((each) => all.filter((result) => result.level === each));
}

const LEVELS = ['error', 'warning', 'note'] as const;

function findingResult(
  { stack }: StackReport,
  finding: ReviewedFinding,
  failOn: ReviewReport['failOn'],
): ReviewResult {
  const { accepted } = finding;
  const isMinor = accepted !== undefined || categoryOf(finding) === 'retention';
  const until = accepted ? ` Accepted until ${accepted.until}: ${inertText(accepted.reason)}` : '';
  return {
    ...describe(stack, finding),
    level: stops(finding, failOn) ? 'error' : isMinor ? 'note' : 'warning',
    text: `${textOf(finding)}${until}`,
    acceptance: accepted,
    isAccepted: accepted !== undefined,
    isFailure: finding.id === 'stack-not-planned',
  };
}

/** Drift has already happened: in the review of a change it is only mentioned. */
function driftResults(stack: StackReport, kind: ReviewReport['kind']): ReviewResult[] {
  const level = kind === 'drift' ? 'warning' : 'note';
  return [
    ...stack.driftFindings.map((finding): ReviewResult => {
      const text = `Changed outside Terraform: ${textOf(finding)}`;
      return {
        ...describe(stack.stack, finding),
        level,
        text,
        isAccepted: false,
        isFailure: false,
      };
    }),
    ...driftNotes(stack).map((note) => ({
      ...other({ id: 'drift', level }, note),
      stack: stack.stack,
    })),
  ];
}

function describe(stack: string, finding: Finding) {
  const { id, address } = finding;
  const title = CATEGORY_LABELS[categoryOf(finding)].heading;
  // A finding about a whole stack has the stack, or the source of its plan, as its address.
  return { id, title, stack, address: isWithoutPlan(id) ? stack : address };
}

const plain = (text: Sentence) => renderSentence(text, inertText);

const textOf = ({ what, example }: Finding) =>
  [what, ...(example ? [example.what] : [])].map(plain).join(' ');

function other(
  { id, level, acceptance }: Pick<ReviewResult, 'level' | 'acceptance'> & { id: OtherId },
  note: Sentence,
): ReviewResult {
  const stack = acceptance && { stack: acceptance.stack };
  const facts = { isAccepted: false, isFailure: false, acceptance };
  return { id, title: OTHER_RESULTS[id], level, text: plain(note), ...stack, ...facts };
}

type OtherId = keyof typeof OTHER_RESULTS;
