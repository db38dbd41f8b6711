import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LocalServer } from '../local-server';
import type { VendorApi, VendorRequest } from './exchange';

/** What goes wrong with one request. */
export interface Trouble {
  /** Which request it strikes. */
  readonly when: (request: VendorRequest) => boolean;
  /** Takes the place of the answer. */
  readonly answer: (response: ServerResponse) => void;
  /** Whether the vendor has done what was asked before. @default false */
  readonly afterwards?: boolean;
  /** How many requests it strikes. @default 1 */
  readonly times?: number;
}

/** The APIs of vendors on this machine, on any free port. */
export class VendorServer {
  /** Every request, as it was sent. */
  readonly seen: VendorRequest[] = [];
  private troubles: { readonly trouble: Trouble; left: number }[] = [];
  private readonly server = new LocalServer((request, response) => {
    void this.answer(request, response);
  });

  /** @param apis - the first that has a path answers */
  constructor(private readonly apis: readonly VendorApi[]) {}

  /** Starts it, and gives its address. */
  async start(): Promise<string> {
    return this.server.start();
  }

  /** Ends it. */
  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** Lets something go wrong from now on. */
  inject(trouble: Trouble): void {
    this.troubles.push({ trouble, left: trouble.times ?? 1 });
  }

  /** How many requests of a kind have come. */
  count(method: string, path: RegExp): number {
    return this.seen.filter((each) => each.method === method && path.test(each.path)).length;
  }

  /** Forgets what was asked, and what was to go wrong. */
  reset(): void {
    this.seen.length = 0;
    this.troubles = [];
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming);
    this.seen.push(request);
    const struck = this.troubles.find(({ trouble, left }) => left > 0 && trouble.when(request));
    if (struck) struck.left -= 1;
    if (struck && struck.trouble.afterwards !== true) {
      struck.trouble.answer(response);
      return;
    }
    const { status, body } = await this.ask(request);
    if (struck) {
      struck.trouble.answer(response);
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  private async ask(request: VendorRequest) {
    for (const api of this.apis) {
      const answer = await api(request);
      if (answer) return answer;
    }
    return { status: 404, body: { code: 'not.found', message: 'There is no such path.' } };
  }
}

async function read(incoming: IncomingMessage): Promise<VendorRequest> {
  const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://localhost');
  return {
    method: incoming.method ?? '',
    path: pathname,
    query: searchParams,
    authorization: incoming.headers.authorization ?? '',
    body: await text(incoming),
  };
}
