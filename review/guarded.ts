import { isDeepStrictEqual } from 'node:util';
import { CONSTRUCT_IDS, resourceNamePrefix } from '../core/construct-ids';
import { isRecord, text } from './attributes';
import { isPathLock } from './plan-context';
import type { RawChange } from './raw-plan';
import { type Sentence, sentence } from './sentence';

/** A change that Terraform refused to plan, because it would destroy a resource that is protected. */
export interface GuardedChange {
  /** Address of the protected resource. */
  readonly address: string;
  /** What was changed, and how to do it without destroying anything. */
  readonly what: Sentence;
}

/**
 * Explains why Terraform refused to destroy resources, and what to do instead. Terraform's own advice is to remove
 * `prevent_destroy`, or to leave the resource out of the plan.
 *
 * @param addresses - the resources that Terraform named
 * @param changes - the changes of the incomplete plan
 */
export function explainGuarded(
  addresses: readonly string[],
  changes: readonly RawChange[],
): GuardedChange[] {
  const guarded = changes.filter(({ address }) => addresses.includes(address));
  const lock = guarded.find(isPathLock);
  const moved = guarded.find((each) => isReplacedFor(each, 'region'));
  const buckets = guarded.filter((each) => isReplacedFor(each, 'bucket')).sort(byName);
  const [bucket] = buckets;
  const explained = moved ? guarded : [...guarded.filter(isPathLock), ...buckets];
  const known = explained.map(({ address }) => address);
  return [
    ...(lock ? [{ address: lock.address, what: movedPath(changes) }] : []),
    ...(moved ? [{ address: moved.address, what: movedRegion(moved, guarded) }] : []),
    ...(bucket && !moved ? [{ address: bucket.address, what: renamedBuckets(buckets) }] : []),
    ...addresses.filter((address) => !known.includes(address)).map(destroyed),
  ];
}

type Side = 'before' | 'after';

const valueOf = ({ change }: RawChange, key: string, side: Side) => text(change[side] ?? {}, key);

function isReplacedFor(change: RawChange, key: string): boolean {
  const [before, after] = [valueOf(change, key, 'before'), valueOf(change, key, 'after')];
  return before !== '' && after !== '' && before !== after;
}

const byName = (a: RawChange, b: RawChange) =>
  valueOf(a, 'bucket', 'before') < valueOf(b, 'bucket', 'before') ? -1 : 1;

/** What to do instead of changing the bucket or the region of a store, or of its replica. */
function howToMove(changes: readonly RawChange[]): Sentence {
  const replica = `.${resourceNamePrefix(CONSTRUCT_IDS.replica)}`;
  return changes.every(({ address }) => address.includes(replica))
    ? sentence`To replicate elsewhere, end this replication first. See docs/replication.md.`
    : sentence`To move, add another store, and keep this one until its recordings have expired. See docs/migration.md.`;
}

function movedRegion(change: RawChange, guarded: readonly RawChange[]): Sentence {
  const [from, to] = [valueOf(change, 'region', 'before'), valueOf(change, 'region', 'after')];
  return sentence`The region changes from ${from} to ${to}. Buckets and keys cannot move to another region, so Terraform would destroy them with all recordings. Set the region back to ${from}. ${howToMove(guarded)}`;
}

function renamedBuckets(buckets: readonly RawChange[]): Sentence {
  const names = (side: Side) => buckets.map((each) => valueOf(each, 'bucket', side));
  return sentence`A bucket cannot be renamed: Terraform would destroy ${names('before')} with everything in them, and create ${names('after')}. Set the name of the bucket back. ${howToMove(buckets)}`;
}

function destroyed(address: string): GuardedChange {
  const what = sentence`The change would destroy ${address}, which callvault protects because recordings depend on it. Undo what causes this, or end the store or its part first: see docs/retire.md.`;
  return { address, what };
}

interface LockedPath {
  readonly prefix: string;
  readonly pattern: string;
}

/** The locked paths, from the oldest to the current one. */
function pathsOf(changes: readonly RawChange[], side: Side): LockedPath[] {
  const numberOf = ({ address }: RawChange) =>
    Number(/PathLock_Path(\d*)_/.exec(address)?.[1] || 1);
  return changes
    .filter(isPathLock)
    .sort((a, b) => numberOf(a) - numberOf(b))
    .map(({ change }) => change[side]?.triggers_replace)
    .filter(isRecord)
    .map((path) => ({ prefix: text(path, 'prefix'), pattern: text(path, 'pattern') }));
}

function movedPath(changes: readonly RawChange[]): Sentence {
  const [before, after] = [pathsOf(changes, 'before'), pathsOf(changes, 'after')];
  const isIn = (paths: readonly LockedPath[], path: LockedPath) =>
    paths.some((each) => isDeepStrictEqual(each, path));
  const lost = before.filter((path) => !isIn(after, path));
  const [from, to] = [before.at(-1), after.at(-1)];
  if (lost.length === 0 || !from || !to) {
    return sentence`The paths of the store are in another order. List previousPaths from the newest to the oldest, as before: ${before.slice(0, -1).reverse().map(nameOf)}.`;
  }
  if (isIn(after, from)) {
    return sentence`${lost.map(nameOf)} was removed from previousPaths, but recordings may still be there. Add it again: ${lost.map((path) => entryFor(path, to))}. See docs/migration.md.`;
  }
  const moved = sentence`The path of recordings changes from ${nameOf(from)} to ${nameOf(to)}: access, retention and the integrity check would no longer cover what is on the old path.`;
  if (from.prefix !== to.prefix && isNested(from.prefix, to.prefix)) {
    return sentence`${moved} One of the two contains the other, so the old path cannot be kept as a previous path. Choose a folder next to the old one, or set the path back. See docs/migration.md.`;
  }
  return sentence`${moved} Keep it as a previous path, with this entry at the beginning of previousPaths: ${entryFor(from, to)}. See docs/migration.md.`;
}

const isNested = (a: string, b: string) => a.startsWith(b) || b.startsWith(a);

/** What distinguishes a path: its pattern, which begins with its prefix. */
const nameOf = ({ prefix, pattern }: LockedPath) => pattern || prefix || 'the whole bucket';

/** An entry of `previousPaths`. Its pattern is the current one below its prefix unless it is given. */
function entryFor({ prefix, pattern }: LockedPath, current: LockedPath): string {
  const below = (path: LockedPath) => path.pattern.slice(path.prefix.length);
  const isDefault = below({ prefix, pattern }) === below(current);
  return `{ prefix: ${prefix}${isDefault ? '' : `, pathPattern: ${JSON.stringify(pattern)}`} }`;
}
