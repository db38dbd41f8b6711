import type { Finding, FindingId } from './finding';

/** A change that somebody wants let through, as it stands in an environment file. */
export interface Acceptance {
  /** Stack it is for, e.g. `calls-prod`. */
  readonly stack: string;
  /** The finding that is expected. */
  readonly finding: FindingId;
  /** Address of the one resource it is expected of. @default - any of the stack */
  readonly resource?: string | undefined;
  /** Why it is all right. */
  readonly reason: string;
  /** Last day it counts, in UTC. */
  readonly until: string;
}

/** A finding, and the acceptance that lets it through. */
export interface ReviewedFinding extends Finding {
  /** Set where the finding is let through. */
  readonly accepted?: Acceptance;
}

/** An acceptance that let nothing through, and why. */
export interface UnusedAcceptance {
  /** The acceptance. */
  readonly acceptance: Acceptance;
  /** Whether its last day is over; otherwise the plan has nothing like it. */
  readonly expired: boolean;
}

/** Finds the acceptance of each finding of a stack. One may let several findings through. */
export function judge(
  { stack, findings }: { readonly stack: string; readonly findings: readonly Finding[] },
  acceptances: readonly Acceptance[],
  today: string,
): { judged: ReviewedFinding[]; unused: UnusedAcceptance[] } {
  const own = acceptances.filter((each) => each.stack === stack);
  const used = new Set<Acceptance>();
  const judged = findings.map((finding): ReviewedFinding => {
    const accepted = own.find((each) => today <= each.until && expects(each, finding));
    if (!accepted) return finding;
    used.add(accepted);
    return { ...finding, accepted };
  });
  const unused = own
    .filter((each) => !used.has(each))
    .map((acceptance) => ({ acceptance, expired: today > acceptance.until }));
  return { judged, unused };
}

function expects({ finding, resource }: Acceptance, { id, address }: Finding): boolean {
  return finding === id && (resource === undefined || resource === address);
}
