import { type Acceptance, judge, type ReviewedFinding, type UnusedAcceptance } from './accept';
import { type Category, CATEGORIES, FINDINGS, type Gate } from './finding';
import type { Plan } from './plan';
import { type RetentionChange, retentionChanges } from './retention';
import { reviewPlan, type StackReview } from './review';
import type { Sentence } from './sentence';

/** What the plan of one stack comes to. */
export interface StackReport extends StackReview {
  /** All that a reviewer must know of, the worst first. */
  readonly findings: readonly ReviewedFinding[];
  /** What happens to the life of recordings. */
  readonly retention: readonly RetentionChange[];
  /** Acceptances that let nothing through. */
  readonly unused: readonly UnusedAcceptance[];
}

/** What all plans come to. */
export interface ReviewReport {
  /** Stacks, those with the worst findings first. */
  readonly stacks: readonly StackReport[];
  /** What a finding of stops the change. */
  readonly failOn: readonly Gate[];
  /** Whether anything stops it. */
  readonly stopped: boolean;
  /** What no plan says, in sentences. */
  readonly notes: readonly Sentence[];
  /** What is asked: what a change would do, or what has drifted from what was deployed. */
  readonly about: 'change' | 'drift';
}

/** What a report is made with. */
export interface ReportOptions {
  /** Categories that stop the change. @default - none: everything is only shown */
  readonly failOn?: readonly Gate[];
  /** Changes that somebody wants let through. @default - none */
  readonly acceptances?: readonly Acceptance[];
  /** The day, in UTC, e.g. `2026-11-20`. */
  readonly today: string;
  /** What no plan says, in sentences. @default - nothing */
  readonly notes?: readonly Sentence[];
  /** What is asked. @default 'change' */
  readonly about?: ReviewReport['about'];
}

/** Reviews plans, one or many. */
export function reportOn(plans: readonly Plan[], options: ReportOptions): ReviewReport {
  const { failOn = [], acceptances = [], today, notes = [], about = 'change' } = options;
  const stacks = plans.map((plan) => {
    const { stack, findings, ...rest } = reviewPlan(plan);
    const { judged, unused } = judge({ stack, findings }, acceptances, today);
    const retention = retentionChanges(plan.changes);
    return { ...rest, stack, findings: judged, retention, unused };
  });
  const stopped = stacks.some(({ findings }) => findings.some((each) => stops(each, failOn)));
  return { stacks: stacks.sort((a, b) => worst(a) - worst(b)), failOn, stopped, notes, about };
}

/** Whether a finding stops the change. What cannot be judged stops whatever anything stops. */
export function stops({ id, accepted }: ReviewedFinding, failOn: readonly Gate[]): boolean {
  const category: Category = FINDINGS[id];
  if (accepted || failOn.length === 0) return false;
  return category === 'unclear' || failOn.some((gate) => gate === category);
}

function worst({ findings }: StackReport): number {
  const open = findings.filter(({ accepted }) => !accepted);
  const ranks = open.map(({ id }) => CATEGORIES.indexOf(FINDINGS[id]));
  return Math.min(CATEGORIES.length, ...ranks);
}
