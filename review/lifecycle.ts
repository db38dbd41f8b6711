import type {
  ClassTransition,
  Lifecycle,
  LifecycleFilter,
  LifecycleRule,
  MinimumSize,
} from '../core/lifecycle/rule';
import { type Attributes, block, blocks, isEmpty, isRecord, number, text } from './attributes';

/** The attribute that says what happens to small objects. */
const MINIMUM_SIZE = 'transition_default_minimum_object_size';

/** Reads a lifecycle configuration. */
export function readLifecycle(attributes: Attributes): Lifecycle {
  const minimumSize = text(attributes, MINIMUM_SIZE) as MinimumSize | '';
  return { rules: lifecycleRules(attributes), minimumSize: minimumSize || undefined };
}

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
    ...readFilter(filter, and),
    // The provider writes 0 for days that are not set.
    days: number(expiration, 'days') || undefined,
    ...(date !== '' && { date }),
    ...(expiration.expired_object_delete_marker === true && { clearsMarkers: true }),
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
  return blocks(rule, key).map((transition) => {
    const date = text(transition, 'date').slice(0, 10);
    const keptVersions = number(transition, 'newer_noncurrent_versions') ?? 0;
    return {
      storageClass: text(transition, 'storage_class'),
      days: number(transition, days) ?? 0,
      ...(date !== '' && { date }),
      ...(keptVersions > 0 && { keptVersions }),
    };
  });
}

function readFilter(filter: Attributes, and: Attributes) {
  const { key, value } = block(filter, 'tag');
  const tags = {
    ...(typeof key === 'string' && { [key]: String(value) }),
    ...(isRecord(and.tags) ? (and.tags as Readonly<Record<string, string>>) : {}),
  };
  const sizes = ['object_size_greater_than', 'object_size_less_than'].map(
    (name) => numeric(filter[name]) ?? numeric(and[name]),
  );
  const [above, below] = sizes;
  return {
    narrowed: narrowing(filter) + narrowing(and),
    ...(Object.keys(tags).length > 0 && { tags }),
    ...(above !== undefined && { above }),
    ...(below !== undefined && { below }),
  };
}

/** The provider writes sizes of a filter as text, and 0 for those that are not set. */
function numeric(value: unknown): number | undefined {
  return Number(value ?? 0) || undefined;
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
