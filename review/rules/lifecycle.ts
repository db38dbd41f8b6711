import { text } from '../attributes';
import { type Finding, finding, type FindingId, isChanged, type Rule } from '../finding';
import type { LifecycleRule } from '../../core/lifecycle/rule';
import { appliesTo, shortest } from '../lifecycle';
import { lifecycleOf, mayContainRecordings, objectGroups } from '../object-lifecycle';
import { type Sentence, sentence } from '../sentence';
import {
  bucketOf,
  compareRules,
  LIFECYCLE,
  type LifecycleComparison,
  locationOf,
  objectsOf,
  type Setting,
  SETTINGS,
  withRecording,
} from './lifecycle-comparison';

/** Objects that expire earlier, or that did not expire before. Existing recordings are affected as well. */
export const lifecycleRule: Rule = (change, context) => {
  if (change.type !== LIFECYCLE) return [];
  const isCreated = change.action === 'create' && context.buckets.has(text(change.after, 'bucket'));
  if (!isChanged(change) && !isCreated) return [];
  const comparison = compareRules(change, context);
  const { before, after } = comparison;
  const existing = after.filter(
    ({ prefix }) => !context.newFolders.has(prefix) || mayContainRecordings(prefix, before),
  );
  const isNew = (rule: LifecycleRule, setting: Setting) =>
    rule[setting] !== undefined && shortest(before, rule, setting) === undefined;
  // Objects that expire lose their noncurrent versions as well, which is reported once.
  const expiring = existing.filter((rule) => isNew(rule, 'days')).map(({ prefix }) => prefix);
  const noncurrent = existing.filter(
    (rule) => !expiring.includes(rule.prefix) || !isNew(rule, 'noncurrentDays'),
  );
  return [
    ...existing.flatMap((rule) => earlierExpiry(comparison, rule, 'days')),
    ...noncurrent.flatMap((rule) => earlierExpiry(comparison, rule, 'noncurrentDays')),
    ...after.flatMap((rule) => expiryDate(comparison, rule)),
    ...after.flatMap((rule) => fewerVersions(comparison, rule)),
    ...abortedUploads(comparison),
  ];
};

function earlierExpiry(
  comparison: LifecycleComparison,
  rule: LifecycleRule,
  setting: Setting,
): Finding[] {
  const { change, before } = comparison;
  const days = rule[setting];
  if (days === undefined) return [];
  const previous = shortest(before, rule, setting);
  if (previous === undefined) return [newExpiry(comparison, rule, setting)];
  if (days >= previous) return [];
  const { recordings, remain, older, shortened } = SETTINGS[setting];
  const hadRule = before.some(({ prefix }) => prefix === rule.prefix);
  const location = hadRule ? sentence`` : locationOf(rule);
  const what = sentence`${recordings}${location} in ${bucketOf(change)} ${remain} ${days} days instead of ${previous}`;
  if (!hadRule) {
    const added = sentence`${what}: a separate rule is added for them.`;
    return [
      withRecording(finding('expiry-added', change, added), comparison, { objects: rule, setting }),
    ];
  }
  const exampled = withRecording(finding(shortened, change, sentence`${what}.`), comparison, {
    objects: rule,
    setting,
  });
  // The example says what happens to existing recordings.
  if (exampled.example) return [exampled];
  return [
    finding(shortened, change, sentence`${what}. Older ones ${older} at the next midnight UTC.`),
  ];
}

/** Before, no rule applied to all objects of this one; perhaps a rule applied to some of them. */
function newExpiry(
  comparison: LifecycleComparison,
  rule: LifecycleRule,
  setting: Setting,
): Finding {
  const { change, before } = comparison;
  const found = (id: FindingId, sentenceOf: Sentence) =>
    withRecording(finding(id, change, sentenceOf), comparison, { objects: rule, setting });
  const what = sentence`${objectsOf(change, rule, setting)} expire after ${rule[setting] ?? 0} days`;
  const covered = before.filter((each) => each[setting] !== undefined && appliesTo(rule, each));
  const prefixes = [...new Set(covered.map(({ prefix }) => prefix))];
  if (covered.length === 0) {
    return found('expiry-added', sentence`${what}. Until now, they never expired.`);
  }
  return found(
    'lifecycle-filter-widened',
    sentence`${what}. Until now, only objects under ${prefixes} did.`,
  );
}

function expiryDate({ change, before }: LifecycleComparison, rule: LifecycleRule): Finding[] {
  const { date } = rule;
  const isEarlier = (each: LifecycleRule) => each.date !== undefined && each.date <= (date ?? '');
  if (date === undefined || before.some((each) => isEarlier(each) && appliesTo(each, rule))) {
    return [];
  }
  const objects = objectsOf(change, rule, 'days');
  const what = sentence`${objects} expire on ${date}, regardless of their age.`;
  return [finding('expiry-added', change, what)];
}

/** Noncurrent versions that were kept regardless of their age, and no longer are. */
function fewerVersions({ change, before }: LifecycleComparison, rule: LifecycleRule): Finding[] {
  const { noncurrentDays: days, keptVersions } = rule;
  if (days === undefined) return [];
  const applied = lifecycleOf(before, rule).noncurrent.filter((each) => each.days <= days);
  const kept = Math.min(...applied.map((each) => each.keptVersions));
  if (applied.length === 0 || keptVersions >= kept) return [];
  const what = sentence`Of each recording${locationOf(rule)} in ${bucketOf(change)}, ${keptVersions} noncurrent versions are kept regardless of their age instead of ${kept}.`;
  return [finding('noncurrent-expiry-shortened', change, what)];
}

/** A long recording takes longer to upload than a day: when its upload is aborted, it is lost. */
const MIN_ABORT_DAYS = 2;

function abortedUploads({ change, before, after }: LifecycleComparison): Finding[] {
  return objectGroups([...before, ...after]).flatMap((objects) => {
    const [from, to] = [before, after].map((rules) => lifecycleOf(rules, objects).abortDays);
    if (to === undefined || to >= MIN_ABORT_DAYS || (from !== undefined && from <= to)) return [];
    const what = sentence`In ${bucketOf(change)}, multipart uploads${locationOf(objects)} that take longer than ${to} day are aborted: long recordings are not stored.`;
    return [finding('uploads-aborted', change, what)];
  });
}
