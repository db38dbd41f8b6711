import { dayOf } from '../../core/day';
import { parsePathPattern, type PathPattern } from '../../core/path-pattern';
import { HttpError } from '../../http/error';
import { objectsIn } from '../../http/objects';
import type { Pointer } from '../../integrity/entry';
import { isPlausibleTime, parseIsoTime } from '../../integrity/json-lines';
import type { Batch, PointerSource } from '../../integrity/source';
import type { GenesysApi } from './api';

/** What {@link genesysPointers} needs to know. */
export interface GenesysPointersOptions {
  readonly api: GenesysApi;
  /** The patterns of the recordings' keys, on the current path and the previous ones. */
  readonly patterns: readonly string[];
  /** Organization id of the customer, which may be in a pattern. */
  readonly organizationId: string;
  /** The current time, in milliseconds since 1970: a recording that Genesys has deleted by then is not expected. */
  readonly now: number;
}

const QUERY = '/api/v2/recordings/retention/query';

/**
 * What each request has. The query returns recordings that are retained for *more* days than the threshold, whether it
 * counts the days so far or in all: only 0 returns those that Genesys deletes soon, and the new ones.
 */
const PARAMETERS = { retentionThresholdDays: '0', pageSize: '500' };

/** The fields of a recording that are read. */
interface Retained {
  readonly conversationId?: unknown;
  readonly recordingId?: unknown;
  readonly creationTime?: unknown;
  readonly deleteDate?: unknown;
}

/**
 * Lists every recording that Genesys Cloud keeps, and computes where each may be in the bucket, on every path: the list
 * does not say which object belongs to a recording.
 *
 * @see purecloud-platform-client-v2, `getRecordingsRetentionQuery`: at most 500 per page; permission
 *   `recording:recording:view`
 */
export function genesysPointers(options: GenesysPointersOptions): PointerSource {
  return { kind: 'whole', computed: true, read: (from) => read(options, from) };
}

async function* read(
  options: GenesysPointersOptions,
  from: string | undefined,
): AsyncIterable<Batch> {
  const { api } = options;
  const patterns = options.patterns.map(parsePathPattern);
  const seen = new Set<string>();
  let path: string | undefined = from ?? withParameters(QUERY);
  while (path !== undefined) {
    if (seen.has(path)) throw new HttpError(path, 'was read before: the pages repeat');
    seen.add(path);
    const { entities, next } = readPage(await api.get(path), path);
    const at = path;
    const pointers = entities.flatMap((each) =>
      pointersTo(each, patterns, { ...options, path: at }),
    );
    yield { pointers, next };
    path = next;
  }
}

function readPage(
  answer: unknown,
  path: string,
): { entities: readonly Retained[]; next?: string | undefined } {
  const { entities, nextUri } = (answer ?? {}) as { entities?: unknown; nextUri?: unknown };
  const page = { entities: objectsIn(entities, path, 'entities') as readonly Retained[] };
  if (nextUri === undefined || nextUri === null || nextUri === '') return page;
  // Only a path of the same host: an answer must not send the token elsewhere.
  if (typeof nextUri === 'string' && /^\/api\/v2\/recordings\//.test(nextUri)) {
    return { ...page, next: withParameters(nextUri) };
  }
  throw new HttpError(path, 'answered with a next page on another host');
}

/** It is not described whether `nextUri` repeats the parameters of the first request, one of which is required. */
function withParameters(uri: string): string {
  const [path, query] = uri.split('?');
  const parameters = new URLSearchParams({
    ...PARAMETERS,
    ...Object.fromEntries(new URLSearchParams(query)),
  });
  return `${path}?${parameters.toString()}`;
}

/**
 * Genesys stores recordings without a conversation nowhere else.
 *
 * @throws HttpError for a recording whose time cannot be read: it would be expected nowhere, and never be missed
 */
function pointersTo(
  { conversationId, recordingId, creationTime, deleteDate }: Retained,
  patterns: readonly PathPattern[],
  { organizationId, now, path }: GenesysPointersOptions & { readonly path: string },
): Pointer[] {
  if (typeof conversationId !== 'string') return [];
  if (typeof deleteDate === 'string' && parseIsoTime(deleteDate) <= now) return [];
  const recording = typeof recordingId === 'string' ? recordingId : undefined;
  const at = parseIsoTime(String(creationTime));
  if (!isPlausibleTime(at, now)) {
    throw new HttpError(
      path,
      `names a recording of ${conversationId} without a time that can be read, or with one that cannot be right`,
    );
  }
  const [yyyy, mm, dd] = dayOf(at).split('-');
  const values = {
    yyyy,
    mm,
    dd,
    hh: new Date(at).toISOString().slice(11, 13),
    conversation_uuid: conversationId,
    recording_uuid: recording,
    organization_uuid: organizationId,
  };
  const name = [conversationId, recording].filter(Boolean).join('/');
  return patterns.map((pattern) => ({ ...pattern.renderKey(values), at, recording: name }));
}
