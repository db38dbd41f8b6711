/**
 * The text of a package.json with the repository that a workflow runs in. npm refuses a package whose provenance names
 * another repository, or that names none.
 *
 * @throws Error outside of GitHub Actions
 * @see GitHub documentation, "Variables reference": GITHUB_SERVER_URL, GITHUB_REPOSITORY
 * @see npm documentation, "Generating provenance statements"
 */
export function withRepository(text: string, env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = env;
  if (!server || !name) throw new Error('Publish with the workflow: GITHUB_REPOSITORY is not set.');
  const repository = { type: 'git', url: `git+${server}/${name}.git` };
  const data = JSON.parse(text) as Record<string, unknown>;
  return `${JSON.stringify({ ...data, repository }, null, 2)}\n`;
}
