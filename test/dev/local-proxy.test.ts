import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { chain } from '../../dev/exchange';
import type { Handler } from '../../dev/exchange';
import { forwardTo } from '../../dev/forward';
import { startProxy } from '../../dev/local-proxy';
import type { LocalProxy } from '../../dev/local-proxy';

const agent = new Agent({ keepAlive: true });
let upstream: Server;
let proxy: LocalProxy;

/** Starts a server, and the proxy in front of it. */
async function start(listener: RequestListener, ...handlers: Handler[]): Promise<void> {
  upstream = createServer(listener).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  proxy = await startProxy(chain(handlers, forwardTo(port, agent)));
}

afterEach(async () => {
  await proxy.stop();
  upstream.close();
  upstream.closeAllConnections();
});
afterAll(() => {
  agent.destroy();
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** Sends a request to the proxy. */
async function send({ body, ...options }: Sent): Promise<IncomingMessage> {
  const request = httpRequest({ host: '127.0.0.1', port: proxy.port, agent, ...options });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

test('path, Host and signed headers arrive unchanged', async () => {
  let seen: IncomingMessage | undefined;
  await start((request, response) => {
    seen = request;
    response.end();
  });
  const path = '/bucket/a%2Fb//../c%20d+e?list-type=2&prefix=env%3A%2F&policyStatus';
  const headers = { Host: 'recordings.localhost:9', Authorization: 'AWS4 x', 'X-Amz-Date': '1' };
  await text(await send({ path, headers }));
  expect(seen?.url).toBe(path);
  expect(seen?.rawHeaders.slice(0, 6)).toEqual(Object.entries(headers).flat());
});

test('status, repeated headers and body are returned unchanged', async () => {
  await start((_, response) => {
    response.writeHead(418, [
      ['X-A', '1'],
      ['X-A', '2'],
      ['Server', 'upstream'],
    ]);
    response.end('short and stout');
  });
  const response = await send({ path: '/bucket/key' });
  expect(response.statusCode).toBe(418);
  expect(response.rawHeaders.slice(0, 6)).toEqual(['X-A', '1', 'X-A', '2', 'Server', 'upstream']);
  await expect(text(response)).resolves.toBe('short and stout');
});

test('large bodies pass both ways, also for a client that expects 100 Continue', async () => {
  await start((request, response) => request.pipe(response));
  const body = Buffer.alloc(8 * 1024 * 1024, 'recording');
  const headers = { Expect: '100-continue', 'Content-Length': String(body.length) };
  const response = await send({ method: 'PUT', path: '/bucket/key', headers, body });
  expect((await buffer(response)).equals(body)).toBe(true);
});

test('a body is forwarded while it is still being sent', async () => {
  await start((request, response) => request.pipe(response));
  const options = { host: '127.0.0.1', port: proxy.port, agent, method: 'PUT', path: '/b/k' };
  const request = httpRequest(options);
  request.write('first');
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const [chunk] = (await once(response, 'data')) as [Buffer];
  expect(chunk.toString()).toBe('first');
  request.end();
  await once(response, 'end');
});

test('an answer without a body keeps its Content-Length', async () => {
  await start((_, response) => {
    response.writeHead(200, { 'Content-Length': '4096' }).end();
  });
  const response = await send({ method: 'HEAD', path: '/bucket/key' });
  expect(response.headers['content-length']).toBe('4096');
  await expect(text(response)).resolves.toBe('');
});

test('an unreachable target is answered with 502 and the reason', async () => {
  await start(() => undefined);
  upstream.close();
  await once(upstream, 'close');
  const response = await send({ path: '/bucket' });
  expect(response.statusCode).toBe(502);
  await expect(text(response)).resolves.toMatch(/local AWS failed: .*ECONNREFUSED/);
});

test('half an answer never looks complete', async () => {
  await start((request, response) => {
    response.write('half');
    setTimeout(() => request.socket.destroy(), 50);
  });
  await expect(text(await send({ path: '/bucket/key' }))).rejects.toThrow('aborted');
});

test('a handler that fails is answered with 502, and the next request is served', async () => {
  let failing = true;
  await start(
    (_, response) => response.end('served'),
    async (request, next) => {
      if (failing) throw new Error('a fault');
      return next(request);
    },
  );
  const body = Buffer.alloc(1024 * 1024);
  const failed = await send({ method: 'PUT', path: '/bucket/key', body });
  expect(failed.statusCode).toBe(502);
  await expect(text(failed)).resolves.toContain('a fault');
  failing = false;
  await expect(text(await send({ path: '/bucket/key' }))).resolves.toBe('served');
});

test('a port in use is an error that names it', async () => {
  await start((_, response) => response.end());
  await expect(startProxy(forwardTo(1, agent), proxy.port)).rejects.toThrow(
    `The local AWS cannot listen on port ${proxy.port}: Error: listen EADDRINUSE`,
  );
});
