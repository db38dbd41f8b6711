import { changedKeys, differs, isRecord } from './attributes';
import type { RawChange, RawPlan } from './plan';

/**
 * What was changed outside of Terraform, as far as it matters for the plan. Terraform lists everything that reads
 * differently than its state, and that is a lot after each apply: a bucket is read back with the policy, the rules and
 * the versioning that resources of their own have given it.
 *
 * It matters where the resource is gone, where the plan changes the very attributes that differ, and where the
 * configuration looks at one of them.
 *
 * @see Terraform documentation, "JSON Output Format", `resource_drift` and `relevant_attributes`
 */
export function relevantDrift(plan: RawPlan): RawChange[] {
  const changes = new Map((plan.resource_changes ?? []).map((each) => [each.address, each]));
  // A plan that only refreshes has nothing but what was changed.
  const refreshOnly = (plan.resource_changes ?? []).length === 0;
  return (plan.resource_drift ?? []).filter((drift) => {
    if (drift.mode !== 'managed') return false;
    if (refreshOnly) return changed(drift).size > 0;
    if (drift.change.actions.includes('delete')) return true;
    const outside = changed(drift);
    const change = changes.get(drift.address);
    const planned = change ? changed(change) : new Set();
    return [...outside].some((key) => planned.has(key)) || isLookedAt(drift, plan);
  });
}

/** Another default tag is not drift. */
const TAGS = ['tags', 'tags_all'];

function changed({ change }: RawChange): Set<string> {
  const { before, after, after_unknown: unknown } = change;
  const keys = changedKeys(before ?? {}, after ?? {}, isRecord(unknown) ? unknown : {});
  return new Set([...keys].filter((key) => !TAGS.includes(key)));
}

/** Whether the configuration refers to something of a resource that reads differently now. */
function isLookedAt({ address, change }: RawChange, { relevant_attributes = [] }: RawPlan) {
  return relevant_attributes
    .filter(({ resource }) => withoutKeys(resource) === withoutKeys(address))
    .some(({ attribute }) => differs(at(change.before, attribute), at(change.after, attribute)));
}

/** What stands at a path; as much of it as can be followed. */
function at(value: unknown, path: readonly unknown[]): unknown {
  const [key, ...rest] = path;
  if (typeof key === 'number' && Array.isArray(value)) return at(value[key], rest);
  if (typeof key === 'string' && isRecord(value)) return at(value[key], rest);
  return value;
}

const withoutKeys = (address: string) => address.replaceAll(/\[[^\]]*\]/g, '');
