import { Command } from 'commander';
import { defineCommand } from '../command';
import { parseNumber } from './number';
import type { CommentFlags, IssueFlags, PullRequestFlags } from './post';

const HELP = `
Reads Markdown whose first line is a marker such as <!-- callvault-review -->, and posts it to GitHub once: an existing
comment, issue or pull request with that marker is updated instead of duplicated. The text is also added to the job
summary. The token comes from GITHUB_TOKEN, the repository from GITHUB_REPOSITORY.
On GitLab, it posts comments on merge requests: the token comes from GITLAB_TOKEN, and the project and the merge request from
the variables of GitLab CI/CD.

Exit codes: 0 posted, 2 invalid input, 5 GitHub or GitLab refused.

Examples:
  callvault post comment review.md --pull-request 12
  callvault post comment review.md --merge-request 12
  callvault post issue drift.md --title 'Drift in prod'`;

/** `callvault post <comment|issue|pull-request> <file>` */
export function postCommand(): Command {
  return new Command('post')
    .description(
      'Post a comment, issue or pull request to GitHub or a comment to GitLab, or update it.',
    )
    .addHelpText('after', HELP)
    .addCommand(commentCommand())
    .addCommand(issueCommand())
    .addCommand(pullRequestCommand());
}

const FILE = ['<file>', 'Markdown; - for standard input'] as const;

const MARKER = [
  '--marker <name>',
  "marker to use instead of the file's first line, e.g. callvault-review-prod",
] as const;

function commentCommand(): Command {
  return defineCommand<[string, CommentFlags]>('comment', async (file, flags) => {
    const { comment } = await import('./post');
    return { text: await comment(file, flags) };
  })
    .description('Post one comment on a pull request or merge request, or update it.')
    .argument(...FILE)
    .option('--pull-request <number>', 'number of the pull request on GitHub', parseNumber)
    .option(
      '--merge-request <number>',
      'number of the merge request on GitLab (default: the one of the job)',
      parseNumber,
    )
    .option('--plans <folder>', 'add the digest of the plans that callvault plan wrote there')
    .option(...MARKER)
    .option('--summary-only', 'write only the job summary, and send nothing');
}

function issueCommand(): Command {
  return defineCommand<[string, IssueFlags]>('issue', async (file, flags) => {
    const { issue } = await import('./post');
    return { text: await issue(file, flags) };
  })
    .description('Open one issue, update it, or close it.')
    .argument(...FILE)
    .requiredOption('--title <title>', 'title of the issue')
    .option(...MARKER)
    .option('--close', 'close the open issues with this marker: they are resolved');
}

function pullRequestCommand(): Command {
  return defineCommand<[string, PullRequestFlags]>('pull-request', async (file, flags) => {
    const { pullRequest } = await import('./post');
    return { text: await pullRequest(file, flags) };
  })
    .description('Open one pull request for a pushed branch, or update it.')
    .argument(...FILE)
    .requiredOption('--title <title>', 'title of the pull request')
    .requiredOption('--head <branch>', 'the branch with the change')
    .option('--base <branch>', 'the branch to merge into', 'main');
}
