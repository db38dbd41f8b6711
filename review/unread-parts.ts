import { isRecord } from './attributes';
import type { RawPlan } from './raw-plan';

/** Parts that callvault reads, and parts without an effect on AWS. */
const READ = [
  'applyable',
  'complete',
  'configuration',
  'deferred_changes',
  'errored',
  'format_version',
  'output_changes',
  'planned_values',
  'prior_state',
  'proposed_unknown',
  'relevant_attributes',
  'resource_changes',
  'resource_drift',
  'terraform_version',
  'timestamp',
  'variables',
];

/**
 * The parts of a plan that can have an effect and that callvault does not read, e.g. `action_invocations`.
 *
 * @see Terraform documentation, "JSON Output Format": later 1.x formats can add parts
 */
export function unreadParts(plan: RawPlan): string[] {
  const changes = plan.resource_changes ?? [];
  const parts = Object.entries(plan)
    .filter(([key, value]) => !READ.includes(key) && !isWithoutEffect(key, value))
    .map(([key]) => key);
  const modes = changes
    .map(({ mode }) => mode)
    .filter((mode) => mode !== 'managed' && mode !== 'data')
    .map((mode) => `resources with the mode ${mode}`);
  return [...parts, ...new Set(modes)];
}

function isWithoutEffect(key: string, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'object' && Object.keys(value).length === 0) return true;
  return key === 'checks' && Array.isArray(value) && value.every(hasPassed);
}

const hasPassed = (check: unknown) => isRecord(check) && check.status === 'pass';
