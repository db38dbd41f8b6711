import type { Finding } from '../finding';
import type { PlanContext } from '../plan-context';
import type { PolicySides } from './planned';
import { plannedPolicies } from './policies';
import { type PolicyDifference, findExample } from './search';
import { exampleText } from './text';

/** The most requests that are decided for one plan, so that the review of a large plan stays fast. */
const MAX_DECISIONS = 40_000;

/** The policies of a plan, which are read once, and the number of requests that can still be decided. */
interface Examined {
  readonly sides: PolicySides;
  left: number;
}

const examined = new WeakMap<PlanContext, Examined>();

function examine(context: PlanContext): Examined {
  const known = examined.get(context);
  if (known) return known;
  const { changes, resources = changes } = context;
  const read = { sides: plannedPolicies(resources), left: MAX_DECISIONS };
  examined.set(context, read);
  return read;
}

/**
 * Findings with the same example of a request that is decided differently. Without a certain example, they stay as
 * they are.
 */
export function withExample(
  findings: readonly Finding[],
  context: PlanContext,
  difference: PolicyDifference,
): readonly Finding[] {
  // A new name changes every request, not only those that the finding is about.
  if (findings.length === 0 || context.renames.length > 0 || context.regionMove) return findings;
  const known = examine(context);
  if (known.left <= 0) return findings;
  const { example: request, decisions } = findExample(known.sides, difference);
  known.left -= decisions;
  if (!request) return findings;
  const what = exampleText(known.sides, difference, request);
  return findings.map((each) => ({ ...each, example: { what, request } }));
}
