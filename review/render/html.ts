import { html, htmlPage, type Markup } from '../../core/html';
import { htmlList, htmlTable, scrolling } from '../../core/html-table';
import { PAGE_STYLE } from '../../core/page-style';
import type { ReviewReport, StackReport } from '../report';
import type { RecordingLifecycle, RetentionChange } from '../retention';
import type { Sentence } from '../sentence';
import {
  changesWithoutFindings,
  type FindingEntry,
  lifecycleCells,
  type ReportSection,
  type RetentionEntry,
  sectionsOf,
} from './sections';
import { actionCounts, changesSummary, stopsOn, verdictOf } from './summary';
import { svgGraph } from './svg-graph';
import { svgTimeline, type TimelineRow } from './svg-timeline';

/**
 * Renders the report as a page that needs nothing else.
 *
 * @param version - of callvault
 */
export function renderHtml(report: ReviewReport, version: string): string {
  return htmlPage(
    verdictOf(report),
    PAGE_STYLE,
    html`<main>${reviewBody(report)}</main>
      <footer><p class="dim">Written by callvault ${version}.</p></footer>`,
  );
}

/** The verdict, the findings and the changes of a review, for a page that can also say more. */
export function reviewBody(report: ReviewReport): Markup {
  const { stopped, failOn, stacks } = report;
  const sections = sectionsOf<Markup>(report, {
    finding: findingEntry,
    note: sentenceText,
    retention: retentionEntry,
  });
  return html`<h1>${verdictOf(report)}</h1>
    ${
      stopped &&
      html`<p class="box bad">
        <strong>Stopped</strong>: this change must not be applied (it fails on ${stopsOn(failOn)}).
      </p>`
    }
    <p>${changesSummary(report)}</p>
    ${sections.map(sectionMarkup)} ${otherChanges(stacks)}
    ${stacks.map(
      ({ stack, graph }) =>
        graph &&
        html`<h2>Changed parts of ${stack}</h2>
          ${scrolling(`Changed parts of ${stack}`, svgGraph(graph, `The parts of ${stack} that change`))}`,
    )}`;
}

function sectionMarkup({ heading, explanation, entries }: ReportSection<Markup>): Markup {
  return html`<h2>${heading} (${entries.length})</h2>
    ${explanation !== undefined && html`<p>${explanation}</p>`}${htmlList(entries, '')}`;
}

/** Our own words, and the values of the plan as code. */
function sentenceText({ parts }: Sentence): Markup {
  return html`${parts.map((part) => (typeof part === 'string' ? part : html`<code>${part.value}</code>`))}`;
}

function findingEntry({ stack, finding, stopsChange }: FindingEntry): Markup {
  const { id, address, what, accepted, example } = finding;
  const stop = stopsChange && html` <strong class="bad">stops</strong>`;
  return html`${stack}${stop}: ${sentenceText(what)}
    <span class="dim">[${id}] <code>${address}</code></span
    >${accepted && html`. Accepted until ${accepted.until}: ${accepted.reason}`}${
      example &&
      html`<ul>
        <li>${sentenceText(example.what)}</li>
      </ul>`
    }`;
}

function retentionEntry(entry: RetentionEntry): Markup {
  const { stack, bucket, prefix, before, after } = entry;
  const place = `${stack}, ${bucket}, ${prefix === '' ? 'the whole bucket' : prefix}`;
  return html`${htmlTable(
    place,
    [
      'Rules',
      { number: 'Readable until' },
      { number: 'Recoverable until' },
      { number: 'Gone by' },
      { number: 'USD' },
    ],
    [lifecycleCells('before', before), lifecycleCells('after', after)],
  )}${scrolling(`Timeline of ${place}`, timelineOf(place, entry))}`;
}

/** Days without an end are shown for a year. */
const FOREVER_DAYS = 365;

function timelineOf(place: string, { before, after }: RetentionChange): Markup {
  const rows = [timelineRow('before', before), timelineRow('after', after)].flat();
  const last = Math.max(1, ...rows.flatMap(({ bars }) => bars.map(({ to }) => to)));
  return svgTimeline({
    title: `Days after upload, ${place}`,
    rows,
    ticks: [0, last].map((at) => ({ at, label: `day ${at}` })),
  });
}

function timelineRow(label: string, lifecycle: RecordingLifecycle | undefined): TimelineRow[] {
  if (!lifecycle) return [];
  const { classes, days } = lifecycle;
  const end = days?.readableUntil ?? (classes.at(-1)?.days ?? 0) + FOREVER_DAYS;
  const bars = classes.map(({ storageClass, days: from }, index) => ({
    from,
    to: classes[index + 1]?.days ?? Math.max(end, from + 1),
    kind: storageClass,
  }));
  const recoverable = days?.recoverableUntil ?? 0;
  const hidden = recoverable > end ? [{ from: end, to: recoverable, kind: 'recoverable' }] : [];
  return [{ label: days ? label : `${label}: forever`, bars: [...bars, ...hidden] }];
}

function otherChanges(stacks: readonly StackReport[]): Markup | undefined {
  const others = changesWithoutFindings(stacks).map(({ stack, changes }) => {
    const names = changes.map(({ address }) => html`<li><code>${address}</code></li>`);
    return html`<details>
      <summary>${stack}: ${actionCounts(changes)}</summary>
      <ul>
        ${names}
      </ul>
    </details>`;
  });
  return others.length === 0
    ? undefined
    : html`<h2>All other changes</h2>
        ${others}`;
}
