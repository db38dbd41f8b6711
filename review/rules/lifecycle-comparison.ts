import { text } from '../attributes';
import type { LifecycleFilter, LifecycleRule } from '../../core/lifecycle/rule';
import { lifecycleRules } from '../lifecycle';
import type { Finding } from '../finding';
import type { Change } from '../plan';
import type { PlanContext } from '../plan-context';
import { type Sentence, sentence } from '../sentence';
import { tryRecordingExample } from '../witness/recording';

/** The resource type of lifecycle configurations. */
export const LIFECYCLE = 'aws_s3_bucket_lifecycle_configuration';

/** The settings that end a recording: `days` its readability, `noncurrentDays` its recoverability. */
export const SETTINGS = {
  days: {
    shortened: 'expiry-shortened',
    recordings: sentence`Recordings`,
    remain: sentence`are readable for`,
    older: sentence`expire`,
    versionsOf: sentence``,
  },
  noncurrentDays: {
    shortened: 'noncurrent-expiry-shortened',
    recordings: sentence`Expired, deleted and replaced recordings`,
    remain: sentence`are recoverable for`,
    older: sentence`are permanently deleted`,
    versionsOf: sentence`noncurrent versions of `,
  },
} as const;

/** A setting that ends a recording. */
export type Setting = keyof typeof SETTINGS;

/** The enabled lifecycle rules of a bucket, before and after a change. */
export interface LifecycleComparison {
  readonly change: Change;
  readonly context: PlanContext;
  readonly before: readonly LifecycleRule[];
  readonly after: readonly LifecycleRule[];
}

/** Reads the rules of both sides. */
export function compareRules(change: Change, context: PlanContext): LifecycleComparison {
  const [before, after] = [lifecycleRules(change.before), lifecycleRules(change.after)];
  return { change, context, before, after };
}

/** A finding about objects, with an example of a recording where one is certain. */
export function withRecording(
  found: Finding,
  { change, context, before, after }: LifecycleComparison,
  { objects, setting }: { objects: LifecycleFilter; setting: Setting },
): Finding {
  const location = locationOf(objects);
  const sides = { bucket: bucketOf(change), before, after, objects, location, setting };
  const what = tryRecordingExample(sides, context);
  return what ? { ...found, example: { what } } : found;
}

/** The bucket that the rules are for. */
export const bucketOf = ({ before, after }: Change) =>
  text(before, 'bucket') || text(after, 'bucket');

/** The folder and filter of a rule: ` under a/`; empty for the whole bucket. */
export function locationOf({ prefix, narrowed }: LifecycleFilter): Sentence {
  const folder = prefix === '' ? sentence`` : sentence` under ${prefix}`;
  return narrowed === '' ? folder : sentence`${folder} (with ${narrowed})`;
}

/** The objects that a setting of a rule ends, as the start of a sentence. */
export function objectsOf(change: Change, rule: LifecycleFilter, setting: Setting): Sentence {
  return sentence`In ${bucketOf(change)}, ${SETTINGS[setting].versionsOf}all objects${locationOf(rule)}`;
}
