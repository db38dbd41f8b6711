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
  const own = acceptances.filter((each) => each.stack === stack);
  const used = new Set<Acceptance>();
  const reviewed = findings.map((finding): ReviewedFinding => {
    const accepted = own.find((each) => today <= each.until && covers(each, finding));
    if (!accepted) return finding;
    used.add(accepted);
    return { ...finding, accepted };
  });
  const unusedAcceptances = own
    .filter((each) => !used.has(each))
    .map((acceptance) => ({ acceptance, expired: today > acceptance.until }));
  return { findings: reviewed, unusedAcceptances };
}

function covers({ finding, resource }: Acceptance, { id, address }: Finding): boolean {
  if (isWithoutPlan(id)) return false;
  return finding === id && (resource === undefined || resource === address);
}
