import { inlineSettings, readBack } from './bucket-attributes';
import { inlinePolicies } from './inline-policies';
import { type Attributes, text } from './attributes';
import type { Change } from './plan';
import { TARGETS } from './targets';

/**
 * The changes of a plan as they reach AWS. Settings are compared by the thing they apply to, whichever resource makes
 * them: a resource that moves to another bucket leaves the first one without, a second resource overwrites the first,
 * a destroy that comes after its create removes what was created, and blocks of a bucket are settings like any other.
 */
export function effectiveChanges(changes: readonly Change[]): Change[] {
  const buckets = changes.filter(({ type }) => type === 'aws_s3_bucket');
  const settings = changes.filter((change) => TARGETS[change.type] !== undefined);
  const others = changes.filter((change) => TARGETS[change.type] === undefined);
  const inline = [...buckets.flatMap(inlineSettings), ...changes.flatMap(inlinePolicies)];
  return [...others, ...compareByTarget([...settings, ...inline], buckets)];
}

/** Resources that set the same thing, from one another's point of view. */
interface Setters {
  readonly before: Change[];
  readonly after: Change[];
}

function compareByTarget(settings: readonly Change[], buckets: readonly Change[]): Change[] {
  const groups = new Map<string, Setters>();
  const groupOf = (key: string) => {
    const group = groups.get(key) ?? { before: [], after: [] };
    groups.set(key, group);
    return group;
  };
  for (const change of settings) {
    if (hasValues(change.before)) groupOf(keyOf(change, 'before')).before.push(change);
    if (isLeftBehind(change)) groupOf(keyOf(change, 'after')).after.push(change);
  }
  const existing = new Map(
    buckets
      .filter(({ before }) => hasValues(before))
      .map((each) => [text(each.before, 'bucket'), each]),
  );
  return [...groups.values()].flatMap((group) => effectOf(group, existing));
}

const hasValues = (attributes: Attributes) => Object.keys(attributes).length > 0;

function keyOf(change: Change, side: 'before' | 'after'): string {
  const target = change.targets?.[side] ?? text(change[side], TARGETS[change.type] ?? '');
  return `${change.type} ${target === '' ? change.address : target}`;
}

/** Whether AWS has what a resource sets after the plan: of a create before a destroy, the destroy comes last. */
function isLeftBehind(change: Change): boolean {
  if (change.action === 'delete' || change.action === 'forget') return change.action === 'forget';
  if (change.actions[0] !== 'create' || change.actions[1] !== 'delete') return true;
  return keyOf(change, 'before') !== keyOf(change, 'after');
}

/** What becomes of one thing, as a change of the resource that decides. Nothing where nothing is applied to it. */
function effectOf({ before, after }: Setters, buckets: ReadonlyMap<string, Change>): Change[] {
  const last = after.filter(({ action }) => action !== 'no-op' && action !== 'forget').at(-1);
  if (!last) return before.some(isDestroyed) ? [removed(before)] : after;
  if (before.length === 1 && after.length === 1 && before[0]?.address === last.address)
    return [last];
  const own = before.find(({ address }) => address === last.address) ?? before.at(-1);
  const bucket = buckets.get(text(last.after, 'bucket'));
  const previous = own?.before ?? (bucket && readBack(bucket.before, last.type));
  const others = [...before, ...after].map(({ address }) => address);
  const overwrites = [...new Set(others)].filter((address) => address !== last.address);
  const rest = {
    ...last,
    before: previous ?? {},
    ...(overwrites.length > 0 && { overwrites }),
    ...(bucket && previous === undefined && { replacesUnknown: true }),
  };
  const action = hasValues(rest.before) ? 'update' : 'create';
  return [{ ...rest, action, actions: [action] }];
}

const isDestroyed = ({ action }: Change) => action === 'delete' || action === 'replace';

function removed(before: readonly Change[]): Change {
  const [first] = before as readonly [Change];
  const { address, type, before: previous } = first;
  return {
    address,
    type,
    before: previous,
    after: {},
    unknown: {},
    action: 'delete',
    actions: ['delete'],
  };
}
