import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A recording, as Genesys Cloud says it in its retention query. */
export interface GenesysRecording {
  readonly conversationId: string;
  readonly recordingId: string;
  readonly creationTime: string;
}

/** The most that the query gives at a time. */
const PAGE_SIZE = 500;

/**
 * Genesys Cloud on this machine, as far as the integrity check asks it: a token, which recordings there are, and
 * for how long they are kept.
 *
 * @see Genesys Cloud Platform API, `POST /oauth/token`, `GET /api/v2/recordings/retention/query`,
 *   `GET /api/v2/recording/mediaretentionpolicies`
 */
export class GenesysServer {
  /** Takes the place of the next answer: a status with its headers, or garbage. */
  readonly trouble: ((response: ServerResponse) => void)[] = [];
  private readonly server = createServer((request, response) => {
    this.answer(request, response);
  });

  /** @param recordings - all there are; @param days - for which its policy keeps them */
  constructor(
    private readonly recordings: readonly GenesysRecording[],
    private readonly days: number,
  ) {}

  /** Starts it, on any free port, and gives its address. */
  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const trouble = pathname === '/oauth/token' ? undefined : this.trouble.shift();
    if (trouble) {
      trouble(response);
      return;
    }
    const body = this.bodyOf(pathname, Number(searchParams.get('cursor') ?? 0));
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  }

  private bodyOf(path: string, from: number): object | undefined {
    switch (path) {
      case '/oauth/token':
        return { access_token: 'local', token_type: 'bearer', expires_in: 86_400 };
      case '/api/v2/recording/mediaretentionpolicies':
        return { entities: [this.policy()] };
      case '/api/v2/recordings/retention/query':
        return this.page(from);
      default:
        return undefined;
    }
  }

  private policy(): object {
    const actions = { retentionDuration: { deleteRetention: { days: this.days } } };
    return { name: 'Calls', enabled: true, actions };
  }

  private page(from: number): object {
    const to = from + PAGE_SIZE;
    const next = `/api/v2/recordings/retention/query?cursor=${to}`;
    return {
      entities: this.recordings.slice(from, to),
      ...(to < this.recordings.length && { nextUri: next }),
    };
  }
}
