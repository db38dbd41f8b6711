import { text } from '../attributes';
import { type Finding, finding, isChanged, type Rule } from '../finding';
import { appliesTo, type LifecycleRule, lifecycleRules, shortest } from '../lifecycle';
import type { Change } from '../plan';
import { type Sentence, sentence } from '../sentence';

/** The settings that end a recording: `days` its readability, `noncurrentDays` its recoverability. */
const SETTINGS = {
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

type Setting = keyof typeof SETTINGS;

interface Comparison {
  readonly change: Change;
  readonly before: readonly LifecycleRule[];
  readonly after: readonly LifecycleRule[];
}

/** Objects that expire earlier, or that did not expire before. Existing recordings are affected as well. */
export const lifecycleRule: Rule = (change, context) => {
  if (change.type !== 'aws_s3_bucket_lifecycle_configuration') return [];
  const isCreated = change.action === 'create' && context.buckets.has(text(change.after, 'bucket'));
  if (!isChanged(change) && !isCreated) return [];
  const comparison = compare(change);
  const { before, after } = comparison;
  const existing = after.filter(({ prefix }) => !context.newFolders.has(prefix));
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
  ];
};

/** Longer retention and other storage classes, which cost more or are slower to read. */
export const retentionRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_lifecycle_configuration') return [];
  if (change.action !== 'update' && change.action !== 'delete') return [];
  const comparison = compare(change);
  return comparison.before.flatMap((rule) => [
    ...laterExpiry(comparison, rule, 'days'),
    ...laterExpiry(comparison, rule, 'noncurrentDays'),
    ...otherClasses(comparison, rule),
  ]);
};

function compare(change: Change): Comparison {
  return { change, before: lifecycleRules(change.before), after: lifecycleRules(change.after) };
}

const bucketOf = ({ before, after }: Change) => text(before, 'bucket') || text(after, 'bucket');

/** The folder and filter of a rule: ` under a/`; empty for the whole bucket. */
function locationOf({ prefix, narrowed }: LifecycleRule): Sentence {
  const folder = prefix === '' ? sentence`` : sentence` under ${prefix}`;
  return narrowed === '' ? folder : sentence`${folder} (with ${narrowed})`;
}

function earlierExpiry(comparison: Comparison, rule: LifecycleRule, setting: Setting): Finding[] {
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
  return [
    hadRule
      ? finding(shortened, change, sentence`${what}. Older ones ${older} at the next midnight UTC.`)
      : finding('expiry-added', change, sentence`${what}: a separate rule is added for them.`),
  ];
}

/** Before, no rule applied to all objects of this one; perhaps a rule applied to some of them. */
function newExpiry({ change, before }: Comparison, rule: LifecycleRule, setting: Setting): Finding {
  const what = sentence`${objectsOf(change, rule, setting)} expire after ${rule[setting] ?? 0} days`;
  const covered = before.filter((each) => each[setting] !== undefined && appliesTo(rule, each));
  const prefixes = covered.map(({ prefix }) => prefix);
  if (covered.length === 0) {
    return finding('expiry-added', change, sentence`${what}. Until now, they never expired.`);
  }
  const widened = sentence`${what}. Until now, only objects under ${prefixes} did.`;
  return finding('lifecycle-filter-widened', change, widened);
}

const objectsOf = (change: Change, rule: LifecycleRule, setting: Setting) =>
  sentence`In ${bucketOf(change)}, ${SETTINGS[setting].versionsOf}all objects${locationOf(rule)}`;

function expiryDate({ change, before }: Comparison, rule: LifecycleRule): Finding[] {
  const { date } = rule;
  const isEarlier = (each: LifecycleRule) => each.date !== undefined && each.date <= (date ?? '');
  if (date === undefined || before.some(isEarlier)) return [];
  const objects = objectsOf(change, rule, 'days');
  const what = sentence`${objects} expire on ${date}, regardless of their age.`;
  return [finding('expiry-added', change, what)];
}

/** Noncurrent versions that were kept regardless of their age, and no longer are. */
function fewerVersions({ change, before }: Comparison, rule: LifecycleRule): Finding[] {
  const applied = before.filter((each) => each.noncurrentDays && appliesTo(each, rule));
  const kept = Math.min(...applied.map(({ keptVersions }) => keptVersions));
  if (rule.noncurrentDays === undefined || applied.length === 0) return [];
  if (rule.keptVersions >= kept) return [];
  const what = sentence`Of each recording in ${bucketOf(change)}, ${rule.keptVersions} noncurrent versions are kept regardless of their age instead of ${kept}.`;
  return [finding('noncurrent-expiry-shortened', change, what)];
}

function laterExpiry({ change, after }: Comparison, rule: LifecycleRule, setting: Setting) {
  const before = rule[setting];
  const days = shortest(after, rule, setting);
  if (before === undefined || (days !== undefined && days <= before)) return [];
  const { recordings, remain } = SETTINGS[setting];
  const subject = sentence`${recordings}${locationOf(rule)} in ${bucketOf(change)}`;
  const what =
    days === undefined
      ? sentence`${subject} are kept forever instead of ${before} days.`
      : sentence`${subject} ${remain} ${days} days instead of ${before}.`;
  return [finding('retention-extended', change, what)];
}

function otherClasses({ change, after }: Comparison, rule: LifecycleRule): Finding[] {
  const next = after.find((each) => appliesTo(each, rule) && appliesTo(rule, each));
  const isRelevant = rule.days !== undefined || rule.transitions.length > 0;
  if (!next || !isRelevant || classesOf(rule) === classesOf(next)) return [];
  const what = sentence`Recordings in ${bucketOf(change)} are stored in ${classesOf(next)} instead of ${classesOf(rule)}.`;
  return [finding('storage-class-changed', change, what)];
}

function classesOf({ transitions }: LifecycleRule): string {
  const sorted = [...transitions].sort((a, b) => a.days - b.days);
  const later = sorted.map(({ storageClass, days }) => `${storageClass} from day ${days}`);
  return ['STANDARD', ...later].join(', ');
}
