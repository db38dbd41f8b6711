import { text } from '../attributes';
import { type Finding, finding, type FindingId, isChanged, type Rule } from '../finding';
import { type Fate, fateOf, isCaredFor, type Sample, samplesOf } from '../life';
import { appliesTo, type LifecycleRule, lifecycleRules, shortest } from '../lifecycle';
import type { Change } from '../plan';
import { sentence } from '../sentence';
import { belowOf, type End, folderOf, RECORDINGS, UNTIL } from './lifecycle-words';

/** What it is called that either end comes sooner. */
const SOONER: Readonly<Record<End, FindingId>> = {
  days: 'expiry-shortened',
  noncurrentDays: 'noncurrent-expiry-shortened',
};

/** Expiry that comes sooner, or for more objects. Recordings that are there already are affected as well. */
export const lifecycleRule: Rule = (change, scene) => {
  if (change.type !== 'aws_s3_bucket_lifecycle_configuration') return [];
  const created = change.action === 'create' && scene.buckets.has(text(change.after, 'bucket'));
  if (!isChanged(change) && !created) return [];
  const before = lifecycleRules(change.before);
  const after = lifecycleRules(change.after);
  const sides = { before, after, newFolders: scene.newFolders };
  const expiring = sooner(change, sides, 'days');
  // What expires loses its old versions as well: that is not said twice.
  const said = new Set(expiring.filter(({ added }) => added).map(({ prefix }) => prefix));
  const noncurrent = sooner(change, sides, 'noncurrentDays').filter(
    ({ added, prefix }) => !added || !said.has(prefix),
  );
  return [
    ...[...expiring, ...noncurrent].map(({ found }) => found),
    ...samplesOf(before, after).flatMap((sample) => {
      const [was, is] = [fateOf(before, sample), fateOf(after, sample)];
      return [
        ...sameDay(change, sample, { was, is }),
        ...fewerVersions(change, sample, { was, is }),
      ];
    }),
    ...aborted(change, before, after),
  ];
};

interface Sides {
  readonly before: readonly LifecycleRule[];
  readonly after: readonly LifecycleRule[];
  /** Nothing is there yet that could expire. */
  readonly newFolders: ReadonlySet<string>;
}

interface Sooner {
  readonly found: Finding;
  readonly prefix: string;
  /** Whether nothing expired the whole of the folder before. */
  readonly added: boolean;
}

/** One finding a rule at most: the shortest days count, for each folder that a rule is about. */
function sooner(change: Change, { before, after, newFolders }: Sides, key: End): Sooner[] {
  return after.flatMap((rule): Sooner[] => {
    const { [key]: now, prefix } = rule;
    if (now === undefined || (newFolders.has(prefix) && !isCaredFor(prefix, before))) return [];
    const until = shortest(before, rule, key);
    if (until === undefined) {
      return [{ prefix, added: true, found: newExpiry(change, rule, { before, key }) }];
    }
    if (now >= until) return [];
    return [{ prefix, added: false, found: shorter(change, rule, { until, now, key, before }) }];
  });
}

interface Fates {
  readonly was: Fate;
  readonly is: Fate;
}

/** Old versions that were kept whatever their age, and no longer are. */
function fewerVersions(change: Change, sample: Sample, { was, is }: Fates): Finding[] {
  const expires = is.noncurrentDays !== undefined && was.noncurrentDays !== undefined;
  if (!expires || is.keptVersions >= was.keptVersions) return [];
  const what = sentence`Of each recording${belowOf(sample)} in ${text(change.before, 'bucket')}, ${is.keptVersions} old versions are kept whatever their age instead of ${was.keptVersions}.`;
  return [finding('noncurrent-expiry-shortened', change, what)];
}

/** A day on which objects expire whatever their age, and did not, or not as early. */
function sameDay(change: Change, sample: Sample, { was, is }: Fates): Finding[] {
  if (is.date === undefined || (was.date !== undefined && was.date <= is.date)) return [];
  return [expiresOn(change, sample, is.date)];
}

/** Uploads that take longer are aborted, and with them the recording. */
const SHORTEST_ABORT_DAYS = 2;

function aborted(
  change: Change,
  before: readonly LifecycleRule[],
  after: readonly LifecycleRule[],
): Finding[] {
  return samplesOf(before, after).flatMap((sample) => {
    const [was, is] = [fateOf(before, sample).abortDays, fateOf(after, sample).abortDays];
    if (is === undefined || is >= SHORTEST_ABORT_DAYS || (was !== undefined && was <= is))
      return [];
    const what = sentence`In ${text(change.after, 'bucket')}, uploads in parts that take longer than ${is} day are aborted: long recordings fail.`;
    return [finding('uploads-aborted', change, what)];
  });
}

/** Nothing expired the whole of this before; perhaps a part of it. */
function newExpiry(
  change: Change,
  rule: LifecycleRule,
  { before, key }: { before: readonly LifecycleRule[]; key: End },
): Finding {
  const bucket = text(change.before, 'bucket') || text(change.after, 'bucket');
  const parts = before.filter((each) => each[key] !== undefined && appliesTo(rule, each));
  const days = rule[key] ?? 0;
  const end = key === 'days' ? sentence`expires` : sentence`loses its old versions`;
  if (parts.length > 0) {
    const what = sentence`In ${bucket}, ${folderOf(rule)} ${end} after ${days} days; until now only what stands below ${parts.map(({ prefix }) => prefix)} did.`;
    return finding('lifecycle-filter-widened', change, what);
  }
  const what = sentence`In ${bucket}, ${folderOf(rule)} ${end} after ${days} days; until now it was kept for ever.`;
  return finding('expiry-added', change, what);
}

function shorter(
  change: Change,
  rule: LifecycleRule,
  { until, now, key, before }: { until: number; now: number; key: End; before: Sides['before'] },
): Finding {
  const bucket = text(change.before, 'bucket');
  const about = before.some((each) => each.prefix === rule.prefix);
  const of = about
    ? sentence`${RECORDINGS[key]} in ${bucket}`
    : sentence`${RECORDINGS[key]} below ${folderOf(rule)} in ${bucket}`;
  const days = sentence`${of} ${UNTIL[key]} ${now} days instead of ${until}`;
  return about
    ? finding(SOONER[key], change, sentence`${days}; those older than that go at once.`)
    : finding('expiry-added', change, sentence`${days}: a rule of its own is added for them.`);
}

function expiresOn(change: Change, sample: Sample, date: string): Finding {
  return finding(
    'expiry-added',
    change,
    sentence`In ${text(change.after, 'bucket')}, ${folderOf(sample)} expires on ${date}, whatever its age.`,
  );
}
