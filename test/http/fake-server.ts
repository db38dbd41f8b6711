import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LocalServer } from '../../dev/local-server';

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A local server that answers as a test says, and records the requests. */
export class FakeServer {
  readonly seen: Seen[] = [];
  private readonly server = new LocalServer((request, response) => {
    void this.answer(request, response);
  });

  constructor(private readonly respond: (seen: Seen, response: ServerResponse) => void) {}

  async start(): Promise<string> {
    return this.server.start();
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const seen = { method, url, headers, body: await text(request) };
    this.seen.push(seen);
    this.respond(seen, response);
  }
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: object } = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
