import type { ClassTransition, LifecycleFilter, LifecycleRule } from '../core/lifecycle/rule';
import { appliesTo } from './lifecycle';

/** A number of days after which noncurrent versions are deleted, unless they are among the newest. */
export interface NoncurrentExpiry {
  readonly days: number;
  /** The newest noncurrent versions, which are kept regardless of their age. */
  readonly keptVersions: number;
}

/** What all lifecycle rules of a bucket together do to an object. */
export interface ObjectLifecycle {
  /** Days after upload until the object expires. @default - it does not expire by days */
  readonly days?: number | undefined;
  /** Each applies on its own: a version is deleted as soon as one of them deletes it. */
  readonly noncurrent: readonly NoncurrentExpiry[];
  /** Transitions of the current version, by day. */
  readonly transitions: readonly ClassTransition[];
  /** Transitions of noncurrent versions, by day. */
  readonly noncurrentTransitions: readonly ClassTransition[];
  /** Days after which an incomplete multipart upload is aborted. @default - it is not aborted */
  readonly abortDays?: number | undefined;
}

/** Every group of objects that the rules can treat differently from others. */
export function objectGroups(rules: readonly LifecycleRule[]): LifecycleFilter[] {
  const groups = rules.flatMap(({ prefix, narrowed }) => [
    { prefix, narrowed: '' },
    { prefix, narrowed },
  ]);
  return [...new Map(groups.map((each) => [JSON.stringify(each), each])).values()];
}

/**
 * The lifecycle of a group of objects. Of several rules that apply, the one that acts first decides.
 *
 * @see Amazon S3 User Guide, "Examples of S3 Lifecycle configurations", on overlapping filters
 */
export function lifecycleOf(
  rules: readonly LifecycleRule[],
  objects: LifecycleFilter,
): ObjectLifecycle {
  const applied = rules.filter((rule) => appliesTo(rule, objects));
  return {
    days: least(applied.map(({ days }) => days)),
    noncurrent: applied.flatMap(({ noncurrentDays: days, keptVersions }) =>
      days === undefined ? [] : [{ days, keptVersions }],
    ),
    transitions: firstTransitions(applied.flatMap(({ transitions }) => transitions)),
    noncurrentTransitions: firstTransitions(applied.flatMap((rule) => rule.noncurrentTransitions)),
    abortDays: least(applied.map(({ abortDays }) => abortDays)),
  };
}

/** Days until all noncurrent versions are deleted. @returns undefined when some of them are kept */
export function noncurrentDaysOf({ noncurrent }: ObjectLifecycle): number | undefined {
  return least(noncurrent.map(({ days, keptVersions }) => (keptVersions > 0 ? undefined : days)));
}

function least(days: readonly (number | undefined)[]): number | undefined {
  const known = days.filter((each) => each !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** The first transition to each storage class, by day. */
function firstTransitions(transitions: readonly ClassTransition[]): ClassTransition[] {
  const sorted = [...transitions].sort(
    (a, b) => a.days - b.days || (a.storageClass < b.storageClass ? -1 : 1),
  );
  return sorted.filter(
    ({ storageClass }, index) =>
      sorted.findIndex((each) => each.storageClass === storageClass) === index,
  );
}

/** Whether a rule expires objects in a folder or in a part of it, so that it can already contain recordings. */
export function mayContainRecordings(prefix: string, rules: readonly LifecycleRule[]): boolean {
  return rules.some(
    (rule) =>
      (rule.days !== undefined || rule.date !== undefined) &&
      (rule.prefix.startsWith(prefix) || prefix.startsWith(rule.prefix)),
  );
}
