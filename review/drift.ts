import { changedKeys, differs, isRecord, text } from './attributes';
import { settingTypeOf } from './bucket-attributes';
import { type RawChange, type RawPlan, stateResources } from './raw-plan';

/**
 * Changes made outside Terraform that matter for the plan. Terraform lists every difference from its state, which is
 * a lot after each apply: a bucket is read back with the policy, the rules and the versioning that other resources
 * configure.
 *
 * A difference matters when the resource was deleted, when the plan changes one of the attributes that differ, and when
 * the configuration refers to one of them.
 *
 * @see Terraform documentation, "JSON Output Format", `resource_drift` and `relevant_attributes`
 */
export function relevantDrift(plan: RawPlan): RawChange[] {
  const planned = new Map((plan.resource_changes ?? []).map((each) => [each.address, each]));
  // A refresh-only plan changes nothing, so all of its drift matters.
  const isRefreshOnly = planned.size === 0;
  const settings = separateSettings(plan);
  const drifted = (plan.resource_drift ?? []).map((drift) => withoutSettings(drift, settings));
  return drifted.filter((drift) => {
    if (drift.mode !== 'managed') return false;
    if (isRefreshOnly) return keysChanged(drift).size > 0;
    if (drift.change.actions.includes('delete')) return true;
    const change = planned.get(drift.address);
    const keys = change ? keysChanged(change) : new Set();
    return [...keysChanged(drift)].some((key) => keys.has(key)) || isReferenced(drift, plan);
  });
}

/** The settings of buckets that separate resources configure, as `<type> <bucket>`. */
function separateSettings(plan: RawPlan): Set<string> {
  const changes = [...(plan.resource_changes ?? []), ...(plan.resource_drift ?? [])];
  return new Set([
    ...changes.map(({ type, change }) => `${type} ${text(change.before ?? {}, 'bucket')}`),
    ...stateResources(plan).map(({ type, values }) => `${type} ${text(values ?? {}, 'bucket')}`),
  ]);
}

/** A bucket without the settings of separate resources, whose drift is listed with those resources. */
function withoutSettings(drift: RawChange, settings: ReadonlySet<string>): RawChange {
  const { before, after } = drift.change;
  if (drift.type !== 'aws_s3_bucket' || !before || !after) return drift;
  const bucket = text(before, 'bucket');
  const kept = Object.keys(after).map((key): [string, unknown] => {
    const type = settingTypeOf(key);
    const isSeparate = type !== undefined && settings.has(`${type} ${bucket}`);
    return [key, isSeparate ? before[key] : after[key]];
  });
  return { ...drift, change: { ...drift.change, after: Object.fromEntries(kept) } };
}

/** Tags that differ are not drift: callvault grants no access by tags. */
const TAGS = ['tags', 'tags_all'];

function keysChanged({ change }: RawChange): Set<string> {
  const { before, after, after_unknown: unknown } = change;
  const keys = changedKeys(before ?? {}, after ?? {}, isRecord(unknown) ? unknown : {});
  return new Set([...keys].filter((key) => !TAGS.includes(key)));
}

/** Whether the configuration refers to an attribute that differs. */
function isReferenced({ address, change }: RawChange, { relevant_attributes = [] }: RawPlan) {
  return relevant_attributes
    .filter(({ resource }) => withoutKeys(resource) === withoutKeys(address))
    .some(({ attribute }) => differs(at(change.before, attribute), at(change.after, attribute)));
}

/** The value at a path, or the last value on the way that can be reached. */
function at(value: unknown, path: readonly unknown[]): unknown {
  const [key, ...rest] = path;
  if (typeof key === 'number' && Array.isArray(value)) return at(value[key], rest);
  if (typeof key === 'string' && isRecord(value)) return at(value[key], rest);
  return value;
}

const withoutKeys = (address: string) => address.replaceAll(/\[[^\]]*\]/g, '');
