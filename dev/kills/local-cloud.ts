import type { VendorApi, VendorRequest, VendorResponse } from '../vendors/exchange';

/** The token of the local Terraform Cloud. */
export const CLOUD_TOKEN = 'local-cloud-token';

/** A run of the workspace. */
interface Run {
  readonly id: string;
  readonly version: string;
  status: string;
}

/** What the status of the current run becomes with the next request. */
const NEXT: Readonly<Record<string, string>> = {
  pending: 'planning',
  planning: 'planned',
  confirmed: 'applying',
  applying: 'applied',
};

const FINAL = ['applied', 'discarded'];

/**
 * A Terraform Cloud with one workspace, whose runs are processed one after the other: one that is planned keeps the others
 * waiting until it is applied or discarded.
 *
 * @see HCP Terraform API documentation, "Runs", "Run States"
 */
export class LocalCloud {
  readonly runs: Run[] = [];
  private versions = 0;

  /** Answers a request; undefined for paths that are not Terraform Cloud's. */
  readonly answer: VendorApi = (request) => {
    if (request.path.startsWith('/signed/')) return Promise.resolve({ status: 200 });
    if (!request.path.startsWith('/api/v2/')) return Promise.resolve(undefined);
    if (request.token !== CLOUD_TOKEN) return Promise.resolve(refused(401, 'unauthorized'));
    return Promise.resolve(this.answerApi(request));
  };

  /** The run that the others wait for. */
  get current(): Run | undefined {
    return this.runs.find(({ status }) => !FINAL.includes(status)) ?? this.runs.at(-1);
  }

  private answerApi(request: VendorRequest): VendorResponse {
    this.proceed();
    const asked = `${request.method} ${request.path.slice('/api/v2'.length)}`;
    for (const [pattern, answer] of this.routes) {
      const [, id] = pattern.exec(asked) ?? [undefined];
      if (id !== undefined) return answer(id, request);
    }
    return refused(404, 'not found');
  }

  private readonly routes: readonly [
    RegExp,
    (id: string, request: VendorRequest) => VendorResponse,
  ][] = [
    [/^GET \/workspaces\/([\w-]+)\/runs$/, () => this.listRuns()],
    [
      /^POST \/workspaces\/([\w-]+)\/configuration-versions$/,
      (_, { origin }) => {
        this.versions += 1;
        return resource(`cv-${this.versions}`, { 'upload-url': `${origin}/signed/upload` });
      },
    ],
    [
      /^GET \/(?:organizations\/acme\/)?workspaces\/([\w-]+)$/,
      () => resource('ws-1', {}, { 'current-run': this.current?.id }),
    ],
    [/^GET \/configuration-versions\/([\w-]+)$/, (id) => resource(id, { status: 'uploaded' })],
    [
      /^GET \/plans\/plan-(\d+)$/,
      (id) => {
        const isWaiting = ['pending', 'planning'].includes(this.find(`run-${id}`).status);
        return resource(`plan-${id}`, { status: isWaiting ? 'running' : 'finished' });
      },
    ],
    [/^POST \/(runs)$/, (_, { body }) => this.start(body)],
    [/^GET \/runs\/(run-\d+)$/, (id) => this.shown(this.find(id))],
    [
      /^GET \/runs\/(run-\d+)\/plan\/json-output$/,
      () => ({ status: 200, body: { resource_changes: [] } }),
    ],
    [/^POST \/runs\/(run-\d+)\/actions\/apply$/, (id) => apply(this.find(id))],
  ];

  private listRuns(): VendorResponse {
    const data = [...this.runs].reverse().map((each) => (this.shown(each).body as Data).data);
    return { status: 200, body: { data } };
  }

  private start(body: string): VendorResponse {
    const { data } = JSON.parse(body) as {
      data: { relationships: Record<string, { data: { id: string } }> };
    };
    const version = data.relationships['configuration-version']?.data.id ?? '';
    const run = { id: `run-${this.runs.length + 1}`, version, status: 'pending' };
    this.runs.push(run);
    return { ...this.shown(run), status: 201 };
  }

  private find(id: string): Run {
    return this.runs.find((each) => each.id === id) ?? { id, version: '', status: 'unknown' };
  }

  /** The current run goes on by itself. */
  private proceed(): void {
    const { current } = this;
    if (current) current.status = NEXT[current.status] ?? current.status;
  }

  private shown({ id, status, version }: Run): VendorResponse {
    const plan = id.replace('run', 'plan');
    return resource(id, { status }, { workspace: 'ws-1', plan, 'configuration-version': version });
  }
}

interface Data {
  readonly data: object;
}

function apply(run: Run): VendorResponse {
  if (run.status !== 'planned') return refused(409, 'transition not allowed');
  run.status = 'confirmed';
  return { status: 202 };
}

function resource(
  id: string,
  attributes: object,
  related: Readonly<Record<string, string | undefined>> = {},
): VendorResponse {
  const relationships = Object.entries(related).flatMap(([name, other]) =>
    other === undefined ? [] : [[name, { data: { id: other } }] as const],
  );
  const data = { id, attributes, relationships: Object.fromEntries(relationships) };
  return { status: 200, body: { data } };
}

function refused(status: number, title: string): VendorResponse {
  return { status, body: { errors: [{ status: String(status), title }] } };
}
