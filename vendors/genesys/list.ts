import { HttpError } from '../../http/error';
import type { GenesysApi } from './api';

/** The most that a list gives at a time. */
const PAGE_SIZE = 100;

/** Entries there could ever be, in pages: an answer that never ends must end. */
const MAX_PAGES = 100;

/**
 * All of a list that comes in numbered pages, each entry once: entries move while pages are read.
 *
 * @param path - of the list, e.g. `/api/v2/integrations`
 * @param permission - what it needs, for people
 * @see Genesys Cloud Developer Center, "Pagination": `pageSize`, `pageNumber`, `entities`
 * @throws HttpError when Genesys does not answer as it should
 */
export async function listEntities<T extends { readonly id?: unknown }>(
  api: GenesysApi,
  path: string,
  permission: string,
): Promise<readonly T[]> {
  const found = new Map<unknown, T>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const at = `${path}?pageSize=${PAGE_SIZE}&pageNumber=${page}`;
    const { entities } = ((await api.get(at, permission)) ?? {}) as { entities?: unknown };
    if (!Array.isArray(entities)) throw new HttpError(at, 'answered without entities');
    const before = found.size;
    for (const each of entities as T[]) found.set(each.id, each);
    if (entities.length < PAGE_SIZE || found.size === before) return [...found.values()];
  }
  throw new HttpError(path, `has more than ${MAX_PAGES * PAGE_SIZE} entries`);
}
