import { retentionDays, type RetentionDays } from '../modules/retention-schedule';
import { text } from './attributes';
import { appliesTo, type ClassTransition, type LifecycleRule, lifecycleRules } from './lifecycle';
import { lifecycleOf, noncurrentDaysOf } from './object-lifecycle';
import type { Change } from './plan';
import { monthlyCostOf } from './prices';

/** How a recording is stored, from upload to deletion. */
export interface RecordingLifecycle {
  /** The days until which it is readable and recoverable, and by which it is deleted. @default - it is kept forever */
  readonly days?: RetentionDays;
  /** Storage classes by day, the first from day 0. */
  readonly classes: readonly ClassTransition[];
  /**
   * US dollars per month for each terabyte that is recorded per month, once as much expires as is recorded.
   *
   * @default - it is kept forever, or in a storage class without a known price
   */
  readonly monthlyCost?: number;
}

/** The lifecycle of the recordings in one folder, before and after a plan. */
export interface RetentionChange {
  /** The bucket name; while it is unknown, the address of the lifecycle configuration. */
  readonly bucket: string;
  /** The folder; empty for the whole bucket. */
  readonly prefix: string;
  /** @default - no rule applied before */
  readonly before?: RecordingLifecycle;
  /** @default - no rule applies afterwards */
  readonly after?: RecordingLifecycle;
}

/** Finds every folder whose retention changes. */
export function retentionChanges(changes: readonly Change[]): RetentionChange[] {
  return changes
    .filter(({ type }) => type === 'aws_s3_bucket_lifecycle_configuration')
    .filter(({ action }) => action !== 'no-op' && action !== 'forget')
    .flatMap(changesOf);
}

function changesOf({ before, after, address }: Change): RetentionChange[] {
  const sides = [lifecycleRules(before), lifecycleRules(after)];
  const bucket = text(after, 'bucket') || text(before, 'bucket') || address;
  const deciding = sides.flat().filter(decidesRetention);
  const prefixes = new Set(deciding.map(({ prefix }) => prefix));
  return [...prefixes].sort().flatMap((prefix) => {
    const [old, current] = sides.map((rules) => recordingLifecycle(rules, prefix));
    if (JSON.stringify(old) === JSON.stringify(current)) return [];
    return [{ bucket, prefix, ...(old && { before: old }), ...(current && { after: current }) }];
  });
}

const decidesRetention = ({ days, transitions, narrowed }: LifecycleRule) =>
  narrowed === '' && (days !== undefined || transitions.length > 0);

/** What all rules together do to the recordings of a folder. @returns undefined when no rule applies to all of them */
function recordingLifecycle(
  rules: readonly LifecycleRule[],
  prefix: string,
): RecordingLifecycle | undefined {
  const objects = { prefix, narrowed: '' };
  if (!rules.some((rule) => decidesRetention(rule) && appliesTo(rule, objects))) return undefined;
  const lifecycle = lifecycleOf(rules, objects);
  const { days, transitions } = lifecycle;
  const noncurrentDays = noncurrentDaysOf(lifecycle);
  const classes = [{ storageClass: 'STANDARD', days: 0 }, ...transitions];
  if (days === undefined || noncurrentDays === undefined) return { classes };
  const monthlyCost = monthlyCostOf(classes, days + noncurrentDays);
  return {
    days: retentionDays({ days, noncurrentDays }),
    classes,
    ...(monthlyCost !== undefined && { monthlyCost }),
  };
}
