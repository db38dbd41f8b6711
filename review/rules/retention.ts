import { text } from '../attributes';
import { type Finding, finding, type Rule } from '../finding';
import { appliesTo, type LifecycleRule, lifecycleRules, shortest } from '../lifecycle';
import type { Change } from '../plan';
import { sentence } from '../sentence';
import { belowOf, RECORDINGS, UNTIL } from './lifecycle-words';

/** Retention that gets longer, and other storage classes: what costs more, or is read more slowly. */
export const retentionRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_lifecycle_configuration') return [];
  if (change.action !== 'update' && change.action !== 'delete') return [];
  const after = lifecycleRules(change.after);
  return lifecycleRules(change.before).flatMap((rule) => {
    const next = after.find((each) => appliesTo(each, rule) && appliesTo(rule, each));
    return [...longer(change, rule, after), ...otherClasses(change, rule, next)];
  });
};

function longer(change: Change, rule: LifecycleRule, after: readonly LifecycleRule[]): Finding[] {
  return (['days', 'noncurrentDays'] as const).flatMap((key) => {
    const before = rule[key];
    if (before === undefined) return [];
    const now = shortest(after, rule, key);
    if (now !== undefined && now <= before) return [];
    const recordings = sentence`${RECORDINGS[key]}${belowOf(rule)} in ${text(change.before, 'bucket')}`;
    const what =
      now === undefined
        ? sentence`${recordings} are kept for ever instead of ${before} days.`
        : sentence`${recordings} ${UNTIL[key]} ${now} days instead of ${before}.`;
    return [finding('retention-extended', change, what)];
  });
}

function otherClasses(
  change: Change,
  before: LifecycleRule,
  after: LifecycleRule | undefined,
): Finding[] {
  const relevant = before.days !== undefined || before.transitions.length > 0;
  if (!after || !relevant || classes(before) === classes(after)) return [];
  const what = sentence`Recordings in ${text(change.before, 'bucket')} are stored in ${classes(after)} instead of ${classes(before)}.`;
  return [finding('storage-class-changed', change, what)];
}

function classes({ transitions }: LifecycleRule): string {
  const moves = [...transitions].sort((a, b) => a.days - b.days);
  return [
    'STANDARD',
    ...moves.map(({ storageClass, days }) => `${storageClass} from day ${days}`),
  ].join(', ');
}
