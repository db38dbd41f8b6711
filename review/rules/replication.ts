import { type Attributes, block, blocks, text } from '../attributes';
import { type Finding, finding, isChanged, type Rule } from '../finding';
import type { Change } from '../plan';
import { perPlan } from '../per-plan';
import type { PlanContext } from '../plan-context';
import { type Sentence, sentence } from '../sentence';
import { changedCopies } from './replicas';

/** Replication that ends, covers fewer objects, goes to a bucket outside the stack, or makes other copies. */
export const replicationRule: Rule = (change, context) => {
  if (change.type !== 'aws_s3_bucket_replication_configuration') return [];
  const [before, after] = [enabledRules(change.before), enabledRules(change.after)];
  if (change.action === 'delete') return [removed(change, before)];
  const elsewhere = change.action === 'no-op' ? [] : replicatedElsewhere(change, context);
  if (!isChanged(change)) return elsewhere;
  const targets = after.map(destination);
  const lost = before.filter((rule) => !targets.includes(destination(rule)));
  return [
    ...elsewhere,
    ...(lost.length > 0 ? [removed(change, lost)] : narrowed(change)),
    ...changedRole(change),
    ...after.flatMap((rule) => {
      const previous = before.find((each) => destination(each) === destination(rule));
      return changedCopies(change, previous, rule);
    }),
  ];
};

const enabledRules = (attributes: Attributes) =>
  blocks(attributes, 'rule').filter((rule) => text(rule, 'status') === 'Enabled');

const destination = (rule: Attributes) => text(block(rule, 'destination'), 'bucket');

function removed(change: Change, rules: readonly Attributes[]): Finding {
  const what = sentence`New recordings in ${text(change.before, 'bucket')} are no longer replicated to ${rules.map(destination)}: only one copy of them exists, in one region.`;
  return finding('replication-removed', change, what);
}

/** Replication to a bucket that the plan does not contain, so that its readers are unknown. */
function replicatedElsewhere(change: Change, context: PlanContext): Finding[] {
  const known = enabledRules(change.before).map(destination);
  const own = ownBuckets(context);
  const isOwn = (arn: string) => {
    const name = arn.replace(/^arn:[a-z-]+:s3:::/, '');
    return name === '' || context.buckets.has(name) || own.has(name);
  };
  const others = enabledRules(change.after)
    .map(destination)
    .filter((arn) => !known.includes(arn) && !isOwn(arn));
  if (others.length === 0) return [];
  const what = sentence`New recordings in ${text(change.after, 'bucket')} are replicated to ${others} outside this stack, whose owner can read them.`;
  return [finding('copied-elsewhere', change, what)];
}

const ownBuckets = perPlan(
  ({ changes }) =>
    new Set(
      changes
        .filter(({ type }) => type === 'aws_s3_bucket')
        .map(({ after }) => text(after, 'bucket')),
    ),
);

interface Filter {
  readonly prefix: string;
  /** Tags as text; empty when the rule applies regardless of tags. */
  readonly tags: string;
}

/** @see AWS provider documentation: `filter` has `prefix`, `tag` or `and`; older configurations have `prefix` in the rule */
function filterOf(rule: Attributes): Filter {
  const filter = block(rule, 'filter');
  const and = block(filter, 'and');
  const tags = [filter.tag, and.tags].filter(
    (each) => typeof each === 'object' && each !== null && Object.keys(each).length > 0,
  );
  const prefix = text(filter, 'prefix') || text(and, 'prefix') || text(rule, 'prefix');
  return { prefix, tags: tags.length === 0 ? '' : JSON.stringify(tags) };
}

const covers = (wide: Filter, narrow: Filter) =>
  narrow.prefix.startsWith(wide.prefix) && (wide.tags === '' || wide.tags === narrow.tags);

function narrowed(change: Change): Finding[] {
  return enabledRules(change.before).flatMap((rule) => {
    const filters = enabledRules(change.after)
      .filter((after) => destination(after) === destination(rule))
      .map(filterOf);
    const filter = filterOf(rule);
    if (filters.some((each) => covers(each, filter))) return [];
    const remaining = filters.map(objectsOf).reduce((a, b) => sentence`${a} and ${b}`);
    const what = sentence`In ${text(change.before, 'bucket')}, only ${remaining} are still replicated. Until now, all ${objectsOf(filter)} were.`;
    return [finding('replication-narrowed', change, what)];
  });
}

function objectsOf({ prefix, tags }: Filter): Sentence {
  const objects = prefix === '' ? sentence`objects` : sentence`objects under ${prefix}`;
  return tags === '' ? objects : sentence`${objects} with the tags ${tags}`;
}

function changedRole(change: Change): Finding[] {
  const [before, after] = [text(change.before, 'role'), text(change.after, 'role')];
  if (before === after || after === '') return [];
  const what = sentence`Objects in ${text(change.before, 'bucket')} are replicated with the role ${after} instead of ${before}: replication fails if that role cannot read, decrypt or write them.`;
  return [finding('replication-role-changed', change, what)];
}
