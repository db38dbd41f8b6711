import { once } from 'node:events';
import { createServer } from 'node:net';
import { findFreePort } from '../../dev/free-port';

test('the port that is found is free to listen on', async () => {
  const port = await findFreePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await findFreePort()).not.toBe(port);
  server.close();
  await once(server, 'close');
});
