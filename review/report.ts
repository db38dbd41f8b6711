import {
  type Acceptance,
  applyAcceptances,
  type ReviewedFinding,
  type UnusedAcceptance,
} from './acceptance';
import {
  CATEGORIES,
  categoryOf,
  type ComparedPlan,
  type Gate,
  isWithoutPlan,
  NEW_ACCEPTANCES,
} from './finding';
import { type StoreGraph, tryStoreGraph } from './graph';
import { type RetentionChange, retentionChanges } from './retention';
import { acceptedByRetirement } from './retired';
import { reviewPlan, type StackReview } from './review';
import { RULES } from './rules';
import type { Sentence } from './sentence';
import { acceptedBySwitchingOff } from './switched-off';

/** The review of one stack's plan, with the acceptances of the environment files. */
export interface StackReport extends StackReview {
  readonly findings: readonly ReviewedFinding[];
  readonly retention: readonly RetentionChange[];
  readonly unusedAcceptances: readonly UnusedAcceptance[];
  /** The parts of the store that change. @default - a graph of them would not help */
  readonly graph?: StoreGraph;
}

/** The review of several plans. */
export interface ReviewReport {
  /** The stacks, those with the most severe findings first. */
  readonly stacks: readonly StackReport[];
  /** The categories whose findings stop the change. */
  readonly failOn: readonly Gate[];
  /** Whether a finding stops the change. */
  readonly stopped: boolean;
  /** What a reviewer must know and no plan contains. */
  readonly notes: readonly Sentence[];
  /** Whether the report is about the effect of a change, or about drift. */
  readonly kind: 'change' | 'drift';
  /** Acceptances that the change adds or widens, and that no finding of it needs. */
  readonly unneeded: readonly Acceptance[];
}

/** Options of {@link reportOn}; without `failOn`, findings are only shown. */
export interface ReportOptions extends Partial<Pick<ReviewReport, 'failOn' | 'notes' | 'kind'>> {
  /** Findings that the environment files accept. @default - none */
  readonly acceptances?: readonly Acceptance[];
  /** The current day in UTC, e.g. `2026-11-20`. */
  readonly today: string;
}

/** Reviews one or several plans. */
export function reportOn(plans: readonly ComparedPlan[], options: ReportOptions): ReviewReport {
  const { failOn = [], acceptances = [], today, notes = [], kind = 'change' } = options;
  const stacks = plans.map((plan) => {
    const review = reviewPlan(plan, RULES, today);
    const all = [
      ...acceptances,
      ...acceptedByRetirement(plan, review, today),
      ...acceptedBySwitchingOff(plan, review, today),
    ];
    const reviewed = applyAcceptances(review, all, today);
    const graph = tryStoreGraph(plan.changes);
    return {
      ...review,
      ...reviewed,
      // The others are intended by a setting: there are no entries to remove.
      unusedAcceptances: reviewed.unusedAcceptances.filter((each) =>
        acceptances.includes(each.acceptance),
      ),
      retention: retentionChanges(plan.changes),
      ...(graph && { graph }),
    };
  });
  const used = new Set(stacks.flatMap(({ findings }) => findings.map(({ accepted }) => accepted)));
  const unneeded = acceptances.filter((each) => each.isNew === true && !used.has(each));
  const stopped =
    stacks.some(({ findings }) => findings.some((each) => stops(each, failOn))) ||
    (unneeded.length > 0 && failOn.includes(NEW_ACCEPTANCES));
  return {
    stacks: stacks.sort((a, b) => rankOf(a) - rankOf(b)),
    failOn,
    stopped,
    notes,
    kind,
    unneeded,
  };
}

/**
 * Whether a finding stops the change. An unclear finding does so with any category in `failOn`, a stack without a plan
 * always.
 */
export function stops(finding: ReviewedFinding, failOn: readonly Gate[]): boolean {
  if (isWithoutPlan(finding.id)) return true;
  if (finding.accepted) return finding.accepted.isNew === true && failOn.includes(NEW_ACCEPTANCES);
  const categories = failOn.filter((gate) => gate !== NEW_ACCEPTANCES);
  const category = categoryOf(finding);
  return category === 'unclear'
    ? categories.length > 0
    : categories.some((each) => each === category);
}

/** The rank of the most severe finding that is not accepted. */
function rankOf({ findings }: StackReport): number {
  const open = findings.filter(({ accepted }) => !accepted || accepted.isNew);
  const ranks = open.map((each) => CATEGORIES.indexOf(categoryOf(each)));
  return Math.min(CATEGORIES.length, ...ranks);
}
