import { DAY_MS } from '../core/day';
import { datesOf } from '../core/lifecycle/dates';
import { type ClassTransition, type LifecycleRule, SMALL_BYTES } from '../core/lifecycle/rule';
import type { RetentionDays } from '../modules/retention-schedule';
import { text } from './attributes';
import { appliesTo, lifecycleRules } from './lifecycle';
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
export function recordingLifecycle(
  rules: readonly LifecycleRule[],
  prefix: string,
): RecordingLifecycle | undefined {
  const applied = rules.filter((rule) => appliesTo(rule, { prefix, narrowed: '' }));
  if (!applied.some(decidesRetention)) return undefined;
  // A date has no day after upload.
  const lifecycle = { rules: applied.map(({ date: _, ...rule }) => rule) };
  const version = { created: 0, size: SMALL_BYTES, storageClass: 'STANDARD' };
  const [dates] = datesOf({ key: prefix, versions: [version] }, lifecycle).slice(-1);
  const { classes: spans = [], noncurrent, gone } = dates ?? {};
  const classes = spans.map(({ storageClass, first }) => ({ storageClass, days: first / DAY_MS }));
  if (!noncurrent || !gone) return { classes };
  const days = {
    readableUntil: noncurrent.first / DAY_MS,
    recoverableUntil: gone.first / DAY_MS,
    goneBy: gone.last / DAY_MS,
  };
  const monthlyCost = monthlyCostOf(classes, days.recoverableUntil);
  return { days, classes, ...(monthlyCost !== undefined && { monthlyCost }) };
}
