import type { Lifecycle, LifecycleRule } from '../../../core/lifecycle/rule';
import type { KeyHistory } from '../../../core/lifecycle/version';

const DAY = 24 * 60 * 60 * 1000;

/** What the simulation saw of a version: the number of the midnight of each event. */
export interface Seen {
  readonly name: string;
  readonly moves: string[];
  hidden?: number;
  removed?: number;
}

/** Numbers of midnights since 1970. */
interface Midnights {
  readonly first: number;
  readonly last: number;
}

interface Item extends Seen {
  created: number;
  since?: number;
  marker: boolean;
  size: number;
  storageClass: string;
  tags: Readonly<Record<string, string>>;
  locked: number;
  held: boolean;
  pending: boolean;
}

/** Colder is later. */
const LADDER =
  'STANDARD STANDARD_IA INTELLIGENT_TIERING ONEZONE_IA GLACIER_IR GLACIER DEEP_ARCHIVE';

/**
 * S3 as its User Guide describes it, one midnight after the other: looks at every version, and does what is due. It knows
 * nothing of when something will be due.
 */
export function simulate(
  history: KeyHistory,
  lifecycle: Lifecycle,
  { first, last }: Midnights,
): Seen[] {
  const world: World = { history, lifecycle, all: [], stack: [] };
  world.stack = history.versions.map((version, at) => ({
    name: `v${at}`,
    moves: [],
    created: version.created,
    marker: version.marker === true,
    size: version.size,
    storageClass: version.storageClass,
    tags: version.tags ?? {},
    locked: version.lockedUntil ?? 0,
    held: version.held === true,
    pending: version.replicating === true,
    ...(at > 0 && { since: history.versions[at - 1]?.created ?? 0 }),
  }));
  world.all.push(...world.stack);
  for (let midnight = first; midnight <= last; midnight += 1) {
    while (evaluate(world, midnight));
  }
  return world.all.map(({ name, moves, hidden, removed }) => ({
    name,
    moves,
    ...(hidden !== undefined && { hidden }),
    ...(removed !== undefined && { removed }),
  }));
}

interface World {
  readonly history: KeyHistory;
  readonly lifecycle: Lifecycle;
  readonly all: Item[];
  stack: Item[];
}

/** Does what is due at a midnight. Returns whether that may have made something else due. */
function evaluate(world: World, midnight: number): boolean {
  const scene = { ...world, now: midnight * DAY };
  const doomed = world.stack.filter((item, at) => isDoomed(item, { ...scene, at }));
  for (const item of doomed) item.removed = midnight;
  const stack = world.stack.filter((item) => !doomed.includes(item));
  world.stack = stack;
  for (const [at, item] of stack.entries()) {
    move(item, coldest(item, { ...scene, stack, at }), midnight);
  }
  const [top] = stack;
  if (!top || top.marker || doomed.length > 0) return doomed.length > 0;
  const expired = matching(top, scene).some((rule) => isOld(rule, top.created, scene.now));
  if (expired) hide(world, top, midnight);
  return expired;
}

/** One object is not moved twice on a day: it goes to the colder class at once. */
function move(item: Item, target: string | undefined, midnight: number): void {
  if (target === undefined) return;
  item.storageClass = target;
  if (item.moves.at(-1)?.endsWith(`@${midnight}`) === true) item.moves.pop();
  item.moves.push(`${target}@${midnight}`);
}

function hide(world: World, top: Item, midnight: number): void {
  const { pending } = top;
  const marker: Item = {
    name: 'added',
    moves: [],
    created: midnight * DAY,
    marker: true,
    size: 0,
    storageClass: '',
    tags: {},
    locked: 0,
    held: false,
    pending,
  };
  top.hidden = midnight;
  top.since = midnight * DAY;
  world.stack.unshift(marker);
  world.all.unshift(marker);
}

interface Scene {
  readonly now: number;
  readonly history: KeyHistory;
  readonly lifecycle: Lifecycle;
}

interface Place extends Scene {
  readonly at: number;
  readonly stack: readonly Item[];
}

function matching(item: Item, { history, lifecycle }: Scene): LifecycleRule[] {
  if (item.pending) return [];
  return lifecycle.rules.filter((rule) => {
    if (!history.key.startsWith(rule.prefix)) return false;
    for (const [name, value] of Object.entries(rule.tags ?? {})) {
      if (item.tags[name] !== value) return false;
    }
    if (rule.above !== undefined && item.size <= rule.above) return false;
    return rule.below === undefined || item.size < rule.below;
  });
}

/** A period that began at a moment is over at a midnight that is as far away, or further. */
const isOver = (began: number, days: number, now: number) => now - began >= days * DAY;

function isOld({ days, date }: LifecycleRule, created: number, now: number): boolean {
  if (date !== undefined) return now >= Date.parse(`${date}T00:00:00Z`) && now >= created;
  return days !== undefined && isOver(created, days, now);
}

function isDoomed(item: Item, place: Place): boolean {
  const { at, stack, now } = place;
  const rules = matching(item, place);
  if (at === 0) {
    if (!item.marker || stack.length > 1) return false;
    return rules.some(
      (rule) =>
        (rule.clearsMarkers === true && now >= item.created) || isOld(rule, item.created, now),
    );
  }
  if (item.held || now < item.locked) return false;
  return rules.some(
    ({ noncurrentDays, keptVersions }) =>
      noncurrentDays !== undefined &&
      at - 1 >= keptVersions &&
      isOver(item.since ?? 0, noncurrentDays, now),
  );
}

function coldest(item: Item, place: Place): string | undefined {
  if (item.marker) return undefined;
  const { at, now, lifecycle } = place;
  const ladder = LADDER.split(' ');
  const targets = matching(item, place).flatMap((rule) => {
    const own = rule.above !== undefined || rule.below !== undefined;
    const moves = at === 0 ? rule.transitions : rule.noncurrentTransitions;
    return moves
      .filter(({ days, date, keptVersions = 0 }) => {
        if (at > 0 && at - 1 < keptVersions) return false;
        const start = at === 0 ? item.created : (item.since ?? 0);
        if (date !== undefined) return now >= Date.parse(`${date}T00:00:00Z`) && now >= start;
        return isOver(start, days, now);
      })
      .map(({ storageClass }) => storageClass)
      .filter((target) => {
        if (own || item.size >= 128 * 1024) return true;
        if (lifecycle.minimumSize !== 'varies_by_storage_class') return false;
        return target === 'GLACIER' || target === 'DEEP_ARCHIVE';
      });
  });
  return targets
    .filter((target) => ladder.indexOf(target) > ladder.indexOf(item.storageClass))
    .filter((target) => item.storageClass !== 'ONEZONE_IA' || target !== 'GLACIER_IR')
    .sort((one, other) => ladder.indexOf(other) - ladder.indexOf(one))[0];
}
