import { type Finding, type FindingId, isWithoutPlan } from './finding';

/** A finding that an environment file accepts. */
export interface Acceptance {
  /** The stack id, e.g. `calls-prod`. */
  readonly stack: string;
  /** The finding that is accepted. */
  readonly finding: FindingId;
  /** Address of the only resource that it is accepted for. @default - any resource of the stack */
  readonly resource?: string | undefined;
  readonly reason: string;
  /** Last day on which the acceptance is valid, in UTC. */
  readonly until: string;
  /** Whether the reviewed change adds or widens it. @default - it does not, or that is not known */
  readonly isNew?: boolean;
}

/**
 * Marks the acceptances that a change adds or widens: those that no acceptance before it covers, for the same resources
 * and as long.
 *
 * @param before - those before the change. @default - not known: nothing is marked
 */
export function markNew(
  acceptances: readonly Acceptance[],
  before: readonly Acceptance[] | undefined,
): readonly Acceptance[] {
  if (!before) return acceptances;
  const isCovered = (each: Acceptance) =>
    before.some(
      ({ stack, finding, resource, until }) =>
        stack === each.stack &&
        finding === each.finding &&
        (resource === undefined || resource === each.resource) &&
        until >= each.until,
    );
  return acceptances.map((each) => (isCovered(each) ? each : { ...each, isNew: true }));
}

/** A finding, and the acceptance that covers it. */
export interface ReviewedFinding extends Finding {
  /** Set when the finding is accepted. */
  readonly accepted?: Acceptance;
}

/** An acceptance that covers no finding. */
export interface UnusedAcceptance {
  readonly acceptance: Acceptance;
  /** Whether its last day has passed; otherwise the plan does not have the finding. */
  readonly expired: boolean;
}

/** Finds the acceptance of each finding of a stack. One acceptance can cover several findings. */
export function applyAcceptances(
  { stack, findings }: { readonly stack: string; readonly findings: readonly Finding[] },
  acceptances: readonly Acceptance[],
  today: string,
): { findings: ReviewedFinding[]; unusedAcceptances: UnusedAcceptance[] } {
  const all = acceptances.filter((each) => each.stack === stack);
  // A new acceptance counts only where no other one does.
  const own = [...all.filter(({ isNew }) => !isNew), ...all.filter(({ isNew }) => isNew)];
  const used = new Set<Acceptance>();
  const reviewed = findings.map((finding): ReviewedFinding => {
    const accepted = own.find((each) => today <= each.until && covers(each, finding));
    if (!accepted) return finding;
    used.add(accepted);
    return { ...finding, accepted };
  });
  const unusedAcceptances = own
    .filter((each) => !used.has(each) && !each.isNew)
    .map((acceptance) => ({ acceptance, expired: today > acceptance.until }));
  return { findings: reviewed, unusedAcceptances };
}

function covers({ finding, resource }: Acceptance, { id, address }: Finding): boolean {
  if (isWithoutPlan(id)) return false;
  return finding === id && (resource === undefined || resource === address);
}
