import * as fs from 'node:fs';

/**
 * Appends Markdown to the summary of the job, if there is one: it also appears when the token must not comment.
 *
 * @see GitHub Docs, "Workflow commands", "Adding a job summary": at most 1 MiB per step
 */
export function writeSummary(body: string, { GITHUB_STEP_SUMMARY: file }: NodeJS.ProcessEnv): void {
  if (file !== undefined && file !== '') fs.appendFileSync(file, `${body.trimEnd()}\n`);
}
