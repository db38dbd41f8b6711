import * as fs from 'node:fs';

/**
 * Adds Markdown to the summary of the job, where there is one: it is there for whoever has no right to comment.
 *
 * @see GitHub Docs, "Workflow commands", "Adding a job summary": at most 1 MiB a step
 */
export function writeSummary(body: string, { GITHUB_STEP_SUMMARY: file }: NodeJS.ProcessEnv): void {
  if (file !== undefined && file !== '') fs.appendFileSync(file, `${body.trimEnd()}\n`);
}
