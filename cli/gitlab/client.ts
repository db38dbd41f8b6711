import { type Problem, RefusedError } from '../../core/problem';
import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import { type JsonRequest, requestJson } from '../../http/json';

/** A project on GitLab, and how to reach it. */
export interface GitlabProject {
  /** Address of the REST API, e.g. `https://gitlab.com/api/v4`. */
  readonly apiUrl: string;
  /** Its id, or its path, e.g. `acme/recordings`. */
  readonly project: string;
  readonly token: Secret;
}

/**
 * Reads the project, the token and the address from the environment of a job.
 *
 * @throws RefusedError if the token or the project is missing
 * @see GitLab Docs, "Predefined CI/CD variables": `CI_API_V4_URL`, `CI_PROJECT_ID`
 */
export function gitlabProject(env: NodeJS.ProcessEnv): GitlabProject {
  const { GITLAB_TOKEN: token = '', CI_PROJECT_ID: project = '' } = env;
  const problems = [...(token === '' ? [NO_TOKEN] : []), ...(project === '' ? [NO_PROJECT] : [])];
  if (problems.length > 0) throw new RefusedError(problems);
  const apiUrl = (env.CI_API_V4_URL ?? 'https://gitlab.com/api/v4').replace(/\/+$/, '');
  return { apiUrl, project, token: new Secret(token) };
}

const NO_TOKEN: Problem = {
  rule: 'gitlab-token',
  path: [],
  what: 'GITLAB_TOKEN is not set; the GitLab API needs it, and the token of a job may not comment',
  fix: 'Set it as a masked CI/CD variable: a project access token with the scope api and the role Reporter.',
};

const NO_PROJECT: Problem = {
  rule: 'gitlab-project',
  path: [],
  what: 'CI_PROJECT_ID is not set',
  fix: 'Set it to the id or the path of the project; GitLab CI/CD sets it by itself.',
};

/** Statuses with which GitLab answers when the token may not do something, or may not know that it exists. */
const REFUSED = [401, 403, 404];

const HINT =
  '\n  GITLAB_TOKEN needs the scope api and, in this project, the role Reporter or higher.';

/**
 * GitLab's REST API for one project. Each method throws HttpError if GitLab refuses or does not answer.
 *
 * @see GitLab Docs, "REST API": `PRIVATE-TOKEN`; a path as an id is URL-encoded
 */
export class GitlabClient {
  constructor(private readonly project: GitlabProject) {}

  /** The user of the token. */
  user(): Promise<unknown> {
    return this.send({ url: `${this.project.apiUrl}/user` });
  }

  /** Sends a request to a resource of the project, e.g. `merge_requests/1/notes`. */
  async send(request: JsonRequest, body?: object): Promise<unknown> {
    const { token } = this.project;
    const type = body && { 'content-type': 'application/json' };
    try {
      return await requestJson({
        ...request,
        headers: { 'private-token': token.reveal(), ...type },
        ...(body && { body: JSON.stringify(body) }),
        secrets: [token],
      });
    } catch (error) {
      throw withHint(error);
    }
  }

  /** The address of a resource of the project. */
  urlOf(resource: string): string {
    const { apiUrl, project } = this.project;
    return `${apiUrl}/projects/${encodeURIComponent(project)}/${resource}`;
  }
}

function withHint(error: unknown): unknown {
  if (!(error instanceof HttpError) || !REFUSED.includes(error.status ?? 0)) return error;
  const { url, message, status, details, ambiguous } = error;
  const what = `${message.slice(url.length + 1)}${HINT}`;
  return new HttpError(url, what, { ...(status && { status }), details, ambiguous });
}
