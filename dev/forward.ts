import { request as httpRequest } from 'node:http';
import type { Agent, IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { withoutHeaders } from './exchange';
import type { Answer, LocalRequest, Respond } from './exchange';

/**
 * Headers between two neighbours, which each connection has its own of; `Expect` was answered when
 * the client was told to go on.
 *
 * @see RFC 9110, 7.6.1 "Connection"
 */
const NEIGHBOUR_HEADERS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'upgrade',
  'expect',
]);

/** The same of an answer, and its framing, which is made anew. */
const ANSWER_NEIGHBOUR_HEADERS = new Set([...NEIGHBOUR_HEADERS, 'transfer-encoding']);

/**
 * Sends requests on to a port of 127.0.0.1 as they came, streaming both ways. Host, path and signed
 * headers stay as they are, so signatures hold.
 *
 * @param agent without web proxy, and ours to destroy
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
      headers: [...withoutHeaders(request.headers, NEIGHBOUR_HEADERS)],
    });
    upstream.on('response', resolve);
    upstream.on('error', reject);
    // An answer may come before all of the body was sent: then that error is no news.
    pipeline(request.body, upstream, (error) => {
      if (error) reject(error);
    });
  });
}

function toAnswer(response: IncomingMessage): Answer {
  return {
    status: response.statusCode ?? 502,
    headers: withoutHeaders(response.rawHeaders, ANSWER_NEIGHBOUR_HEADERS),
    body: response,
  };
}
