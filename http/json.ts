import { setTimeout as sleep } from 'node:timers/promises';
import { redact } from '../core/redact';
import type { Secret } from '../core/secret';
import { HttpError, readDetails, renderDetails } from './error';
import { parseWait } from './wait';

/** HTTP method of a request. */
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
   * Whether sending the request twice has the same effect as sending it once. A request that is not repeatable is only
   * repeated if the server certainly did nothing.
   *
   * @default - true except for POST and PATCH
   */
  readonly repeatable?: boolean;
  /** Values that no error may show, in clear or encoded. @default - none */
  readonly secrets?: readonly Secret[];
  /** What errors call the address, if the address itself is a secret. @default - the address */
  readonly name?: string;
  /**
   * Whether one redirect is followed. The second request has none of the headers: a token is for the server that was
   * asked.
   *
   * @default false
   */
  readonly followOnce?: boolean;
  /** Whether the body of a successful answer is read. @default 'json' */
  readonly expects?: 'json' | 'nothing';
  /** Maximum size of an answer in bytes. @default 10485760 */
  readonly maxBytes?: number;
  /** Milliseconds until the request is given up. @default 30000 */
  readonly timeoutMs?: number;
  /** Maximum wait before the first repetition in milliseconds; it doubles each time. @default 500 */
  readonly waitMs?: number;
}

/** 10 MiB are enough: a feed of address ranges has some hundred kilobytes. */
const DEFAULTS = { secrets: [], maxBytes: 10_485_760, timeoutMs: 30_000, waitMs: 500 };

/** Times a request is sent at most. */
const ATTEMPTS = 4;

/** Milliseconds of all waits of one request together, at most. */
const MAX_WAIT_MS = 120_000;

/** The server is busy or has a temporary error: the same request may succeed later. */
const TEMPORARY = new Set([429, 500, 502, 503, 504]);

/** The server refused the request before doing anything. */
const NOTHING_DONE = new Set([429]);

/** The connection was never established, so the server cannot have done anything. */
const NOT_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** A wrong certificate and a refused redirect are the same the next time. */
const PERMANENT = /CERT|TLS|SSL|SIGNED|ALTNAME|redirect/;

/** @see RFC 9110, "Redirection 3xx": the statuses that name another address for the same resource */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Requests JSON. Temporary errors are repeated, after the wait the server asks for.
 *
 * @returns the parsed answer; undefined if it is empty
 * @throws HttpError for an unsafe address, no answer, any status but 2xx, a redirect, and an answer that is not JSON or
 *   too large
 */
export async function requestJson(given: JsonRequest): Promise<unknown> {
  const request = withDefaults(given);
  refuseUnsafe(request.url, request.name);
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(request);
    if ('answer' in outcome) return outcome.answer;
    const wait = outcome.waitMs ?? Math.random() * request.waitMs * 2 ** (attempt - 1);
    waited += wait;
    if (!outcome.again || attempt === ATTEMPTS || waited > MAX_WAIT_MS) throw outcome.error;
    await sleep(wait);
  }
}

type Request = ReturnType<typeof withDefaults>;

function withDefaults(request: JsonRequest) {
  const { method = 'GET' } = request;
  const { repeatable = method !== 'POST' && method !== 'PATCH' } = request;
  return { ...DEFAULTS, name: request.url, ...request, method, repeatable };
}

/** Refuses to send a token in clear to another machine. @throws HttpError */
export function refuseUnsafe(url: string, name = url): void {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  const local = hostname === '127.0.0.1' || hostname === 'localhost';
  if (protocol === 'https:' || (protocol === 'http:' && local)) return;
  throw new HttpError(name, 'is not an https address');
}

/** The result of one attempt. */
type Outcome =
  | { readonly answer: unknown }
  | { readonly error: HttpError; readonly again: boolean; readonly waitMs?: number | undefined };

async function tryOnce(request: Request): Promise<Outcome> {
  const deadline = new AbortController();
  const late = new DOMException('The answer took too long', 'TimeoutError');
  const timer = setTimeout(() => {
    deadline.abort(late);
  }, request.timeoutMs);
  try {
    const response = await send(request, deadline.signal);
    const bytes = await readBytes(request, response, deadline.signal);
    return response.ok ? parse(request, bytes) : refused(request, response, bytes);
  } catch (error) {
    return error instanceof HttpError ? { error, again: false } : unanswered(request, error);
  } finally {
    clearTimeout(timer);
  }
}

async function send(request: Request, signal: AbortSignal): Promise<Response> {
  const { url, name, method, headers, body, followOnce } = request;
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...headers },
    signal,
    redirect: followOnce ? 'manual' : 'error',
    ...(body !== undefined && { body }),
  });
  const location = response.headers.get('location');
  if (!followOnce || !REDIRECTS.has(response.status) || location === null) return response;
  await response.body?.cancel();
  const target = URL.canParse(location, url) ? new URL(location, url).href : '';
  refuseUnsafe(target, `${name} redirects to what`);
  return fetch(target, { headers: { accept: 'application/json' }, signal, redirect: 'error' });
}

function refused(request: Request, { status, headers }: Response, bytes: Buffer): Outcome {
  const { name, repeatable, secrets } = request;
  const { json } = tryParse(bytes) ?? {};
  const details = readDetails(json, secrets);
  const temporary = TEMPORARY.has(status);
  const again = temporary && (NOTHING_DONE.has(status) || repeatable);
  const facts = { status, details, ambiguous: temporary && !again };
  return {
    error: new HttpError(name, `answered ${status}${renderDetails(details)}`, facts),
    again,
    waitMs: parseWait(headers, Date.now()),
  };
}

function unanswered({ name, repeatable, timeoutMs, secrets }: Request, error: unknown): Outcome {
  const { name: kind, cause } = error as Error & { cause?: { message?: string; code?: string } };
  const { message = String(error), code = '' } = cause ?? {};
  const why = kind === 'TimeoutError' ? ` within ${timeoutMs} ms` : `: ${message}`;
  const again = repeatable || NOT_CONNECTED.includes(code);
  return {
    error: new HttpError(name, `did not answer${redact(why, secrets)}`, { ambiguous: !again }),
    again: again && !PERMANENT.test(`${code} ${why}`),
  };
}

function parse({ name, expects, repeatable }: Request, bytes: Buffer): Outcome {
  if (expects === 'nothing' || bytes.length === 0) return { answer: undefined };
  const parsed = tryParse(bytes);
  if (parsed) return { answer: parsed.json };
  const error = new HttpError(name, 'did not answer with JSON', { ambiguous: !repeatable });
  return { error, again: false };
}

function tryParse(bytes: Buffer): { readonly json: unknown } | undefined {
  try {
    // The decoder leaves a byte order mark out.
    return { json: JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {
    return undefined;
  }
}

/**
 * Reads a body until the deadline.
 *
 * fetch does not reliably apply its signal to a body that arrives in small pieces, at least in Node.js 20 and 22.
 */
async function readBytes(
  { name, maxBytes }: Request,
  { body }: Response,
  deadline: AbortSignal,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  if (!body) return Buffer.alloc(0);
  const reader = body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const late = new Promise<never>((_, reject) => {
    deadline.addEventListener('abort', () => {
      reject(deadline.reason as Error);
    });
  });
  try {
    for (let size = 0; ;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) return Buffer.concat(chunks);
      size += value.length;
      if (size > maxBytes) throw new HttpError(name, `answered with more than ${maxBytes} bytes`);
      chunks.push(value);
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
