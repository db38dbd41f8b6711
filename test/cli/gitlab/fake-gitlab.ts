import type { ServerResponse } from 'node:http';
import { GitlabClient, type GitlabProject } from '../../../cli/gitlab/client';
import { Secret } from '../../../core/secret';
import { FakeServer, json, type Seen } from '../../http/fake-server';

/** A note on merge request 12. */
export interface Note {
  id: number;
  body: string;
  author: { id: number };
  system: boolean;
}

export const BOT = 7;

const PATH =
  /^\/api\/v4\/projects\/(?:42|acme%2Frecordings)\/merge_requests\/(\d+)(\/notes)?(?:\/(\d+))?$/;

/**
 * A project on GitLab, as its REST API documentation describes it: the token, pages of notes, quick actions.
 *
 * @see GitLab Docs, "Notes API", "Merge requests API", "REST API", "GitLab quick actions"
 */
export class FakeGitlab {
  readonly notes: Note[] = [];
  /** Lines that GitLab takes for commands. */
  readonly commands: string[] = [];
  /** Called before each request is handled; returns true if it has sent the answer. */
  before: (seen: Seen, response: ServerResponse) => boolean = () => false;
  private count = 0;
  url = '';

  private readonly server = new FakeServer((seen, response) => {
    if (this.before(seen, response)) return;
    const { value, ...rest } = this.answer(seen);
    json(response, value, rest);
  });

  async start(): Promise<void> {
    this.url = `${await this.server.start()}/api/v4`;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  project(token = 'right-token', project = '42'): GitlabProject {
    return { apiUrl: this.url, project, token: new Secret(token) };
  }

  client(token?: string, project?: string): GitlabClient {
    return new GitlabClient(this.project(token, project));
  }

  get seen() {
    return this.server.seen;
  }

  /** Methods of the requests that change something. */
  get changes() {
    return this.seen.map(({ method }) => method).filter((method) => method !== 'GET');
  }

  add(values: Partial<Note>): Note {
    this.count += 1;
    const note = { id: this.count, body: '', author: { id: BOT }, system: false, ...values };
    this.notes.push(note);
    return note;
  }

  private answer({ method, url, headers, body }: Seen): Answer {
    const { pathname, searchParams } = new URL(url, this.url);
    if (headers['private-token'] !== 'right-token') return refused(401, '401 Unauthorized');
    if (pathname === '/api/v4/user') return { value: { id: BOT, username: 'project_42_bot' } };
    const [, number, list, id] = PATH.exec(pathname) ?? [];
    if (number !== '12') return refused(404, '404 Not found');
    const webUrl = 'https://gitlab.com/acme/recordings/-/merge_requests/12';
    if (!list) return { value: { iid: 12, web_url: webUrl } };
    return method === 'GET' ? this.list(searchParams) : this.write(method, id, read(body));
  }

  private write(method: string, id: string | undefined, text: string): Answer {
    if (method !== 'DELETE' && text === '') return refused(400, 'body is empty');
    if (id !== undefined) return this.change(id, method, text);
    return { value: this.add({ body: this.executed(text) }), status: 201 };
  }

  private change(id: string, method: string, text: string): Answer {
    const note = this.notes.find((each) => String(each.id) === id);
    if (!note) return refused(404, '404 Note Not Found');
    if (note.author.id !== BOT) return refused(403, '403 Forbidden');
    if (method === 'PUT') return { value: Object.assign(note, { body: this.executed(text) }) };
    this.notes.splice(this.notes.indexOf(note), 1);
    return { value: undefined, status: 204 };
  }

  /** Notes are sorted by their creation, the newest first unless `sort` says otherwise. */
  private list(query: URLSearchParams): Answer {
    const perPage = Math.min(100, Number(query.get('per_page') ?? 20));
    const page = Number(query.get('page') ?? 1);
    const sorted = query.get('sort') === 'asc' ? this.notes : this.notes.toReversed();
    const next = sorted.length > page * perPage ? String(page + 1) : '';
    return {
      value: sorted.slice((page - 1) * perPage, page * perPage),
      headers: { 'x-next-page': next, 'x-page': String(page) },
    };
  }

  /** The text without the lines that were commands. */
  private executed(body: string): string {
    const isCommand = (line: string) => /^\s*\/[a-z_]+/.test(line);
    this.commands.push(...body.split('\n').filter(isCommand));
    return body
      .split('\n')
      .filter((line) => !isCommand(line))
      .join('\n')
      .trim();
  }
}

const read = (body: string) =>
  body === '' ? '' : ((JSON.parse(body) as { readonly body?: string }).body ?? '');

interface Answer {
  readonly value: unknown;
  readonly status?: number;
  readonly headers?: object;
}

const refused = (status: number, message: string): Answer => ({ value: { message }, status });
