import { HttpError } from '../../http/error';

/** Something on GitHub that callvault made, and finds again by its marker. */
export interface Thing {
  /** GitHub's node id. */
  readonly id: string;
  readonly url: string;
  readonly body: string;
}

/** How one kind of thing is found, made, changed and taken away. */
export interface Things<T extends Thing> {
  /** All of ours that are open, the oldest first. */
  readonly find: () => Promise<T[]>;
  readonly create: () => Promise<T>;
  readonly update: (thing: T) => Promise<void>;
  /** Takes away one too many. It may be gone already. */
  readonly remove: (thing: T) => Promise<void>;
}

/** What came of it. */
export interface Kept {
  readonly did: 'created' | 'updated' | 'unchanged';
  readonly url: string;
}

/**
 * Sees that there is one thing, and that it says what it should.
 *
 * Two runs at once may both find nothing and both make one. Each looks again after it has made its own, and
 * all keep the oldest: whoever made a later one sees the earlier, and takes its own away. A creation whose
 * answer is lost is looked for, not repeated.
 *
 * @throws HttpError as GitHub's refusals are
 */
export async function keepOne<T extends Thing>(things: Things<T>, body: string): Promise<Kept> {
  const before = await things.find();
  const found = before.length > 0 ? before : await make(things);
  const [oldest, ...others] = found;
  if (!oldest) throw new Error('Nothing was made, and nothing was refused.');
  const created = before.length === 0;
  const same = oldest.body.trim() === body.trim();
  if (!same) await things.update(oldest);
  for (const other of others) await things.remove(other);
  return { did: created ? 'created' : same ? 'unchanged' : 'updated', url: oldest.url };
}

/** All that there is once one was made: what GitHub lists may be older than what it has just answered. */
async function make<T extends Thing>(things: Things<T>): Promise<T[]> {
  let made: T | undefined;
  let lost: HttpError | undefined;
  try {
    made = await things.create();
  } catch (error) {
    if (!(error instanceof HttpError) || !error.ambiguous) throw error;
    lost = error;
  }
  const found = await things.find();
  if (found.length === 0 && !made && lost) throw lost;
  return made && found.every(({ id }) => id !== made.id) ? [...found, made] : found;
}
