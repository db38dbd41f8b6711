import { setTimeout as sleep } from 'node:timers/promises';

/** A request to a vendor's API. */
export interface JsonRequest {
  /** `https:`, or `http:` to this machine. */
  readonly url: string;
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST';
  /** @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: string;
  /** Milliseconds an answer may take. @default 30000 */
  readonly timeoutMs?: number;
  /** Milliseconds to wait before the first repetition, which doubles each time. @default 500 */
  readonly waitMs?: number;
}

/** What a vendor's API answered, or that it did not. Its message never repeats the request's body or headers. */
export class HttpError extends Error {
  /** What it is called in logs. */
  override readonly name = 'HttpError';

  /** @param status - HTTP status; undefined if there was no answer */
  constructor(
    readonly url: string,
    what: string,
    readonly status?: number,
  ) {
    super(`${url} ${what}`);
  }
}

/** Bytes of an answer that are read at most: a range feed has some hundred kilobytes. */
const MAX_BYTES = 10_485_760;

/** Times a request is sent at most. */
const ATTEMPTS = 4;

/** Seconds of a `Retry-After` that are waited for at most. */
const LONGEST_WAIT = 60;

/** Busy, or broken for a moment: the same request may be answered next time. */
const REPEATABLE = new Set([429, 500, 502, 503, 504]);

/**
 * Asks for JSON. Repeats what is worth repeating, as long as the server asks to wait.
 *
 * @throws HttpError for an address that is not safe, for no answer, for any status but 2xx, for a
 *   redirect to elsewhere, and for an answer that is no JSON or larger than 10 MB
 */
export async function requestJson(request: JsonRequest): Promise<unknown> {
  const { url, waitMs = 500 } = request;
  refuseUnsafe(url);
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(request);
    if (response.ok) return readJson(url, response);
    await response.body?.cancel();
    if (!REPEATABLE.has(response.status) || attempt === ATTEMPTS) {
      throw new HttpError(url, `answered ${response.status}`, response.status);
    }
    await sleep(waitFor(response) ?? waitMs * 2 ** (attempt - 1));
  }
}

function refuseUnsafe(url: string): void {
  const { protocol, hostname } = new URL(url);
  const here = hostname === '127.0.0.1' || hostname === 'localhost';
  if (protocol === 'https:' || (protocol === 'http:' && here)) return;
  throw new HttpError(url, 'is not an https address');
}

async function send(request: JsonRequest): Promise<Response> {
  const { url, method = 'GET', headers = {}, body, timeoutMs = 30_000 } = request;
  try {
    return await fetch(url, {
      ...{ method, headers: { accept: 'application/json', ...headers }, redirect: 'error' },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const { name, cause } = error as { name?: string; cause?: { message?: string } };
    const why = name === 'TimeoutError' ? `in ${timeoutMs} ms` : (cause?.message ?? String(error));
    throw new HttpError(url, `gave no answer: ${why}`);
  }
}

/**
 * @see vendor facts, "Rate limits": Genesys says `inin-ratelimit-reset` in seconds where it does not
 *   say `Retry-After`
 */
function waitFor({ headers }: Response): number | undefined {
  const said = headers.get('retry-after') ?? headers.get('inin-ratelimit-reset');
  const seconds = Number(said);
  if (said === null || !Number.isFinite(seconds) || seconds < 0) return undefined;
  return Math.min(seconds, LONGEST_WAIT) * 1000;
}

async function readJson(url: string, { body }: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > MAX_BYTES) throw new HttpError(url, `answered more than ${MAX_BYTES} bytes`);
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(url, 'answered what is no JSON');
  }
}
