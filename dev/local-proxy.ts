import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CLOSE, s3Error } from './exchange';
import type { ProxyResponse, LocalRequest, Respond } from './exchange';
import { tryFindS3Address } from './s3/address';

/** Longer than clients keep an idle connection, so they never send on one that the server closes. */
const KEEP_ALIVE_MS = 120_000;

export interface LocalProxy {
  readonly port: number;
  /** Closes the port and every connection. */
  stop(): Promise<void>;
}

/**
 * Serves requests on 127.0.0.1.
 *
 * @param port - 0 for any free port
 * @throws Error if the port is in use
 */
export async function startProxy(respond: Respond, port = 0): Promise<LocalProxy> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 });
  server.on('request', (incoming, response) => {
    void serve(incoming, response, respond);
  });
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(`The local AWS cannot listen on port ${port}: ${String(cause)}`, { cause });
  }
  return { port: (server.address() as AddressInfo).port, stop: () => close(server) };
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  respond: Respond,
): Promise<void> {
  try {
    await write(await answerTo(toRequest(incoming), respond), response);
  } catch {
    // Client or moto closed the connection in the middle of the answer. Close the other one too, or half an
    // answer would look complete.
    response.destroy();
  }
}

async function answerTo(request: LocalRequest, respond: Respond): Promise<ProxyResponse> {
  try {
    return await respond(request);
  } catch (error) {
    return s3Error(502, 'LocalAwsUnavailable', `callvault's local AWS failed: ${String(error)}`);
  }
}

function toRequest(incoming: IncomingMessage): LocalRequest {
  const { method = 'GET', url = '/', rawHeaders } = incoming;
  const { host, authorization } = incoming.headers;
  const s3 = tryFindS3Address({ url, host, authorization });
  return { method, url, headers: rawHeaders, body: incoming, s3 };
}

async function write(answer: ProxyResponse, response: ServerResponse): Promise<void> {
  if (answer === CLOSE) {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, [...answer.headers]);
  const { body } = answer;
  if (body instanceof Readable) await pipeline(body, response);
  else response.end(body);
}
