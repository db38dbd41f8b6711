import * as fs from 'node:fs';

/**
 * Appends Markdown to the summary of the job, if there is one: it also appears when the token must not comment. A command
 * that is repeated appends it once.
 *
 * @see GitHub Docs, "Workflow commands", "Adding a job summary": at most 1 MiB per step
 */
export function writeSummary(body: string, { GITHUB_STEP_SUMMARY: file }: NodeJS.ProcessEnv): void {
  if (file === undefined || file === '') return;
  const text = `${body.trimEnd()}\n`;
  const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  if (!before.endsWith(text)) fs.appendFileSync(file, text);
}
