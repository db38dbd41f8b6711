import { text } from '../attributes';
import { type Finding, finding, type Rule } from '../finding';
import { fateOf, isCaredFor, type Sample, samplesOf } from '../life';
import { type LifecycleRule, lifecycleRules, type Move, shortest } from '../lifecycle';
import type { Change } from '../plan';
import { sentence } from '../sentence';
import { belowOf, RECORDINGS, UNTIL } from './lifecycle-words';

/** Retention that gets longer, and other storage classes: what costs more, or is read more slowly. */
export const retentionRule: Rule = (change, { newFolders }) => {
  if (change.type !== 'aws_s3_bucket_lifecycle_configuration') return [];
  if (change.action !== 'update' && change.action !== 'delete') return [];
  const [before, after] = [lifecycleRules(change.before), lifecycleRules(change.after)];
  return [
    ...before.flatMap((rule) => longer(change, rule, after)),
    ...samplesOf(before, after).flatMap((sample) =>
      moreVersions(change, sample, { before, after }),
    ),
    ...samplesOf(before, after)
      .filter(({ prefix }) => !newFolders.has(prefix) || isCaredFor(prefix, before))
      .flatMap((sample) => otherClasses(change, sample, { before, after })),
  ];
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

interface Sides {
  readonly before: readonly LifecycleRule[];
  readonly after: readonly LifecycleRule[];
}

/** Old versions that no rule removes any more. */
function moreVersions(change: Change, sample: Sample, { before, after }: Sides): Finding[] {
  const [was, is] = [fateOf(before, sample), fateOf(after, sample)];
  const expires = was.noncurrentDays !== undefined && is.noncurrentDays !== undefined;
  if (!expires || is.keptVersions <= was.keptVersions) return [];
  const what = sentence`Of each recording${belowOf(sample)} in ${text(change.before, 'bucket')}, the newest ${is.keptVersions} old versions are kept for ever instead of ${was.keptVersions}: an expired recording is not gone on its day.`;
  return [finding('retention-extended', change, what)];
}

function otherClasses(change: Change, sample: Sample, { before, after }: Sides): Finding[] {
  const [was, is] = [fateOf(before, sample), fateOf(after, sample)];
  const where = sentence`${belowOf(sample)} in ${text(change.before, 'bucket')}`;
  const pairs = [
    [sentence`Recordings`, classes('STANDARD', was.moves), classes('STANDARD', is.moves)],
    [
      sentence`Old versions`,
      classes('the class they have', was.noncurrentMoves),
      classes('the class they have', is.noncurrentMoves),
    ],
  ] as const;
  return pairs
    .filter(([, a, b]) => a !== b)
    .map(([subject, a, b]) =>
      finding(
        'storage-class-changed',
        change,
        sentence`${subject}${where} are stored in ${b} instead of ${a}.`,
      ),
    );
}

function classes(first: string, moves: readonly Move[]): string {
  return [first, ...moves.map(({ storageClass, days }) => `${storageClass} from day ${days}`)].join(
    ', ',
  );
}
