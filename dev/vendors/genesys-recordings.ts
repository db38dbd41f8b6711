import type { VendorResponse, VendorRequest } from './exchange';

/** A recording, as Genesys Cloud's retention query returns it. */
export interface GenesysRecording {
  readonly conversationId: string;
  readonly recordingId: string;
  readonly creationTime: string;
}

/** @see Genesys Cloud Platform API, `GET /api/v2/recordings/retention/query` */
const QUERY = '/api/v2/recordings/retention/query';

/** Maximum number of recordings per page. */
const PAGE_SIZE = 500;

/** Answers the query of all recordings, page by page; undefined for any other request. */
export function answerRecordings(
  recordings: readonly GenesysRecording[],
  { path, query }: VendorRequest,
): VendorResponse | undefined {
  if (path !== QUERY) return undefined;
  const from = Number(query.get('cursor') ?? 0);
  const to = from + PAGE_SIZE;
  const more = to < recordings.length && { nextUri: `${QUERY}?cursor=${to}` };
  return { status: 200, body: { entities: recordings.slice(from, to), ...more } };
}
