import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as it came. */
export interface CloudRequest {
  readonly path: string;
  readonly token: string | undefined;
  readonly body: Buffer;
}

const TOKEN = 'right-token';

/**
 * Terraform Cloud, as far as its published API describes the calls that callvault makes: one workspace,
 * uploads and plans at signed addresses where the token must not be sent, and statuses that take a moment.
 */
export class FakeCloud {
  readonly seen: CloudRequest[] = [];
  /** What was uploaded. */
  archive: Buffer | undefined;
  /** Statuses in turn; the last one stays. */
  planStatuses = ['pending', 'running', 'finished'];
  versionStatuses = ['pending', 'uploaded'];
  runStatuses = ['apply_queued', 'applying', 'applied'];
  plan: unknown = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    // Terraform lists unchanged resources, too.
    resource_changes: [
      {
        address: 'aws_s3_bucket.A',
        mode: 'managed',
        type: 'aws_s3_bucket',
        change: { actions: ['no-op'], before: {}, after: {} },
      },
    ],
  };
  /** Where the plan's redirect leads. @default - to the signed address here */
  location: string | undefined;
  private readonly times = new Map<string, number>();
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this.host;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  asked(part: string): CloudRequest[] {
    return this.seen.filter(({ path }) => path.includes(part));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = `${request.method ?? ''} ${request.url ?? ''}`;
    const token = request.headers.authorization;
    const body = await buffer(request);
    this.seen.push({ path, token, body });
    if (path.includes('/signed/')) this.signed(path, body, response);
    else if (token !== `Bearer ${TOKEN}`) refuse(response, 401, 'unauthorized');
    else this.api(path, body, response);
  }

  private signed(path: string, body: Buffer, response: ServerResponse): void {
    if (path.startsWith('PUT ')) {
      this.archive = body;
      response.end();
    } else send(response, this.plan);
  }

  private api(path: string, body: Buffer, response: ServerResponse): void {
    const routes: Record<string, () => void> = {
      'GET /api/v2/organizations/acme/workspaces/callvault-calls-prod': () => {
        resource(response, 'ws-1', {});
      },
      'POST /api/v2/workspaces/ws-1/configuration-versions': () => {
        resource(response, 'cv-1', {
          'upload-url': `http://${this.host}/signed/upload?key=secret`,
        });
      },
      'GET /api/v2/configuration-versions/cv-1': () => {
        resource(response, 'cv-1', { status: this.next('version', this.versionStatuses) });
      },
      'POST /api/v2/runs': () => {
        const asked = JSON.parse(body.toString()) as { data: { type: string } };
        if (asked.data.type === 'runs') resource(response, 'run-1', {});
        else refuse(response, 422, 'invalid attribute');
      },
      'GET /api/v2/runs/run-1': () => {
        const relationships = { plan: { data: { id: 'plan-1', type: 'plans' } } };
        const status = this.next('run', this.runStatuses);
        resource(response, 'run-1', { status }, relationships);
      },
      'GET /api/v2/plans/plan-1': () => {
        resource(response, 'plan-1', { status: this.next('plan', this.planStatuses) });
      },
      'GET /api/v2/runs/run-1/plan/json-output': () => {
        const location = this.location ?? `http://${this.host}/signed/plan?key=secret`;
        response.writeHead(307, { location });
        response.end();
      },
      'POST /api/v2/runs/run-1/actions/discard': () => {
        response.writeHead(202);
        response.end();
      },
      'POST /api/v2/runs/run-1/actions/apply': () => {
        response.writeHead(202);
        response.end();
      },
    };
    const route = routes[path];
    if (route) route();
    else refuse(response, 404, 'not found');
  }

  private next(what: string, statuses: readonly string[]): string | undefined {
    const time = this.times.get(what) ?? 0;
    this.times.set(what, time + 1);
    return statuses[Math.min(time, statuses.length - 1)];
  }
}

function send(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/vnd.api+json' });
  response.end(JSON.stringify(value));
}

function resource(
  response: ServerResponse,
  id: string,
  ...[attributes, relationships]: [object, object?]
): void {
  send(response, { data: { id, attributes, relationships } });
}

function refuse(response: ServerResponse, status: number, title: string): void {
  send(response, { errors: [{ status: String(status), title }] }, status);
}
