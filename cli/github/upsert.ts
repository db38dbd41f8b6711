import { HttpError } from '../../http/error';

/** A comment, an issue or a pull request that callvault created, and finds again by its marker. */
export interface Post {
  /** GitHub's node id. */
  readonly id: string;
  readonly url: string;
  readonly body: string;
  /** Whether our token's user created it. */
  readonly viewerDidAuthor: boolean;
}

/** Our open posts, the oldest first, and the node that a new one is added to. */
export interface FoundPosts {
  readonly parentId: string;
  readonly posts: readonly Post[];
}

/** How one kind of post is found, created, updated and removed. */
export interface PostOperations {
  readonly find: () => Promise<FoundPosts>;
  readonly create: (parentId: string) => Promise<Pick<Post, 'id' | 'url' | 'body'>>;
  readonly update: (id: string) => Promise<unknown>;
  /** Removes a duplicate. Another run may have removed it already. */
  readonly remove: (id: string) => Promise<unknown>;
}

/** What became of a post. */
export interface PostResult {
  readonly action: 'created' | 'updated' | 'unchanged';
  readonly url: string;
}

/**
 * Makes sure that exactly one post exists, and that it has the given body.
 *
 * Two concurrent runs may both find none and both create one. Each looks again after creating its own, and both keep the
 * oldest: the run that created a later one sees the earlier, and removes its own. If the answer to a creation is lost,
 * the post is looked for, not created again.
 *
 * @throws HttpError if GitHub refuses
 */
export async function upsertPost(operations: PostOperations, body: string): Promise<PostResult> {
  const { posts: existing, parentId } = await operations.find();
  const found = existing.length > 0 ? existing : await create(operations, parentId);
  const [oldest, ...duplicates] = found;
  if (!oldest) throw new Error('GitHub neither created nor refused the post.');
  const same = oldest.body.trim() === body.trim();
  if (!same) await operations.update(oldest.id);
  for (const { id } of duplicates) await operations.remove(id);
  const changed = same ? 'unchanged' : 'updated';
  return { action: existing.length === 0 ? 'created' : changed, url: oldest.url };
}

/** All posts after creating one: GitHub's list may be older than its last answer. */
async function create({ find, create }: PostOperations, parentId: string) {
  let created: Pick<Post, 'id' | 'url' | 'body'> | undefined;
  let lost: HttpError | undefined;
  try {
    created = await create(parentId);
  } catch (error) {
    if (!(error instanceof HttpError) || !error.ambiguous) throw error;
    lost = error;
  }
  const { posts } = await find();
  if (posts.length === 0 && lost) throw lost;
  return created && posts.every(({ id }) => id !== created.id) ? [...posts, created] : posts;
}
