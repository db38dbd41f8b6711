import { type Finding, finding, type Rule } from '../finding';
import type { ClassTransition, LifecycleFilter, LifecycleRule } from '../../core/lifecycle/rule';
import { appliesTo, shortest } from '../lifecycle';
import { lifecycleOf, mayContainRecordings, objectGroups } from '../object-lifecycle';
import { type Sentence, sentence } from '../sentence';
import {
  bucketOf,
  compareRules,
  LIFECYCLE,
  type LifecycleComparison,
  locationOf,
  type Setting,
  SETTINGS,
  withRecording,
} from './lifecycle-comparison';

/** Longer retention and other storage classes, which cost more or are slower to read. */
export const retentionRule: Rule = (change, context) => {
  const { newFolders } = context;
  if (change.type !== LIFECYCLE) return [];
  if (change.action !== 'update' && change.action !== 'delete') return [];
  const comparison = compareRules(change, context);
  const { before, after } = comparison;
  const groups = objectGroups([...before, ...after]).filter(
    ({ prefix }) => !newFolders.has(prefix) || mayContainRecordings(prefix, before),
  );
  return [
    ...before.flatMap((rule) => [
      ...laterExpiry(comparison, rule, 'days'),
      ...laterExpiry(comparison, rule, 'noncurrentDays'),
      ...moreVersions(comparison, rule),
    ]),
    ...groups.flatMap((objects) => otherClasses(comparison, objects)),
  ];
};

function laterExpiry(
  comparison: LifecycleComparison,
  rule: LifecycleRule,
  setting: Setting,
): Finding[] {
  const { change, after } = comparison;
  const before = rule[setting];
  const days = shortest(after, rule, setting);
  if (before === undefined || (days !== undefined && days <= before)) return [];
  const { recordings, remain } = SETTINGS[setting];
  const subject = sentence`${recordings}${locationOf(rule)} in ${bucketOf(change)}`;
  const what =
    days === undefined
      ? sentence`${subject} are kept forever instead of ${before} days.`
      : sentence`${subject} ${remain} ${days} days instead of ${before}.`;
  return [
    withRecording(finding('retention-extended', change, what), comparison, {
      objects: rule,
      setting,
    }),
  ];
}

/** Noncurrent versions that are now kept regardless of their age. */
function moreVersions({ change, after }: LifecycleComparison, rule: LifecycleRule): Finding[] {
  const { noncurrentDays: days, keptVersions } = rule;
  if (days === undefined) return [];
  const applied = lifecycleOf(after, rule).noncurrent.filter((each) => each.days <= days);
  const kept = Math.min(...applied.map((each) => each.keptVersions));
  if (applied.length === 0 || kept <= keptVersions) return [];
  const what = sentence`Of each recording${locationOf(rule)} in ${bucketOf(change)}, the newest ${kept} noncurrent versions are kept forever instead of ${keptVersions}, so an expired recording can remain recoverable.`;
  return [finding('retention-extended', change, what)];
}

function otherClasses(
  { change, before, after }: LifecycleComparison,
  objects: LifecycleFilter,
): Finding[] {
  // A group without its own rule on either side is covered by the group that contains it.
  const isOwn = (rule: LifecycleRule) => appliesTo(rule, objects) && appliesTo(objects, rule);
  if (![...before, ...after].some(isOwn)) return [];
  const [from, to] = [lifecycleOf(before, objects), lifecycleOf(after, objects)];
  const location = sentence`${locationOf(objects)} in ${bucketOf(change)}`;
  return [
    ...classesChanged(change, sentence`Recordings${location}`, [
      classesOf('STANDARD', from.transitions),
      classesOf('STANDARD', to.transitions),
    ]),
    ...classesChanged(change, sentence`Noncurrent versions${location}`, [
      classesOf('their current class', from.noncurrentTransitions),
      classesOf('their current class', to.noncurrentTransitions),
    ]),
  ];
}

function classesChanged(
  change: LifecycleComparison['change'],
  subject: Sentence,
  [from, to]: readonly [string, string],
): Finding[] {
  if (from === to) return [];
  const what = sentence`${subject} are stored in ${to} instead of ${from}.`;
  return [finding('storage-class-changed', change, what)];
}

function classesOf(first: string, transitions: readonly ClassTransition[]): string {
  const later = transitions.map(({ storageClass, days }) => `${storageClass} from day ${days}`);
  return [first, ...later].join(', ');
}
