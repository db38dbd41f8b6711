import { type Day, inDays, startOf } from '../../core/day';
import { html, type HtmlContent, type Markup } from '../../core/html';
import { htmlList, htmlTable, scrolling } from '../../core/html-table';
import { svgTimeline, type TimelineBar, type TimelineRow } from '../../review/render/svg-timeline';
import type { DeployedReport, KindOfObject, LegalHold, ReportedStore } from './model';

/** When each kind of object is hidden and gone, as a chart and a table. */
export function retentionSection({ stack, retention, deployed }: ReportedStore): Markup {
  const { rules, days, lock, kinds } = retention;
  const today = kinds.find(({ kind }) => kind === 'recording')?.uploaded ?? kinds[0]?.uploaded;
  const { readableUntil, recoverableUntil, goneBy } = days;
  const life = `By the ${rules} lifecycle rules, a recording is readable until day ${readableUntil}, recoverable until day ${recoverableUntil}, and gone by day ${goneBy} after its upload.`;
  const locked = lock
    ? `Object Lock (${lock.mode}) keeps each version for ${inDays(lock.days)} from its upload.`
    : 'No Object Lock keeps versions from being deleted earlier.';
  return html`<p>${life} ${locked}</p>
    ${today !== undefined && scrolling(`Timeline of ${stack}`, chart({ stack, kinds, holds: deployed?.holds ?? [] }, today))}
    ${htmlTable('Dates in UTC', COLUMNS, kinds.map(datesRow))}
    <h4>Legal holds</h4>
    ${deployed ? holdList(deployed) : html`<p>Not read.</p>`}`;
}

const COLUMNS = [
  'Object',
  'Uploaded',
  'Storage classes',
  'Readable until',
  'Recoverable until',
  'Gone by',
  'Locked until',
];

const datesRow = (each: KindOfObject): HtmlContent[] => [
  labelOf(each),
  html`<time>${each.uploaded}</time>`,
  each.classes.map(({ storageClass, from }, index) => [
    index > 0 && ', ',
    html`${storageClass} from <time>${from}</time>`,
  ]),
  each.kind === 'incomplete upload'
    ? 'never readable'
    : (each.readableUntil ?? 'not readable, or no rule hides it'),
  dayOrNone(each.recoverableUntil),
  dayOrNone(each.goneBy),
  each.lockedUntil ?? '',
];

function holdList({ holds }: DeployedReport): Markup {
  if (!holds) return html`<p>Not known.</p>`;
  const lines = holds.map(({ name, reason, since, until }) => {
    const end = until === undefined ? '' : `, expected until ${until}`;
    return `${name}: ${reason}, since ${since.slice(0, 10)}${end}. Its recordings are kept beyond these dates.`;
  });
  return htmlList(lines, 'No case holds recordings.');
}

const dayOrNone = (day: Day | undefined) =>
  day === undefined ? 'no rule removes it' : html`<time>${day}</time>`;

const labelOf = ({ kind, bucket }: KindOfObject) => `${kind} (${bucket})`;

interface Charted {
  readonly stack: string;
  readonly kinds: readonly KindOfObject[];
  readonly holds: readonly LegalHold[];
}

function chart({ stack, kinds, holds }: Charted, today: Day): Markup {
  const ends = kinds.flatMap(({ goneBy, readableUntil }) => goneBy ?? readableUntil ?? []);
  const last = [...ends, today].sort().at(-1) ?? today;
  const first = kinds.map(({ uploaded }) => uploaded).sort()[0] ?? today;
  // What no rule removes ends beyond the last date.
  const beyond = startOf(last) + (startOf(last) - startOf(first)) / 20;
  return svgTimeline({
    title: `Dates of recordings in ${stack}, from ${first} to ${last}`,
    rows: [
      ...kinds.map((each) => rowOf(each, beyond)),
      ...holds.slice(0, MOST_HOLDS).map((each) => rowOfHold(each, startOf(first), beyond)),
    ],
    ticks: [first, last].map((day) => ({ at: startOf(day), label: day })),
    now: { at: startOf(today), label: `today, ${today}` },
  });
}

/** Cases in the chart; the list below it has all. */
const MOST_HOLDS = 10;

/** A case holds recordings until it is released, which nothing does by itself. */
function rowOfHold({ name, since, until }: LegalHold, first: number, beyond: number): TimelineRow {
  const expected = until === undefined ? '' : `, expected until ${until}`;
  const from = Math.max(first, Date.parse(since));
  return {
    label: `case ${name}, held since ${since.slice(0, 10)}${expected}`,
    bars: [{ from, to: Math.max(from, beyond), kind: 'held' }],
  };
}

function rowOf(each: KindOfObject, beyond: number): TimelineRow {
  const { classes, readableUntil, goneBy, lockedUntil, uploaded } = each;
  const gone = goneBy === undefined ? beyond : startOf(goneBy);
  const hidden = readableUntil === undefined ? gone : startOf(readableUntil);
  const bars = classes.flatMap(({ storageClass, from }, index): TimelineBar[] => {
    const next = classes[index + 1]?.from;
    const bar = {
      from: startOf(from),
      to: next === undefined ? hidden : startOf(next),
      kind: storageClass,
    };
    return bar.from < bar.to ? [bar] : [];
  });
  const recoverable = gone > hidden ? [{ from: hidden, to: gone, kind: 'recoverable' }] : [];
  return {
    label: `${each.kind}, uploaded on ${uploaded}${goneBy === undefined ? ': no rule removes it' : `: gone by ${goneBy}`}`,
    bars: [...bars, ...recoverable],
    ...(lockedUntil !== undefined && {
      above: { from: startOf(uploaded), to: startOf(lockedUntil), kind: 'locked' },
    }),
  };
}
