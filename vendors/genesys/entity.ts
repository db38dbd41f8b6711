import { HttpError } from '../../http/error';
import { objectsIn } from '../../http/objects';
import { notYetKnown, nothingToDo, type ShownRequest, type StepPlan } from '../registration';
import type { GenesysApi, GenesysRequest } from './api';

/** Largest number of entries on a page. */
const PAGE_SIZE = 100;

/** Largest number of pages that is read, so that an endless list ends. */
const MAX_PAGES = 100;

/** Which entries of a list are read. */
interface ListQuery {
  /** The permission it needs. @default - none */
  readonly permission?: string;
  /** Parameters by which Genesys filters. @default - all entries */
  readonly filter?: Readonly<Record<string, string>>;
}

/**
 * All entries of a list with numbered pages, each once: entries can move from page to page while they are read.
 *
 * @param path - of the list, e.g. `/api/v2/integrations`
 * @see Genesys Cloud Developer Center, "Pagination": `pageSize`, `pageNumber`, `entities`
 * @throws HttpError when Genesys does not answer as it should
 */
export async function listEntities<T extends { readonly id?: unknown }>(
  api: GenesysApi,
  path: string,
  { permission, filter = {} }: ListQuery = {},
): Promise<readonly T[]> {
  const found = new Map<unknown, T>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query = { pageSize: String(PAGE_SIZE), pageNumber: String(page), ...filter };
    const at = `${path}?${new URLSearchParams(query).toString()}`;
    const answer = (await api.get(at, permission)) as NumberedPage<T> | undefined;
    const before = found.size;
    for (const each of objectsIn(answer?.entities, at, 'entities') as readonly T[])
      found.set(each.id ?? JSON.stringify(each), each);
    const isLast = isLastPage(answer, page);
    // On the last page too: a repeated page would end the list without the entries that it stands for.
    if (found.size === before) refuseNothingNew(answer, isLast, at);
    if (isLast) return complete(path, [...found.values()], answer);
  }
  throw new HttpError(path, `has more than ${MAX_PAGES * PAGE_SIZE} entries`);
}

/** Only the last page may be empty. */
function refuseNothingNew(
  { entities = [] }: NumberedPage<unknown> = {},
  isLast: boolean,
  at: string,
): void {
  if (isLast && entities.length === 0) return;
  throw new HttpError(at, 'has nothing new: the pages repeat, or end early');
}

/** @see Genesys Cloud Developer Center, "Pagination" */
interface NumberedPage<T> {
  readonly entities?: readonly T[];
  readonly pageCount?: unknown;
  readonly nextUri?: unknown;
  readonly total?: unknown;
}

/** A server may put fewer entries on a page than it was asked for. */
function isLastPage(
  { entities = [], pageCount, nextUri }: NumberedPage<unknown> = {},
  page: number,
): boolean {
  if (typeof pageCount === 'number') return page >= pageCount;
  return typeof nextUri !== 'string' && entities.length < PAGE_SIZE;
}

/** @throws HttpError for a list that ended before all of its entries were read */
function complete<T>(
  path: string,
  all: readonly T[],
  { total }: NumberedPage<T> = {},
): readonly T[] {
  if (typeof total !== 'number' || all.length >= total) return all;
  throw new HttpError(path, `ended after ${all.length} of ${total} entries`);
}

/**
 * Creates an entity, once.
 *
 * @param adopt - finds it when it is unclear whether Genesys has created it, or when it already exists; throws the
 *   error it is given when there is none
 * @returns its id
 * @throws HttpError when Genesys does not answer as it should
 */
export async function createOnce(
  api: GenesysApi,
  request: GenesysRequest,
  adopt: (otherwise: HttpError) => Promise<string>,
): Promise<string> {
  try {
    const created = await api.send({ ...request, method: 'POST' });
    const { id } = (created ?? {}) as { id?: unknown };
    if (typeof id === 'string') return id;
  } catch (error) {
    if (!(error instanceof HttpError) || !(error.ambiguous || error.status === 409)) throw error;
    return adopt(error);
  }
  return adopt(new HttpError(request.path, 'answered without the id of what it created'));
}

/** What {@link keepOne} looks at. */
interface Namesakes {
  /** The entities that are the same as one that was created. */
  readonly list: () => Promise<readonly { readonly id: string }[]>;
  /** Deletes the one that was created. */
  readonly remove: GenesysRequest;
}

/**
 * Deletes an entity that was just created if there is another one: two runs at the same time create one each. If both
 * delete theirs, the next run creates it.
 *
 * @returns the id of the one that stays
 * @throws HttpError when Genesys does not answer as it should
 */
export async function keepOne(
  api: GenesysApi,
  id: string,
  { list, remove }: Namesakes,
): Promise<string> {
  const other = (await list()).find((each) => each.id !== id);
  if (!other) return id;
  await api.send(remove);
  return other.id;
}

/** A request as it is shown. */
export function show({ endpoints }: GenesysApi, request: GenesysRequest): ShownRequest {
  const { method = 'GET', path, body } = request;
  return { method, url: `${endpoints.api}${path}`, body };
}

/** The id of an entity, or what stands for it before it is created. */
export const idOf = (entity: { readonly id?: string } | undefined, noun: string) =>
  entity?.id ?? notYetKnown(`id of the new ${noun}`);

/** The last step of a registration: the entity is switched on. */
export function planActivation(
  api: GenesysApi,
  { found, noun, request, activate }: Activation,
): StepPlan {
  const id = idOf(found, noun);
  if (found?.on === true) return nothingToDo(`${id} is on.`);
  return {
    says: `${id} is off.`,
    requests: [show(api, request(id))],
    ...(found && { act: async () => activate(id) }),
  };
}

/** What {@link planActivation} needs. */
export interface Activation {
  /** The entity; undefined before it is created. */
  readonly found: { readonly id?: string; readonly on: boolean } | undefined;
  readonly noun: 'connection' | 'integration';
  readonly request: (id: string) => GenesysRequest;
  /** Switches it on. @returns what was done, in a sentence */
  readonly activate: (id: string) => Promise<string>;
}
