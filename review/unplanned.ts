import { type ComparedPlan, finding } from './finding';
import type { Sentence } from './sentence';

/** A stack without a plan. */
export interface UnplannedStack {
  readonly id: string;
  /** Whether Terraform refused to destroy what it protects; otherwise it could not plan. */
  readonly guarded: boolean;
  /** Address of a protected resource, or the id of the stack. */
  readonly address: string;
  /** What Terraform refused or where it failed, and what to do. */
  readonly what: Sentence;
}

/** A plan without changes, whose finding says why there is no other. */
export function planOfUnplanned({ id, guarded, address, what }: UnplannedStack): ComparedPlan {
  const known = [finding(guarded ? 'stack-guarded' : 'stack-not-planned', { address }, what)];
  return { source: id, changes: [], drift: [], deferred: false, regions: [], known };
}
