import { text } from '../attributes';
import { type LifecycleFilter, type LifecycleRule, lifecycleRules } from '../lifecycle';
import type { Change } from '../plan';
import { type Sentence, sentence } from '../sentence';

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
  readonly before: readonly LifecycleRule[];
  readonly after: readonly LifecycleRule[];
}

/** Reads the rules of both sides. */
export function compareRules(change: Change): LifecycleComparison {
  return { change, before: lifecycleRules(change.before), after: lifecycleRules(change.after) };
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
