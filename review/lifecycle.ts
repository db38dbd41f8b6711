import { type Attributes, block, blocks, isEmpty, number, text } from './attributes';

/** A transition to another storage class. */
export interface ClassTransition {
  readonly storageClass: string;
  /** Days after upload; of a noncurrent version, days after it became noncurrent. */
  readonly days: number;
}

/** The part of a lifecycle rule that decides how long objects are kept. */
export interface LifecycleRule {
  /** Folder the rule applies to; empty for the whole bucket. */
  readonly prefix: string;
  /** Tags and sizes of the filter, as text; empty when it has none. */
  readonly narrowed: string;
  /** Days after upload until an object expires. @default - it does not expire by days */
  readonly days?: number | undefined;
  /** Date on which all objects expire. @default - they do not expire by date */
  readonly date?: string;
  /** Days until a noncurrent version is deleted. @default - it is kept */
  readonly noncurrentDays?: number | undefined;
  /** Noncurrent versions that are kept regardless of age. @default 0 */
  readonly keptVersions: number;
  /** Transitions of the current version. */
  readonly transitions: readonly ClassTransition[];
  /** Transitions of noncurrent versions. */
  readonly noncurrentTransitions: readonly ClassTransition[];
  /** Days after which an incomplete multipart upload is aborted. @default - it is not aborted */
  readonly abortDays?: number | undefined;
}

/** The objects that a rule applies to. */
export type LifecycleFilter = Pick<LifecycleRule, 'prefix' | 'narrowed'>;

/** Reads the enabled rules of a lifecycle configuration. */
export function lifecycleRules(attributes: Attributes): LifecycleRule[] {
  return blocks(attributes, 'rule')
    .filter((rule) => text(rule, 'status') === 'Enabled')
    .map(readRule);
}

function readRule(rule: Attributes): LifecycleRule {
  const filter = block(rule, 'filter');
  const and = block(filter, 'and');
  const expiration = block(rule, 'expiration');
  const noncurrent = block(rule, 'noncurrent_version_expiration');
  const date = text(expiration, 'date');
  return {
    prefix: text(filter, 'prefix') || text(and, 'prefix') || text(rule, 'prefix'),
    narrowed: narrowing(filter) + narrowing(and),
    // The provider writes 0 for days that are not set.
    days: number(expiration, 'days') || undefined,
    ...(date !== '' && { date }),
    noncurrentDays: number(noncurrent, 'noncurrent_days') || undefined,
    keptVersions: number(noncurrent, 'newer_noncurrent_versions') ?? 0,
    transitions: readTransitions(rule, 'transition', 'days'),
    noncurrentTransitions: readTransitions(
      rule,
      'noncurrent_version_transition',
      'noncurrent_days',
    ),
    abortDays:
      number(block(rule, 'abort_incomplete_multipart_upload'), 'days_after_initiation') ||
      undefined,
  };
}

function readTransitions(rule: Attributes, key: string, days: string): ClassTransition[] {
  return blocks(rule, key).map((transition) => ({
    storageClass: text(transition, 'storage_class'),
    days: number(transition, days) ?? 0,
  }));
}

function narrowing(filter: Attributes): string {
  const { tag, tags, object_size_greater_than: above, object_size_less_than: below } = filter;
  return [tag, tags, above, below]
    .filter((value) => !isEmpty(value) && value !== 0)
    .map((value) => JSON.stringify(value))
    .join(' ');
}

/** Whether the first rule applies to every object that the second applies to. */
export function appliesTo(wide: LifecycleFilter, narrow: LifecycleFilter): boolean {
  const narrows = wide.narrowed === '' || wide.narrowed === narrow.narrowed;
  return narrows && narrow.prefix.startsWith(wide.prefix);
}

/**
 * Days after which the objects of a rule expire: the shortest period of all rules that apply to them.
 *
 * @see Amazon S3 User Guide, "Examples of S3 Lifecycle configurations", on overlapping filters
 */
export function shortest(
  rules: readonly LifecycleRule[],
  objects: LifecycleFilter,
  key: 'days' | 'noncurrentDays',
): number | undefined {
  const days = rules.filter((rule) => appliesTo(rule, objects)).flatMap((rule) => rule[key] ?? []);
  return days.length > 0 ? Math.min(...days) : undefined;
}
