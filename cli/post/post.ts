import * as fs from 'node:fs';
import { RefusedError } from '../../core/problem';
import { GithubClient, githubRepository } from '../github/client';
import { postComment } from '../github/comment';
import { type Document, type DocumentOptions, parseDocument } from '../github/document';
import { closeIssues, postIssue } from '../github/issue';
import { postPullRequest } from '../github/pull-request';
import { writeSummary } from '../github/summary';
import type { PostResult } from '../github/upsert';
import { GitlabClient, gitlabProject } from '../gitlab/client';
import { postNote } from '../gitlab/note';
import { readManifest, renderDigest } from '../plans/manifest';
import { parseNumber } from './number';

/** Options of `callvault post comment`. */
export interface CommentFlags {
  /** Number of a pull request on GitHub. */
  readonly pullRequest?: number;
  /** Number of a merge request on GitLab. @default - `CI_MERGE_REQUEST_IID` */
  readonly mergeRequest?: number;
  /** Folder of the plans whose digest is added. */
  readonly plans?: string;
  readonly marker?: string;
  /** Whether only the job summary is written. */
  readonly summaryOnly?: boolean;
}

/** Posts or updates a comment. Returns what was done. */
export async function comment(
  file: string,
  flags: CommentFlags,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const { marker, plans, summaryOnly } = flags;
  const footer = plans && renderDigest(readManifest(plans));
  const document = readDocument(file, { marker, footer });
  writeSummary(document.body, env);
  return summaryOnly ? '' : render(await postOnRequest(flags, document, env));
}

/** GitLab is meant by a job of GitLab, and by the number of a merge request. */
async function postOnRequest(flags: CommentFlags, document: Document, env: NodeJS.ProcessEnv) {
  const { pullRequest } = flags;
  if (pullRequest !== undefined && flags.mergeRequest === undefined) {
    return postComment(new GithubClient(githubRepository(env)), pullRequest, document);
  }
  const written = env.CI_MERGE_REQUEST_IID ?? '';
  const number = flags.mergeRequest ?? (written === '' ? undefined : parseNumber(written));
  if (number !== undefined && pullRequest === undefined) {
    return postNote(new GitlabClient(gitlabProject(env)), number, document);
  }
  const [what, verb] =
    number === undefined
      ? ['Neither --pull-request nor', 'is']
      : ['Both --pull-request and', 'are'];
  throw RefusedError.of(
    'post-pull-request',
    `${what} --merge-request ${verb} given`,
    'Give the number of a pull request on GitHub, or of a merge request on GitLab.',
  );
}

/** Options of `callvault post issue`. */
export interface IssueFlags {
  readonly title: string;
  readonly marker?: string;
  readonly close?: boolean;
}

/** Opens, updates or closes an issue. Returns what was done. */
export async function issue(file: string, flags: IssueFlags): Promise<string> {
  const { marker, title, close } = flags;
  const { env } = process;
  const document = readDocument(file, { marker });
  const github = new GithubClient(githubRepository(env));
  writeSummary(document.body, env);
  if (!close) return render(await postIssue(github, { ...document, title }));
  const urls = await closeIssues(github, document.marker);
  return urls.map((url) => `closed ${url}`).join('\n');
}

/** Options of `callvault post pull-request`. */
export interface PullRequestFlags {
  readonly title: string;
  readonly head: string;
  readonly base: string;
}

/** Opens or updates a pull request. Returns what was done. */
export async function pullRequest(file: string, flags: PullRequestFlags): Promise<string> {
  const { env } = process;
  const document = readDocument(file);
  const github = new GithubClient(githubRepository(env));
  writeSummary(document.body, env);
  return render(await postPullRequest(github, { ...document, ...flags }));
}

const render = ({ action, url }: PostResult) => `${action} ${url}`;

function readDocument(name: string, options?: DocumentOptions): Document {
  const source = name === '-' ? 'standard input' : name;
  return parseDocument(readText(name, source), source, options);
}

function readText(name: string, source: string): string {
  try {
    return fs.readFileSync(name === '-' ? 0 : name, 'utf8');
  } catch (cause) {
    throw RefusedError.of(
      'post-file',
      `${source} cannot be read: ${(cause as Error).message}`,
      'Give the path of the Markdown to post, or - for standard input.',
    ).causedBy(cause);
  }
}
