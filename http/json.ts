import { setTimeout as sleep } from 'node:timers/promises';
import { redact } from '../core/redact';
import type { Secret } from '../core/secret';
import { HttpError, readDetails, renderDetails } from './error';
import { waitFor } from './wait';

/** How a request asks. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request to a vendor's API. */
export interface JsonRequest {
  /** `https:`, or `http:` to this machine. */
  readonly url: string;
  /** @default 'GET' */
  readonly method?: Method;
  /** @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /**
   * Whether asking twice does the same as asking once. What is not repeatable is only asked again when the server
   * has said that it did nothing.
   *
   * @default - all but POST and PATCH are
   */
  readonly repeatable?: boolean;
  /** What no error may show, in whatever form. @default - nothing */
  readonly secrets?: readonly Secret[];
  /** What errors call the address, where it is a secret itself. @default - the address */
  readonly name?: string;
  /**
   * Whether one redirect is followed. Where it leads, no header of this request is sent: a token is for
   * the server that was asked.
   *
   * @default false
   */
  readonly followOnce?: boolean;
  /** Whether there is anything to read in an answer that is a success. @default 'json' */
  readonly expects?: 'json' | 'nothing';
  /** Bytes of an answer that are read at most. @default 10485760 */
  readonly maxBytes?: number;
  /** Milliseconds an answer may take. @default 30000 */
  readonly timeoutMs?: number;
  /** Milliseconds to wait before the first repetition at most, which doubles each time. @default 500 */
  readonly waitMs?: number;
}

/** Bytes of an answer that are read unless more are asked for: a range feed has some hundred kilobytes. */
const MAX_BYTES = 10_485_760;

/** Times a request is sent at most. */
const ATTEMPTS = 4;

/** Milliseconds that are waited for between all the times, at most. */
const LONGEST_WAIT_MS = 120_000;

/** Busy, or broken for a moment: the same request may be answered next time. */
const PASSING = new Set([429, 500, 502, 503, 504]);

/** The server turned the request away before it did anything. */
const NOTHING_DONE = new Set([429]);

/** The connection was never made, so that nothing can have been done. */
const NOT_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/**
 * Asks for JSON. Repeats what is worth repeating, as long as the server asks to wait; a server whose certificate is
 * wrong is never asked again.
 *
 * @returns what was answered; undefined for an empty answer
 * @throws HttpError for an address that is not safe, for no answer, for any status but 2xx, for a
 *   redirect to elsewhere, and for an answer that is no JSON or larger than 10 MB
 */
export async function requestJson(request: JsonRequest): Promise<unknown> {
  refuseUnsafe(request.url, request);
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await ask(request);
    if ('answer' in outcome) return outcome.answer;
    const wait = outcome.waitMs ?? Math.random() * (request.waitMs ?? 500) * 2 ** (attempt - 1);
    waited += wait;
    if (!outcome.again || attempt === ATTEMPTS || waited > LONGEST_WAIT_MS) throw outcome.error;
    await sleep(wait);
  }
}

const nameOf = ({ name, url }: JsonRequest) => name ?? url;

function refuseUnsafe(url: string, request: JsonRequest): void {
  const { protocol, hostname } = new URL(url);
  const here = hostname === '127.0.0.1' || hostname === 'localhost';
  if (protocol === 'https:' || (protocol === 'http:' && here)) return;
  throw new HttpError(nameOf(request), 'is not an https address');
}

/** What came of asking once. */
type Outcome =
  | { readonly answer: unknown }
  | { readonly error: HttpError; readonly again: boolean; readonly waitMs?: number | undefined };

const isRepeatable = ({ method = 'GET', repeatable }: JsonRequest) =>
  repeatable ?? (method !== 'POST' && method !== 'PATCH');

async function ask(request: JsonRequest): Promise<Outcome> {
  try {
    const response = await send(request);
    const bytes = await readBytes(request, response);
    return response.ok ? parse(request, bytes) : refused(request, response, bytes);
  } catch (error) {
    return error instanceof HttpError ? { error, again: false } : unanswered(request, error);
  }
}

async function send(request: JsonRequest): Promise<Response> {
  const { url, method = 'GET', headers = {}, body, timeoutMs = 30_000, followOnce } = request;
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...headers },
    signal,
    ...(body !== undefined && { body }),
    redirect: followOnce ? 'manual' : 'error',
  });
  const location = response.headers.get('location');
  if (!followOnce || !REDIRECTS.has(response.status) || location === null) return response;
  await response.body?.cancel();
  const target = new URL(location, url).href;
  refuseUnsafe(target, { ...request, name: `${nameOf(request)} redirects to what` });
  return fetch(target, { headers: { accept: 'application/json' }, signal, redirect: 'error' });
}

/** @see RFC 9110, "Redirection 3xx": those that name another place for the same */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

function refused(request: JsonRequest, { status, headers }: Response, bytes: Buffer): Outcome {
  const details = readDetails(bytes, request.secrets ?? []);
  const nothingDone = NOTHING_DONE.has(status) || isRepeatable(request);
  const passing = PASSING.has(status);
  return {
    error: new HttpError(nameOf(request), `answered ${status}${renderDetails(details)}`, {
      status,
      details,
      ambiguous: passing && !nothingDone,
    }),
    again: passing && nothingDone,
    waitMs: waitFor(headers, Date.now()),
  };
}

/** Neither a wrong certificate nor a redirect gets better by asking again. */
const FINAL = /CERT|TLS|SSL|SIGNED|ALTNAME|redirect/;

function unanswered(request: JsonRequest, error: unknown): Outcome {
  const { timeoutMs = 30_000, secrets = [] } = request;
  const { name, cause } = error as { name?: string; cause?: { message?: string; code?: string } };
  const { message = String(error), code = '' } = cause ?? {};
  const why = name === 'TimeoutError' ? `in ${timeoutMs} ms` : message;
  const again = isRepeatable(request) || NOT_CONNECTED.includes(code);
  return {
    error: new HttpError(nameOf(request), `gave no answer: ${redact(why, secrets)}`, {
      ambiguous: !again,
    }),
    again: again && !FINAL.test(`${code} ${why}`),
  };
}

function parse(request: JsonRequest, bytes: Buffer): Outcome {
  if (request.expects === 'nothing') return { answer: undefined };
  try {
    return {
      answer: bytes.length === 0 ? undefined : (JSON.parse(bytes.toString('utf8')) as unknown),
    };
  } catch {
    const ambiguous = !isRepeatable(request);
    const error = new HttpError(nameOf(request), 'answered what is no JSON', { ambiguous });
    return { error, again: false };
  }
}

async function readBytes(request: JsonRequest, { body }: Response): Promise<Buffer> {
  const { maxBytes = MAX_BYTES } = request;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new HttpError(nameOf(request), `answered more than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
