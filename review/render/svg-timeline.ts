import { html, type Markup } from '../../core/html';

/** A part of a row. */
export interface TimelineBar {
  readonly from: number;
  readonly to: number;
  /** What it shows; bars of one kind look alike, and the legend names each kind. */
  readonly kind: string;
}

/** What happens to one kind of object. */
export interface TimelineRow {
  readonly label: string;
  readonly bars: readonly TimelineBar[];
  /** A thin bar above the others, e.g. the time under Object Lock. @default - none */
  readonly above?: TimelineBar | undefined;
}

/** A line at a time. */
export interface TimelineTick {
  readonly at: number;
  readonly label: string;
}

/** A chart of bars over time. */
export interface Timeline {
  readonly title: string;
  readonly rows: readonly TimelineRow[];
  readonly ticks: readonly TimelineTick[];
  /** A vertical line. @default - none */
  readonly now?: TimelineTick;
}

const WIDTH = 720;
const MARGIN = 12;
const TOP = 28;
const ROW = 46;
const BAR = 14;

/** Storage classes and stages, by how they are drawn. */
const CLASSES: Readonly<Record<string, string>> = {
  STANDARD: 'c0',
  INTELLIGENT_TIERING: 'c0',
  STANDARD_IA: 'c1',
  ONEZONE_IA: 'c1',
  GLACIER_IR: 'c2',
  GLACIER: 'c3',
  DEEP_ARCHIVE: 'c4',
  recoverable: 'hidden',
  locked: 'lock',
  held: 'held',
};

const classOf = (kind: string) => CLASSES[kind] ?? 'c4';

const barsOf = (rows: readonly TimelineRow[]) =>
  rows.flatMap(({ bars, above }) => [...bars, ...(above ? [above] : [])]);

/** A timeline as SVG, with a legend. */
export function svgTimeline({ title, rows, ticks, now }: Timeline): Markup {
  const all = barsOf(rows);
  const ats = [...all.flatMap(({ from, to }) => [from, to]), ...ticks.map(({ at }) => at)];
  const [first, last] = [Math.min(...ats), Math.max(...ats)];
  const scale = (WIDTH - 2 * MARGIN) / Math.max(1, last - first);
  const x = (at: number) => Math.round((MARGIN + (at - first) * scale) * 10) / 10;
  const bottom = TOP + rows.length * ROW;
  const height = bottom + 24;
  const lines = [
    ...ticks.map(({ at, label }) => lineAt('line', { at: x(at), label }, bottom)),
    ...(now ? [lineAt('today', { at: x(now.at), label: now.label }, bottom)] : []),
  ];
  const drawn = rows.map((row, index) => rowOf(row, TOP + index * ROW, x));
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const box = `0 0 ${WIDTH} ${height}`;
  return html`<svg
    width="${WIDTH}"
    height="${height}"
    viewBox="${box}"
    role="img"
    aria-label="${title}"
  >
    <title>${title}</title>
    ${lines}${drawn}${legend(kinds, bottom + 16)}
  </svg>`;
}

function lineAt(kind: 'line' | 'today', { at, label }: TimelineTick, bottom: number): Markup {
  const line = html`<line class="${kind}" x1="${at}" y1="${TOP - 6}" x2="${at}" y2="${bottom}" />`;
  return html`${line}${tickText(at, label, TOP - 12)}`;
}

/** Texts near an edge begin or end there. */
function tickText(at: number, label: string, y: number): Markup {
  const anchor = at < 60 ? 'start' : at > WIDTH - 60 ? 'end' : 'middle';
  return html`<text class="dim" text-anchor="${anchor}" x="${at}" y="${y}">${label}</text>`;
}

function rowOf(
  { label, bars, above }: TimelineRow,
  top: number,
  x: (at: number) => number,
): Markup {
  const bar = ({ from, to, kind }: TimelineBar, y: number, height: number) =>
    html`<rect
      class="${classOf(kind)}"
      x="${x(from)}"
      y="${y}"
      width="${Math.max(1, Math.round((x(to) - x(from)) * 10) / 10)}"
      height="${height}"
      ><title>${kind}</title></rect
    >`;
  return html`<text class="label" x="${MARGIN}" y="${top + 16}">${label}</text
    >${bars.map((each) => bar(each, top + 24, BAR))}${above && bar(above, top + 20, 3)}`;
}

function legend(kinds: readonly string[], y: number): Markup[] {
  let x = MARGIN;
  return kinds.map((kind) => {
    const at = x;
    x += 34 + kind.length * 9;
    return html`<rect
        class="${classOf(kind)}"
        x="${at}"
        y="${y - 10}"
        width="14"
        height="10"
      /><text x="${at + 20}" y="${y}">${kind}</text>`;
  });
}
