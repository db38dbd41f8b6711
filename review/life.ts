import { appliesTo, type LifecycleRule, type Move } from './lifecycle';

/** Objects that all rules treat alike: those of a folder, with or without the tags and sizes that a rule asks for. */
export interface Sample {
  /** The folder; empty for the whole bucket. */
  readonly prefix: string;
  /** Tags and sizes, as a rule asks for them; empty for an object without tags. */
  readonly narrowed: string;
}

/** What all rules together do to an object. */
export interface Fate {
  /** Days after upload until it expires. @default - it does not */
  readonly days?: number | undefined;
  /** The day from which on it expires whatever its age. @default - none */
  readonly date?: string | undefined;
  /** Days until an old version is gone. @default - it stays */
  readonly noncurrentDays?: number | undefined;
  /** Old versions that are kept whatever their age. @default 0 */
  readonly keptVersions: number;
  /** Moves of the current version, by day. */
  readonly moves: readonly Move[];
  /** Moves of old versions, by day. */
  readonly noncurrentMoves: readonly Move[];
  /** Days after which an unfinished upload is aborted. @default - it is not */
  readonly abortDays?: number | undefined;
}

/** Every kind of object that the rules of either side can treat in its own way. */
export function samplesOf(...sides: readonly (readonly LifecycleRule[])[]): Sample[] {
  const samples = sides.flat().flatMap(({ prefix, narrowed }) => [
    { prefix, narrowed: '' },
    { prefix, narrowed },
  ]);
  return [...new Map(samples.map((each) => [JSON.stringify(each), each])).values()];
}

/**
 * What happens to objects of a sample: of several rules that apply, the one that acts first counts.
 *
 * @see Amazon S3 User Guide, "Examples of S3 Lifecycle configurations", on overlapping filters
 */
export function fateOf(rules: readonly LifecycleRule[], sample: Sample): Fate {
  const applied = rules.filter((rule) => appliesTo(rule, sample));
  const least = (key: 'days' | 'noncurrentDays' | 'abortDays') => {
    const days = applied.flatMap((rule) => rule[key] ?? []);
    return days.length === 0 ? undefined : Math.min(...days);
  };
  const [date] = applied.flatMap((rule) => rule.date ?? []).sort();
  const expiring = applied.filter(({ noncurrentDays }) => noncurrentDays !== undefined);
  return {
    days: least('days'),
    date,
    noncurrentDays: least('noncurrentDays'),
    keptVersions:
      expiring.length === 0 ? 0 : Math.min(...expiring.map((rule) => rule.keptVersions)),
    moves: firstMoves(applied.flatMap(({ transitions }) => transitions)),
    noncurrentMoves: firstMoves(applied.flatMap((rule) => rule.noncurrentTransitions)),
    abortDays: least('abortDays'),
  };
}

/** By day, each class once: the first day counts. */
function firstMoves(moves: readonly Move[]): Move[] {
  const sorted = [...moves].sort(
    (a, b) => a.days - b.days || (a.storageClass < b.storageClass ? -1 : 1),
  );
  return sorted.filter(
    (move, index) =>
      sorted.findIndex(({ storageClass }) => storageClass === move.storageClass) === index,
  );
}

/** Whether any rule was for the folder, a part of it, or more than it: then it can hold recordings. */
export function isCaredFor(prefix: string, rules: readonly LifecycleRule[]): boolean {
  return rules.some(
    (rule) =>
      (rule.days !== undefined || rule.date !== undefined) &&
      (rule.prefix.startsWith(prefix) || prefix.startsWith(rule.prefix)),
  );
}
