import { type Attributes, text } from './attributes';
import { readBack } from './bucket-attributes';
import { inlinePolicies } from './inline-policies';
import { inlineSettings } from './inline-settings';
import type { Change } from './plan';
import { TARGETS } from './targets';

/**
 * The changes of a plan with the effect they have in AWS. Settings are compared by what they apply to, whichever
 * resource configures them: a setting that moves to another bucket is lost for the first one, a second resource
 * overwrites the first, a destroy after the create removes what was created, and inline blocks of a bucket count like
 * separate resources.
 */
export function effectiveChanges(changes: readonly Change[]): Change[] {
  const buckets = changes.filter(({ type }) => type === 'aws_s3_bucket');
  const settings = changes.filter(isSetting);
  const others = changes.filter((change) => !isSetting(change));
  const inline = [...buckets.flatMap(inlineSettings), ...changes.flatMap(inlinePolicies)];
  const inlineOthers = inline.filter((change) => !isSetting(change));
  const compared = compareByTarget([...settings, ...inline.filter(isSetting)], buckets);
  return [...others, ...inlineOthers, ...compared];
}

const isSetting = ({ type }: Change) => Object.hasOwn(TARGETS, type);

/** Resources that configure the same setting of the same thing, before and after the plan. */
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
    if (remains(change)) groupOf(keyOf(change, 'after')).after.push(change);
  }
  const existing = buckets.filter(({ before }) => hasValues(before));
  const byName = new Map(existing.map((each) => [text(each.before, 'bucket'), each]));
  return [...groups.values()].flatMap((group) => effectOf(group, byName));
}

const hasValues = (attributes: Attributes) => Object.keys(attributes).length > 0;

function keyOf(change: Change, side: 'before' | 'after'): string {
  const target = change.targets?.[side] ?? text(change[side], TARGETS[change.type] ?? '');
  return `${change.type} ${target === '' ? change.address : target}`;
}

/** Whether a setting remains in AWS after the plan. When the create comes first, the destroy removes the setting. */
function remains(change: Change): boolean {
  const { action, actions } = change;
  if (action === 'delete') return false;
  if (actions.join(' ') !== 'create delete') return true;
  return keyOf(change, 'before') !== keyOf(change, 'after');
}

/** The effect on one setting, as a change of the resource that decides. */
function effectOf({ before, after }: Setters, buckets: ReadonlyMap<string, Change>): Change[] {
  const last = after.filter(isApplied).at(-1);
  if (!last) return before.some(isDestroyed) ? [removed(before)] : after;
  const addresses = [...before, ...after].map(({ address }) => address);
  const overwrites = [...new Set(addresses)].filter((address) => address !== last.address);
  if (overwrites.length === 0 && before.length === 1) return [last];
  const bucket = buckets.get(text(last.after, 'bucket'));
  const previous = previousOf(last, before, bucket);
  const isUnknown = bucket !== undefined && previous === undefined;
  return [
    {
      ...comparedWith(last, previous ?? {}),
      ...(overwrites.length > 0 && { overwrites }),
      ...(isUnknown && { replacesUnknown: true }),
    },
  ];
}

const isApplied = ({ action }: Change) => action !== 'no-op' && action !== 'forget';

function comparedWith(change: Change, before: Attributes): Change {
  const action = hasValues(before) ? 'update' : 'create';
  return { ...change, before, action, actions: [action] };
}

/** The setting before the plan: of the same resource, of the last one that configures it, or of the bucket. */
function previousOf(
  { address, type }: Change,
  before: readonly Change[],
  bucket: Change | undefined,
): Attributes | undefined {
  const own = before.find((each) => each.address === address) ?? before.at(-1);
  return own?.before ?? (bucket && readBack(bucket.before, type));
}

const isDestroyed = ({ action }: Change) => action === 'delete' || action === 'replace';

function removed(before: readonly Change[]): Change {
  const [{ address, type, before: previous }] = before as readonly [Change, ...Change[]];
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
