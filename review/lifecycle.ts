import { type Attributes, block, blocks, number, text } from './attributes';

/** A move to another storage class. */
export interface Move {
  /** Where to. */
  readonly storageClass: string;
  /** Days after upload. */
  readonly days: number;
}

/** A lifecycle rule, as far as it decides how long something is kept. */
export interface LifecycleRule {
  /** Its id. */
  readonly id: string;
  /** Folder it applies to; empty for the whole bucket. */
  readonly prefix: string;
  /** What else narrows it: tags and sizes, as text; empty when nothing does. */
  readonly narrowed: string;
  /** Days after upload until it hides or removes an object. @default - it does not */
  readonly days?: number;
  /** A date from which on it does. @default - none */
  readonly date?: string;
  /** Days until a replaced, deleted or expired version is gone. @default - it stays */
  readonly noncurrentDays?: number;
  /** How many old versions it keeps whatever their age. @default 0 */
  readonly keptVersions: number;
  /** Moves to other storage classes, by day after upload. */
  readonly transitions: readonly Move[];
  /** Moves of versions that were replaced, deleted or expired, by day after that. */
  readonly noncurrentTransitions: readonly Move[];
  /** Days after which an upload in parts that is not finished is aborted. @default - it is not */
  readonly abortDays?: number;
}

/** The enabled rules of a lifecycle configuration. */
export function lifecycleRules(attributes: Attributes): LifecycleRule[] {
  return blocks(attributes, 'rule')
    .filter((rule) => text(rule, 'status') === 'Enabled')
    .map(readRule);
}

function readRule(rule: Attributes): LifecycleRule {
  const filter = block(rule, 'filter');
  const both = block(filter, 'and');
  const expiration = block(rule, 'expiration');
  const noncurrent = block(rule, 'noncurrent_version_expiration');
  const date = text(expiration, 'date');
  return {
    id: text(rule, 'id'),
    prefix: text(filter, 'prefix') || text(both, 'prefix') || text(rule, 'prefix'),
    narrowed: narrowing(filter) + narrowing(both),
    days: positive(number(expiration, 'days')),
    ...(date !== '' && { date }),
    noncurrentDays: positive(number(noncurrent, 'noncurrent_days')),
    keptVersions: number(noncurrent, 'newer_noncurrent_versions') ?? 0,
    transitions: blocks(rule, 'transition').map((move) => moveOf(move, 'days')),
    noncurrentTransitions: blocks(rule, 'noncurrent_version_transition').map((move) =>
      moveOf(move, 'noncurrent_days'),
    ),
    abortDays: positive(
      number(block(rule, 'abort_incomplete_multipart_upload'), 'days_after_initiation'),
    ),
  };
}

const moveOf = (move: Attributes, days: string): Move => ({
  storageClass: text(move, 'storage_class'),
  days: number(move, days) ?? 0,
});

/** The provider writes 0 for days that are not set. */
const positive = (days: number | undefined) => (days === 0 ? undefined : days);

function narrowing(filter: Attributes): string {
  const { tag, tags, object_size_greater_than: above, object_size_less_than: below } = filter;
  const isSet = (value: unknown) =>
    value !== undefined && value !== null && JSON.stringify(value) !== '[]' && value !== 0;
  return [tag, tags, above, below]
    .filter(isSet)
    .map((value) => JSON.stringify(value))
    .join(' ');
}

/** Whether whatever the second applies to, the first applies to as well. */
export function appliesTo(
  wide: Pick<LifecycleRule, 'prefix' | 'narrowed'>,
  narrow: Pick<LifecycleRule, 'prefix' | 'narrowed'>,
): boolean {
  const narrows = wide.narrowed === '' || wide.narrowed === narrow.narrowed;
  return narrows && narrow.prefix.startsWith(wide.prefix);
}

/**
 * Days after which an object that the rule applies to expires: the shortest of all rules that apply
 * to it counts.
 *
 * @see Amazon S3 User Guide, "Examples of S3 Lifecycle configurations", on overlapping filters
 */
export function shortest(
  rules: readonly LifecycleRule[],
  about: LifecycleRule,
  key: 'days' | 'noncurrentDays',
): number | undefined {
  const days = rules.filter((rule) => appliesTo(rule, about)).flatMap((rule) => rule[key] ?? []);
  return days.length > 0 ? Math.min(...days) : undefined;
}
