import type { Document } from '../github/document';
import { type Post, type PostResult, upsertPost } from '../github/upsert';
import { HttpError } from '../../http/error';
import { objectsIn } from '../../http/objects';
import type { GitlabClient } from './client';

/** @see GitLab Docs, "REST API", "Pagination": the maximum of `per_page` */
const PAGE = 100;

/**
 * Keeps one comment on a merge request, which GitLab calls a note: finds it by its marker and its author, and updates it
 * in place. A note by another author with the same marker is left alone.
 *
 * @throws HttpError if GitLab refuses
 * @see GitLab Docs, "Notes API", "Merge requests"
 */
export async function postNote(
  gitlab: GitlabClient,
  number: number,
  { marker, body }: Document,
): Promise<PostResult> {
  const resource = `merge_requests/${number}`;
  const notes = gitlab.urlOf(`${resource}/notes`);
  const text = withoutQuickActions(body);
  const [user, page] = await Promise.all([
    gitlab.user(),
    gitlab.send({ url: gitlab.urlOf(resource) }),
  ]);
  const authorId = idOf(user, 'user');
  const { web_url: webUrl } = Object(page) as { readonly web_url?: unknown };
  const postOf = (note: unknown): Post => {
    const { body: text = '' } = note as { readonly body?: string };
    const id = idOf(note, 'note');
    const url = `${typeof webUrl === 'string' ? webUrl : notes}#note_${id}`;
    const { author } = note as { readonly author?: { readonly id?: unknown } };
    return { id, url, body: text, viewerDidAuthor: String(author?.id) === authorId };
  };
  const isOurs = ({ viewerDidAuthor, body: found }: Post) =>
    viewerDidAuthor && found.startsWith(marker);
  return upsertPost(
    {
      find: async () => {
        const found = await listNotes(gitlab, notes);
        return { parentId: resource, posts: found.map(postOf).filter(isOurs) };
      },
      create: async () => postOf(await gitlab.send({ url: notes, method: 'POST' }, { body: text })),
      update: (id) => gitlab.send({ url: `${notes}/${id}`, method: 'PUT' }, { body: text }),
      remove: (id) =>
        gitlab
          .send({ url: `${notes}/${id}`, method: 'DELETE', expects: 'nothing' })
          .catch(ignoreDeleted),
    },
    text,
  );
}

/** All notes that a person wrote, the oldest first. */
async function listNotes(gitlab: GitlabClient, notes: string) {
  const all: object[] = [];
  for (let page = 1; ; page += 1) {
    const url = `${notes}?sort=asc&order_by=created_at&per_page=${PAGE}&page=${page}`;
    const found = objectsIn(await gitlab.send({ url }), notes, 'notes');
    all.push(...found.filter(({ system }) => system !== true));
    if (found.length < PAGE) return all;
  }
}

function idOf(value: unknown, what: string): string {
  const { id } = Object(value) as { readonly id?: unknown };
  if (typeof id === 'number' || typeof id === 'string') return String(id);
  throw new HttpError('GitLab', `answered with a ${what} without an id`);
}

/**
 * A line that begins with a slash and a word would be a command to GitLab, such as `/merge`. Markdown shows an escaped
 * slash as a slash.
 *
 * @see GitLab Docs, "GitLab quick actions"
 */
const withoutQuickActions = (body: string) => body.replaceAll(/^([^\S\n]*)\/(?=\w)/gm, '$1\\/');

/** Another run may have deleted it already. */
function ignoreDeleted(error: unknown): void {
  if (!(error instanceof HttpError) || error.status !== 404) throw error;
}
