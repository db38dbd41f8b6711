import { Command } from 'commander';
import * as fs from 'node:fs';
import { RefusedError } from '../../core/problem';
import { GithubClient, githubRepository } from '../github/client';
import { postComment } from '../github/comment';
import { type Document, type DocumentOptions, parseDocument } from '../github/document';
import { closeIssues, postIssue } from '../github/issue';
import { postPullRequest } from '../github/pull-request';
import { writeSummary } from '../github/summary';
import type { PostResult } from '../github/upsert';
import { renderDigest } from '../plans/make';
import { readManifest } from '../plans/manifest';
import { EXIT } from '../exit';

const HELP = `
Reads Markdown whose first line is a marker such as <!-- callvault-review -->, and keeps one of its kind on
GitHub: what is there already is changed in place, never made a second time. The text is added to the
summary of the job as well. The token comes from GITHUB_TOKEN, the repository from GITHUB_REPOSITORY.

Exit codes: 0 posted, 2 wrong input, 5 GitHub refused.`;

type Exit = (code: number) => void;

/** `callvault post <comment|issue|pull-request> <file>` */
export function postCommand(exit: Exit): Command {
  return new Command('post')
    .description('Keep one comment, issue or pull request on GitHub.')
    .addHelpText('after', HELP)
    .addCommand(commentCommand(exit))
    .addCommand(issueCommand(exit))
    .addCommand(pullRequestCommand(exit));
}

const MARKER = [
  '--marker <name>',
  'what it is found again by, in the place of its own first line, e.g. callvault-review-prod',
] as const;

interface CommentFlags {
  readonly pullRequest: string;
  readonly plans?: string;
  readonly marker?: string;
  readonly summaryOnly?: boolean;
}

function commentCommand(exit: Exit): Command {
  return new Command('comment')
    .description('Keep one comment on a pull request.')
    .argument('<file>', 'Markdown; - for standard input')
    .requiredOption('--pull-request <number>', 'number of the pull request')
    .option('--plans <folder>', 'say the digest of the plans that callvault plan wrote there')
    .option(...MARKER)
    .option('--summary-only', 'write the summary of the job, and ask GitHub nothing')
    .action(async (file: string, flags: CommentFlags) => {
      const footer = flags.plans && renderDigest(readManifest(flags.plans));
      const document = readDocument(file, { marker: flags.marker, footer });
      const number = parseNumber(flags.pullRequest);
      writeSummary(document.body, process.env);
      if (!flags.summaryOnly)
        print(await postComment(new GithubClient(githubRepository(process.env)), number, document));
      exit(EXIT.ok);
    })
    .exitOverride();
}

interface IssueFlags {
  readonly title: string;
  readonly marker?: string;
  readonly close?: boolean;
}

function issueCommand(exit: Exit): Command {
  return new Command('issue')
    .description('Keep one open issue, or close it.')
    .argument('<file>', 'Markdown; - for standard input')
    .requiredOption('--title <title>', 'title of the issue')
    .option(...MARKER)
    .option('--close', 'close what is open under this marker: what it told of is over')
    .action(async (file: string, { title, marker, close }: IssueFlags) => {
      const document = readDocument(file, { marker });
      const github = new GithubClient(githubRepository(process.env));
      writeSummary(document.body, process.env);
      if (close) {
        for (const url of await closeIssues(github, document.marker)) console.log(`closed ${url}`);
      } else print(await postIssue(github, { ...document, title }));
      exit(EXIT.ok);
    })
    .exitOverride();
}

interface PullRequestFlags {
  readonly title: string;
  readonly head: string;
  readonly base: string;
}

function pullRequestCommand(exit: Exit): Command {
  return new Command('pull-request')
    .description('Keep one pull request for a branch that was pushed.')
    .argument('<file>', 'Markdown; - for standard input')
    .requiredOption('--title <title>', 'title of the pull request')
    .requiredOption('--head <branch>', 'the branch with the change')
    .option('--base <branch>', 'the branch it is for', 'main')
    .action(async (file: string, flags: PullRequestFlags) => {
      const document = readDocument(file);
      const github = new GithubClient(githubRepository(process.env));
      writeSummary(document.body, process.env);
      print(await postPullRequest(github, { ...document, ...flags }));
      exit(EXIT.ok);
    })
    .exitOverride();
}

function print({ action, url }: PostResult): void {
  console.log(`${action} ${url}`);
}

function readDocument(name: string, options?: DocumentOptions): Document {
  const source = name === '-' ? 'standard input' : name;
  let text: string;
  try {
    text = fs.readFileSync(name === '-' ? 0 : name, 'utf8');
  } catch (cause) {
    throw refused('post-file', `${source} cannot be read: ${(cause as Error).message}`, {
      fix: 'Give the path of the Markdown to post, or - for standard input.',
    });
  }
  return parseDocument(text, source, options);
}

function parseNumber(written: string): number {
  if (/^[1-9]\d{0,8}$/.test(written)) return Number(written);
  throw refused('post-pull-request', `${JSON.stringify(written)} is no number of a pull request`, {
    fix: 'Write the number alone: --pull-request 12.',
  });
}

function refused(rule: string, what: string, { fix }: { fix: string }): RefusedError {
  return new RefusedError([{ rule, path: [], what, fix }]);
}
