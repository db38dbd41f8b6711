import { text } from '../attributes';
import { type Finding, finding, type FindingId, isChanged, type Rule } from '../finding';
import { appliesTo, type LifecycleRule, lifecycleRules, shortest } from '../lifecycle';
import type { Change } from '../plan';
import { type Sentence, sentence } from '../sentence';

type Key = 'days' | 'noncurrentDays';

/** What is lost sooner, and what the finding is called. */
const KINDS: Readonly<Record<Key, { id: FindingId; what: Sentence; then: Sentence }>> = {
  days: {
    id: 'expiry-shortened',
    what: sentence`Recordings`,
    then: sentence`can be read for`,
  },
  noncurrentDays: {
    id: 'noncurrent-expiry-shortened',
    what: sentence`Expired, deleted and replaced recordings`,
    then: sentence`can be recovered for`,
  },
};

/** Expiry that comes sooner, or for more objects. Recordings that are there already are affected as well. */
export const lifecycleRule: Rule = (change, scene) => {
  if (change.type !== 'aws_s3_bucket_lifecycle_configuration') return [];
  const created = change.action === 'create' && bucketExists(change, scene.changes);
  if (!isChanged(change) && !created) return [];
  const before = lifecycleRules(change.before);
  const after = lifecycleRules(change.after);
  return (['days', 'noncurrentDays'] as const).flatMap((key) =>
    sooner(change, { before, after }, key),
  );
};

function bucketExists({ after }: Change, changes: readonly Change[]): boolean {
  const bucket = text(after, 'bucket');
  return changes.some(
    (each) =>
      each.type === 'aws_s3_bucket' &&
      each.action !== 'create' &&
      bucket !== '' &&
      text(each.before, 'bucket') === bucket,
  );
}

interface Sides {
  readonly before: readonly LifecycleRule[];
  readonly after: readonly LifecycleRule[];
}

/** One finding a rule at most: the shortest days count, for each folder that a rule is about. */
function sooner(change: Change, { before, after }: Sides, key: Key): Finding[] {
  const found = after.flatMap((rule) => {
    const now = rule[key];
    if (now === undefined) return [];
    const until = shortest(before, rule, key);
    if (until === undefined) return [newExpiry(change, rule, { before, key })];
    return now < until ? [shorter(change, rule, { until, now, key, before })] : [];
  });
  const dated = key === 'days' ? after.filter(({ date }) => isNewDate(date, before)) : [];
  return [...found, ...dated.map((rule) => expiresOn(change, rule))];
}

const isNewDate = (date: string | undefined, before: readonly LifecycleRule[]) =>
  date !== undefined && !before.some((rule) => rule.date !== undefined && rule.date <= date);

const folder = ({ prefix, narrowed }: LifecycleRule): Sentence => {
  const where = prefix === '' ? sentence`the whole bucket` : sentence`${prefix}`;
  return narrowed === '' ? where : sentence`${where} (where ${narrowed})`;
};

/** Nothing expired the whole of this before; perhaps a part of it. */
function newExpiry(
  change: Change,
  rule: LifecycleRule,
  { before, key }: { before: readonly LifecycleRule[]; key: Key },
): Finding {
  const bucket = text(change.before, 'bucket') || text(change.after, 'bucket');
  const parts = before.filter((each) => each[key] !== undefined && appliesTo(rule, each));
  const days = rule[key] ?? 0;
  const end = key === 'days' ? sentence`expires` : sentence`loses its old versions`;
  if (parts.length > 0) {
    const what = sentence`In ${bucket}, ${folder(rule)} ${end} after ${days} days; until now only what stands below ${parts.map(({ prefix }) => prefix)} did.`;
    return finding('lifecycle-filter-widened', change, what);
  }
  const what = sentence`In ${bucket}, ${folder(rule)} ${end} after ${days} days; until now it was kept for ever.`;
  return finding('expiry-added', change, what);
}

function shorter(
  change: Change,
  rule: LifecycleRule,
  { until, now, key, before }: { until: number; now: number; key: Key; before: Sides['before'] },
): Finding {
  const { id, what, then } = KINDS[key];
  const bucket = text(change.before, 'bucket');
  const about = before.some((each) => each.prefix === rule.prefix);
  const of = about
    ? sentence`${what} in ${bucket}`
    : sentence`${what} below ${folder(rule)} in ${bucket}`;
  const days = sentence`${of} ${then} ${now} days instead of ${until}`;
  return about
    ? finding(id, change, sentence`${days}; those older than that go at once.`)
    : finding('expiry-added', change, sentence`${days}: a rule of its own is added for them.`);
}

function expiresOn(change: Change, rule: LifecycleRule): Finding {
  return finding(
    'expiry-added',
    change,
    sentence`In ${text(change.after, 'bucket')}, ${folder(rule)} expires on ${rule.date ?? ''}, whatever its age.`,
  );
}

/** Retention that gets longer, and other storage classes: what costs more, or is read more slowly. */
export const retentionRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_lifecycle_configuration' || change.action !== 'update')
    return [];
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
    const { what, then } = KINDS[key];
    const until = now === undefined ? sentence`for ever` : sentence`${now} days`;
    const text_ = now === undefined ? sentence`are kept` : then;
    return [
      finding(
        'retention-extended',
        change,
        sentence`${what} below ${folder(rule)} in ${text(change.before, 'bucket')} ${text_} ${until} instead of ${before} days.`,
      ),
    ];
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
