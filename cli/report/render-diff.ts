import { html, htmlPage } from '../../core/html';
import { PAGE_STYLE } from '../../core/page-style';
import type { ReviewReport } from '../../review/report';
import { reviewBody } from '../../review/render/html';
import { reportAsData } from '../../review/render/json';
import { renderTerminal } from '../../review/render/terminal';
import { hasChanges } from './diff';
import type { EnvironmentReport } from './model';

type Pair = readonly [before: EnvironmentReport, after: EnvironmentReport];

/** Which reports are compared. */
function titleOf([before, after]: Pair): string {
  const name = ({ environment, asOf }: EnvironmentReport) => `${environment.name} on ${asOf}`;
  return `What changed from ${name(before)} to ${name(after)}`;
}

/** What changed, for a terminal. */
export function diffText(reports: Pair, review: ReviewReport): string {
  const text = hasChanges(review) ? renderTerminal(review) : 'Nothing changed.';
  return `${titleOf(reports)}\n\n${text}`;
}

/** What changed, as a page that needs nothing else. */
export function diffPage(reports: Pair, review: ReviewReport): string {
  const title = titleOf(reports);
  const body = html`<main>
    <p class="dim">${title}</p>
    ${hasChanges(review) ? reviewBody(review) : html`<h1>Nothing changed</h1>`}
  </main>`;
  return htmlPage(title, PAGE_STYLE, body).trimEnd();
}

/** What changed, as data. */
export function diffData([before, after]: Pair, review: ReviewReport): object {
  const about = ({ environment, asOf, live }: EnvironmentReport) => ({
    environment: environment.name,
    asOf,
    live,
  });
  return {
    before: about(before),
    after: about(after),
    changed: hasChanges(review),
    ...reportAsData(review),
  };
}
