import * as path from 'node:path';
import * as fs from 'node:fs';
import type { ValidEnvironments } from '../../config/valid';
import { docsUrl } from '../../core/docs-url';
import { ownVersion } from '../../core/package-root';
import { redact } from '../../core/redact';
import { renderAnnotations } from '../../review/render/annotations';
import { renderCodeQuality } from '../../review/render/code-quality';
import { renderHtml } from '../../review/render/html';
import { reportAsData } from '../../review/render/json';
import { renderJunit } from '../../review/render/junit';
import { renderMarkdown } from '../../review/render/markdown';
import type { ResultContext } from '../../review/render/result-context';
import { renderSarif } from '../../review/render/sarif';
import { renderTerminal } from '../../review/render/terminal';
import type { ReviewReport } from '../../review/report';
import { JSON_VERSION } from '../command';
import { userPath } from '../project-folder';
import { replaceFile } from '../replace-file';
import { tryReadFinding } from '../rule/rule';
import type { ReviewFormat, ReviewOutput } from './format-option';
import { placesIn, repositoryRoot } from './places';

type Render = (report: ReviewReport, context: ResultContext) => string;

const RENDERERS: Readonly<Record<ReviewFormat, Render>> = {
  terminal: renderTerminal,
  markdown: (report) => renderMarkdown(report),
  html: (report, { version }) => renderHtml(report, version),
  json: (report) => JSON.stringify({ version: JSON_VERSION, ...reportAsData(report) }, null, 2),
  sarif: renderSarif,
  junit: renderJunit,
  gitlab: renderCodeQuality,
  github: renderAnnotations,
};

/** Renders a report, without a line end. */
export function renderReview(
  report: ReviewReport,
  format: ReviewFormat,
  context: ResultContext,
): string {
  return RENDERERS[format](report, context).trimEnd();
}

/** What formats for other programs know of this project. */
export function contextOf(
  loaded: Pick<ValidEnvironments, 'environments' | 'files'>,
  now: number,
): ResultContext {
  return {
    place: placesIn(loaded, repositoryRoot(process.cwd())),
    explain: explainResult,
    version: ownVersion(),
    now,
  };
}

/** The section about a finding; the page about the review for everything else. */
function explainResult(id: string) {
  const section = tryReadFinding(id);
  return section === undefined
    ? { text: 'See the page about the review of a plan.', url: docsUrl('review.md') }
    : { text: section, url: docsUrl(`review/findings.md#${id}`) };
}

/** Writes the report into the files of the outputs that have one. */
export function writeOutputs(
  outputs: readonly ReviewOutput[],
  report: ReviewReport,
  context: ResultContext,
): void {
  for (const { format, file: written } of outputs) {
    if (written === undefined) continue;
    const file = userPath(written);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    replaceFile(file, `${redact(renderReview(report, format, context))}\n`);
  }
}
