import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on this machine, on any free port. */
export class LocalServer {
  private readonly server: Server;

  /** @param answer - answers each request */
  constructor(answer: RequestListener) {
    this.server = createServer(answer);
  }

  /** Starts it, and gives its address. */
  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends it, and every connection to it. */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
