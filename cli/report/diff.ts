import { markNew } from '../../review/acceptance';
import { type FindingId, FINDINGS } from '../../review/finding';
import { reportOn, type ReviewReport } from '../../review/report';
import type { Synthesized } from '../../synth/synthesize';
import { plansOf } from '../difference/plan-of';
import { factsChanged } from './facts-changed';
import { type EnvironmentReport, stacksIn } from './model';

/**
 * What changed between two reports, as a review: of the stacks, as if the old ones were deployed, and of the other facts
 * as notes.
 */
export function diffReports(before: EnvironmentReport, after: EnvironmentReport): ReviewReport {
  return reportOn(plansOf(stacksOf(before), stacksOf(after)), {
    acceptances: markNew(acceptancesIn(after), acceptancesIn(before)),
    notes: factsChanged(before, after),
    today: after.asOf,
  });
}

/** Whether a review of two reports has anything to say. */
export const hasChanges = ({ stacks, notes, unneeded }: ReviewReport): boolean =>
  stacks.length + notes.length + unneeded.length > 0;

function stacksOf(report: EnvironmentReport): Synthesized[] {
  return stacksIn(report).map(([id, configuration]) => ({
    id,
    text: JSON.stringify(configuration),
  }));
}

function acceptancesIn({ register, environment }: EnvironmentReport) {
  return register.accepts.flatMap(({ store, finding, resource, reason, until }) =>
    isFindingId(finding)
      ? [{ stack: `${store}-${environment.name}`, finding, resource, reason, until }]
      : [],
  );
}

const isFindingId = (id: string): id is FindingId => Object.hasOwn(FINDINGS, id);
