import * as fs from 'node:fs';
import { RefusedError } from '../../core/problem';
import { GithubClient, githubRepository } from '../github/client';
import { postComment } from '../github/comment';
import { type Document, type DocumentOptions, parseDocument } from '../github/document';
import { closeIssues, postIssue } from '../github/issue';
import { postPullRequest } from '../github/pull-request';
import { writeSummary } from '../github/summary';
import type { PostResult } from '../github/upsert';
import { readManifest, renderDigest } from '../plans/manifest';

/** Options of `callvault post comment`. */
export interface CommentFlags {
  readonly pullRequest: number;
  /** Folder of the plans whose digest is added. */
  readonly plans?: string;
  readonly marker?: string;
  /** Whether only the job summary is written. */
  readonly summaryOnly?: boolean;
}

/** Posts or updates a comment. Returns what was done. */
export async function comment(file: string, flags: CommentFlags): Promise<string> {
  const { marker, plans, pullRequest: number, summaryOnly } = flags;
  const { env } = process;
  const footer = plans && renderDigest(readManifest(plans));
  const document = readDocument(file, { marker, footer });
  writeSummary(document.body, env);
  return summaryOnly
    ? ''
    : render(await postComment(new GithubClient(githubRepository(env)), number, document));
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
