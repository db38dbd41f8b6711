import type { Command } from 'commander';
import { defineCommand } from '../command';
import { parseCommit } from '../plans/commit';

/** `callvault digest <environment>` */
export function digestCommand(): Command {
  return defineCommand<[string, { commit: string }]>('digest', async (environment, { commit }) => {
    const [{ GithubClient, githubRepository }, { markerOf }, { readDigest }] = await Promise.all([
      import('../github/client'),
      import('../github/document'),
      import('../github/plan-digest'),
    ]);
    const marker = markerOf(`callvault-review-${environment}`);
    const github = new GithubClient(githubRepository(process.env));
    const digest = await readDigest(github, commit, marker);
    return { text: digest, json: { digest } };
  })
    .description('Print the digest of the plans that were reviewed before a commit was merged.')
    .argument('<environment>', 'name of the environment')
    .requiredOption(
      '--commit <commit>',
      'the merged commit: its id, or a branch or tag',
      parseCommit,
    );
}
