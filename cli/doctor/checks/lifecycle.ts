import { inDays } from '../../../core/day';
import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { Transition } from '../../../modules/retention-schedule';
import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import { observedValue } from '../observed';

/** Whether recordings are kept as long as the environment file and the vendor require. */
export function checkLifecycle({ store, live }: Examined): DoctorFinding[] {
  const { lifecycle, region } = live.bucket;
  if (lifecycle.kind === 'refused' || region.kind === 'missing') return [];
  const active = (observedValue(lifecycle) ?? []).filter(({ Status }) => Status === 'Enabled');
  const prefixes = [store.prefix, ...store.expiringPrefixes];
  const ours = prefixes.map((prefix) => ({ prefix, rule: active.find(isFor(prefix)) }));
  const others = active.filter(
    (rule) => moves(rule) && !ours.some((each) => each.rule === rule) && touches(rule, prefixes),
  );
  return [
    ...ours.flatMap(({ prefix, rule }) =>
      rule ? compare(store, prefix, rule) : [missing(store, prefix)],
    ),
    ...others.map((rule) => other(store, rule)),
  ];
}

/** A rule that expires a whole folder. */
function isFor(prefix: string): (rule: LifecycleRule) => boolean {
  return (rule) => prefixOf(rule) === prefix && isWhole(rule) && expires(rule);
}

/** The prefix of a rule. A rule in the old form has it next to its filter. */
function prefixOf(rule: LifecycleRule): string {
  const { Filter, Prefix: old } = rule as Omit<LifecycleRule, 'Prefix'> & {
    readonly Prefix?: string;
  };
  return Filter?.And?.Prefix ?? Filter?.Prefix ?? old ?? '';
}

/** Whether a rule applies to every object of a folder, whatever its tags and size. */
function isWhole({ Filter }: LifecycleRule): boolean {
  const { And, Tag, ObjectSizeGreaterThan: above, ObjectSizeLessThan: below } = Filter ?? {};
  return [And, Tag, above, below].every((each) => each === undefined);
}

const expires = ({ Expiration }: LifecycleRule) =>
  Expiration?.Days !== undefined || Expiration?.Date !== undefined;

/** Whether a rule expires or moves recordings, rather than cleaning up delete markers and parts. */
const moves = (rule: LifecycleRule) =>
  expires(rule) ||
  rule.NoncurrentVersionExpiration !== undefined ||
  (rule.Transitions ?? []).length + (rule.NoncurrentVersionTransitions ?? []).length > 0;

function touches(rule: LifecycleRule, prefixes: readonly string[]): boolean {
  const own = prefixOf(rule);
  return prefixes.some((prefix) => own.startsWith(prefix) || prefix.startsWith(own));
}

function missing(store: Store, prefix: string): DoctorFinding {
  return newFinding('lifecycle-missing', {
    what: `No rule expires ${folder(prefix)}: recordings and their old versions are kept forever`,
    evidence: [`no enabled rule; expected ${describeSchedule(store)}`],
    fix: redeploy(store),
  });
}

function compare(store: Store, prefix: string, rule: LifecycleRule): DoctorFinding[] {
  const { days } = store.schedule;
  const actual = describeRule(rule);
  const expected = describeSchedule(store);
  if (actual === expected) return [];
  const evidence = [`rule ${rule.ID ?? ''}: ${actual}; expected ${expected}`];
  const fix = redeploy(store);
  if (rule.Expiration?.Date !== undefined || (rule.Expiration?.Days ?? 0) < days) {
    return [newFinding('lifecycle-shorter', { what: tooShort(store, prefix), evidence, fix })];
  }
  const what = `The lifecycle of recordings in ${folder(prefix)} differs from the environment file`;
  return [newFinding('lifecycle-changed', { what, evidence, fix })];
}

function tooShort({ profile, schedule }: Store, prefix: string): string {
  const { title, keepsDays } = profile;
  const vendor = keepsDays === undefined ? '' : `; ${title} relies on ${inDays(keepsDays)}`;
  return `Recordings in ${folder(prefix)} expire before the ${inDays(schedule.days)} of the environment file${vendor}`;
}

function other(store: Store, rule: LifecycleRule): DoctorFinding {
  const earlier =
    rule.Expiration?.Date !== undefined ||
    (rule.Expiration?.Days ?? Infinity) < store.schedule.days;
  const evidence = [`rule ${rule.ID ?? ''} for ${folder(prefixOf(rule))}: ${describeRule(rule)}`];
  const fix = redeploy(store);
  if (earlier) {
    return newFinding('lifecycle-shorter', {
      what: tooShort(store, prefixOf(rule)),
      evidence,
      fix,
    });
  }
  const what = 'A lifecycle rule that does not come from callvault applies to recordings';
  return newFinding('lifecycle-gained', { what, evidence, fix });
}

function describeSchedule({ schedule }: Store): string {
  const { days, noncurrentDays, transitions, noncurrentTransitions } = schedule;
  return describe({ days: String(days), noncurrentDays, transitions, noncurrentTransitions });
}

function describeRule(rule: LifecycleRule): string {
  return describe({
    days: expiryOf(rule),
    noncurrentDays: oldExpiryOf(rule),
    transitions: (rule.Transitions ?? []).map(({ StorageClass = '', Days = 0 }) => ({
      storageClass: StorageClass,
      days: Days,
    })),
    noncurrentTransitions: (rule.NoncurrentVersionTransitions ?? []).map(
      ({ StorageClass = '', NoncurrentDays = 0 }) => ({
        storageClass: StorageClass,
        days: NoncurrentDays,
      }),
    ),
  });
}

function expiryOf({ Expiration: { Days, Date } = {} }: LifecycleRule): string {
  return String(Days ?? Date?.toISOString().slice(0, 10) ?? 'never');
}

function oldExpiryOf({ NoncurrentVersionExpiration: old }: LifecycleRule): string {
  const { NoncurrentDays = 'never', NewerNoncurrentVersions: newer } = old ?? {};
  return `${NoncurrentDays}${newer === undefined ? '' : `, all but ${newer} newer versions`}`;
}

type Moves = readonly (Pick<Transition, 'days'> & { readonly storageClass: string })[];

interface Life {
  readonly days: string;
  readonly noncurrentDays: number | string;
  readonly transitions: Moves;
  readonly noncurrentTransitions: Moves;
}

function describe({ days, noncurrentDays, transitions, noncurrentTransitions }: Life): string {
  const list = (moved: Moves) =>
    moved
      .map(({ storageClass, days: after }) => `${storageClass} ${after}`)
      .sort()
      .join(', ');
  return [
    `expires after ${days}`,
    `old versions after ${noncurrentDays}`,
    ...(transitions.length > 0 ? [`moves to ${list(transitions)}`] : []),
    ...(noncurrentTransitions.length > 0 ? [`old ones to ${list(noncurrentTransitions)}`] : []),
  ].join('; ');
}

function folder(prefix: string): string {
  return prefix === '' ? 'the whole bucket' : prefix;
}
