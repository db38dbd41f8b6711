import { addDays, type Day } from '../../core/day';
import { block, text } from '../attributes';
import type { LifecycleFilter, LifecycleRule } from '../../core/lifecycle/rule';
import { appliesTo } from '../lifecycle';
import { lifecycleOf, noncurrentDaysOf, type ObjectLifecycle } from '../object-lifecycle';
import type { PlanContext } from '../plan-context';
import { type Sentence, sentence } from '../sentence';

/** The rules of a bucket before and after a plan, and the objects that an example is wanted for. */
export interface LifecycleExample {
  readonly bucket: string;
  readonly before: readonly LifecycleRule[];
  readonly after: readonly LifecycleRule[];
  readonly objects: LifecycleFilter;
  /** Whether the example is about the expiry of recordings, or about how long they are recoverable afterwards. */
  readonly setting: 'days' | 'noncurrentDays';
  /** The objects in words: ` under a/`; empty for the whole bucket. */
  readonly location: Sentence;
}

/**
 * What a change of lifecycle rules means for a recording of today and for existing ones.
 *
 * @returns undefined when today is not known, or the change has no effect on the days of these objects
 */
export function tryRecordingExample(
  example: LifecycleExample,
  context: PlanContext,
): Sentence | undefined {
  const { before, after, objects, setting } = example;
  const { today } = context;
  const special = [...before, ...after].filter((rule) => appliesToSome(rule, objects));
  const isUncertain = [...before, ...after].some(({ date }) => date !== undefined);
  if (today === undefined || isUncertain || special.some(({ narrowed }) => narrowed !== '')) {
    return undefined;
  }
  const others = [...new Set(special.map(({ prefix }) => prefix))];
  const outside = others.length === 0 ? sentence`` : sentence` outside ${others}`;
  const sides = [before, after].map((rules) => lifecycleOf(rules, objects));
  const [from, to] = sides as [ObjectLifecycle, ObjectLifecycle];
  const location = sentence`${example.location}${outside}`;
  if (setting === 'noncurrentDays')
    return loss(today, [from, to], { ...example, location, context });
  if (from.days === to.days) return undefined;
  const moved = movedEnd(today, from.days, to.days);
  const rest = existing(from, to, versioningOf(example.bucket, context));
  return sentence`For example, a recording of today${location} ${moved}${rest}`;
}

/** Whether a rule expires some of the objects, but not all of them. */
function appliesToSome(rule: LifecycleRule, objects: LifecycleFilter): boolean {
  const isPart = rule.prefix.startsWith(objects.prefix) || objects.prefix.startsWith(rule.prefix);
  const expires = rule.days !== undefined || rule.noncurrentDays !== undefined;
  return isPart && expires && !appliesTo(rule, objects);
}

function loss(
  today: Day,
  [from, to]: readonly [ObjectLifecycle, ObjectLifecycle],
  {
    bucket,
    location,
    context,
  }: Pick<LifecycleExample, 'bucket' | 'location'> & { context: PlanContext },
): Sentence | undefined {
  const [recoverable, later] = [noncurrentDaysOf(from), noncurrentDaysOf(to)];
  // Object Lock keeps versions that lifecycle rules would delete.
  if (recoverable === later || isLocked(bucket, context)) return undefined;
  const recording = sentence`For example, a recording${location} that is deleted or expires today`;
  const moved = sentence`${recording} ${movedLoss(today, recoverable, later)}`;
  const isSooner = later !== undefined && later < (recoverable ?? Infinity);
  if (!isSooner) return moved;
  return sentence`${moved} Those that were deleted or expired more than ${later} days ago are permanently deleted at the next midnight UTC.`;
}

function isLocked(bucket: string, { changes, resources = changes }: PlanContext): boolean {
  return resources.some(
    ({ type, before, after }) =>
      type === 'aws_s3_bucket_object_lock_configuration' &&
      [before, after].some((each) => ['', bucket].includes(text(each, 'bucket'))),
  );
}

function movedEnd(today: Day, from: number | undefined, to: number | undefined): Sentence {
  if (to === undefined) return sentence`never expires, instead of on ${addDays(today, from ?? 0)}.`;
  const day = addDays(today, to);
  if (from === undefined) return sentence`expires on ${day}. Until now, it never expired.`;
  return sentence`expires on ${day} instead of ${addDays(today, from)}.`;
}

function movedLoss(today: Day, from: number | undefined, to: number | undefined): Sentence {
  const until = (days: number | undefined) =>
    days === undefined ? sentence`forever` : sentence`until ${addDays(today, days)}`;
  return sentence`is recoverable ${until(to)} instead of ${until(from)}.`;
}

type Versioning = 'Enabled' | 'other' | 'unknown';

/** What happens to recordings that are already older than the new period. */
function existing(from: ObjectLifecycle, to: ObjectLifecycle, versioning: Versioning): Sentence {
  const { days } = to;
  if (days === undefined || days >= (from.days ?? Infinity)) return sentence``;
  const those = sentence` Those older than ${days} days`;
  if (versioning === 'unknown') return sentence`${those} expire at the next midnight UTC.`;
  if (versioning === 'other')
    return sentence`${those} are permanently deleted at the next midnight UTC.`;
  const hidden = sentence`${those} are hidden at the next midnight UTC and`;
  const recoverable = noncurrentDaysOf(to);
  return recoverable === undefined
    ? sentence`${hidden} stay recoverable.`
    : sentence`${hidden} recoverable for ${recoverable} days.`;
}

/** Without versioning, an object that expires is deleted. @see Amazon S3 User Guide, "Expiring objects" */
function versioningOf(bucket: string, { changes, resources = changes }: PlanContext): Versioning {
  const setting = resources.findLast(
    ({ type, action, after }) =>
      type === 'aws_s3_bucket_versioning' &&
      action !== 'delete' &&
      text(after, 'bucket') === bucket,
  );
  const status = text(block(setting?.after ?? {}, 'versioning_configuration'), 'status');
  if (status === 'Enabled') return 'Enabled';
  return status === '' ? 'unknown' : 'other';
}
