import { request as httpRequest } from 'node:http';
import type { Agent, IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import type { Answer, LocalRequest, Respond } from './exchange';
import { withoutHeaders } from './headers';

/**
 * Hop-by-hop headers, which apply to one connection only. `Expect` is among them: the proxy has already answered
 * it with 100 Continue.
 *
 * @see RFC 9110, 7.6.1 "Connection"
 */
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'proxy-connection', 'upgrade', 'expect']);

/** The same for an answer, and its framing, which the proxy creates itself. */
const ANSWER_HOP_HEADERS = new Set([...HOP_HEADERS, 'transfer-encoding']);

/**
 * Forwards requests to a port of 127.0.0.1, streaming both ways. Host, path and signed
 * headers are not changed, so signatures stay valid.
 *
 * @param agent - must not use a web proxy; the caller destroys it
 */
export function forwardTo(port: number, agent: Agent): Respond {
  return async (request) => toAnswer(await send(request, port, agent));
}

function send(request: LocalRequest, port: number, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const upstream = httpRequest({
      host: '127.0.0.1',
      port,
      agent,
      method: request.method,
      path: request.url,
      headers: [...withoutHeaders(request.headers, HOP_HEADERS)],
    });
    upstream.on('response', resolve);
    upstream.on('error', reject);
    // An answer can come before the whole body was sent; this rejection then has no effect.
    pipeline(request.body, upstream, (error) => {
      if (error) reject(error);
    });
  });
}

function toAnswer(response: IncomingMessage): Answer {
  return {
    status: response.statusCode ?? 502,
    headers: withoutHeaders(response.rawHeaders, ANSWER_HOP_HEADERS),
    body: response,
  };
}
