import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LocalServer } from '../local-server';
import type { VendorApi, VendorRequest } from './exchange';

/** A fault of a vendor's API or of the network. */
export interface VendorFault {
  /** Which requests it affects. */
  readonly when: (request: VendorRequest) => boolean;
  /** Called instead of sending the answer. */
  readonly answer: (response: ServerResponse) => void;
  /** Whether the vendor processes the request first. @default false */
  readonly afterwards?: boolean;
  /** Number of requests it affects. @default 1 */
  readonly times?: number;
}

/** Local APIs of vendors, on any free port of this machine. */
export class VendorServer {
  /** Every request so far. */
  readonly seen: VendorRequest[] = [];
  private faults: { readonly fault: VendorFault; left: number }[] = [];
  private readonly server = new LocalServer((request, response) => {
    void this.answer(request, response);
  });

  /** Its address, once it was started. */
  address = '';

  /** @param apis - the first one that has the path answers */
  constructor(private apis: readonly VendorApi[] = []) {}

  /** Starts it and returns its address. */
  async start(): Promise<string> {
    this.address = await this.server.start();
    return this.address;
  }

  /** Answers with other APIs from now on. */
  serve(apis: readonly VendorApi[]): void {
    this.apis = apis;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** Makes matching requests fail from now on. */
  inject(fault: VendorFault): void {
    this.faults.push({ fault, left: fault.times ?? 1 });
  }

  /** Number of requests so far with a method and a path. */
  count(method: string, path: RegExp): number {
    return this.seen.filter((each) => each.method === method && path.test(each.path)).length;
  }

  /** Forgets all requests and faults. */
  reset(): void {
    this.seen.length = 0;
    this.faults = [];
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming);
    this.seen.push(request);
    const struck = this.faults.find(({ fault, left }) => left > 0 && fault.when(request));
    if (struck) struck.left -= 1;
    if (struck && struck.fault.afterwards !== true) {
      struck.fault.answer(response);
      return;
    }
    const { status, body } = await this.ask(request);
    if (struck) {
      struck.fault.answer(response);
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
    return { status: 404, body: { code: 'not.found', message: 'This path does not exist.' } };
  }
}

async function read(incoming: IncomingMessage): Promise<VendorRequest> {
  const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://localhost');
  const { authorization = '', 'x-opentok-auth': token } = incoming.headers;
  return {
    method: incoming.method ?? '',
    origin: `http://${incoming.headers.host ?? ''}`,
    path: pathname,
    query: searchParams,
    authorization,
    token: typeof token === 'string' ? token : authorization.replace('Bearer ', ''),
    body: await text(incoming),
  };
}
