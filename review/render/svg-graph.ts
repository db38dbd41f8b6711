import { html, type Markup } from '../../core/html';
import { rowsOf, type StoreGraph, type StorePart } from '../graph';

const NODE = { width: 190, height: 46 };
const GAP = { x: 126, y: 22 };
const MARGIN = 8;

/** Characters that fit into a box. */
const MOST_CHARACTERS = 27;

interface Placed {
  readonly part: StorePart;
  readonly x: number;
  readonly y: number;
}

/** The parts of a store from left to right, as SVG. Those that change are marked, as their text says too. */
export function svgGraph(graph: StoreGraph, title: string): Markup {
  const columns = columnsOf(graph);
  const placed = columns.flatMap((parts, column) =>
    parts.map((part, index) => ({
      part,
      x: MARGIN + column * (NODE.width + GAP.x),
      y: MARGIN + index * (NODE.height + GAP.y),
    })),
  );
  const width = 2 * MARGIN + columns.length * (NODE.width + GAP.x) - GAP.x;
  const most = Math.max(1, ...columns.map(({ length }) => length));
  const height = 2 * MARGIN + most * (NODE.height + GAP.y) - GAP.y;
  const byId = new Map(placed.map((each) => [each.part.id, each]));
  const ends = graph.links.map(({ from, to, how }) => ({
    from: byId.get(from),
    to: byId.get(to),
    how,
  }));
  // Several parts can use one in the same way, which is written once. Texts are above all lines.
  const labels = new Map(ends.map((each) => [`${each.to?.part.id ?? ''} ${each.how}`, each]));
  return html`<svg
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${title}"
  >
    <title>${title}</title>
    ${ends.map(edge)}${[...labels.values()].map(label)}${placed.map(node)}
  </svg>`;
}

/** Parts by column. A circle would leave columns empty, which are left out. */
function columnsOf(graph: StoreGraph): StorePart[][] {
  const rows = rowsOf(graph);
  const numbers = [...new Set(rows.values())].sort((a, b) => a - b);
  return numbers.map((number) => graph.parts.filter(({ id }) => rows.get(id) === number));
}

function node({ part: { kind, name, state }, x, y }: Placed): Markup {
  const what = state === 'unchanged' ? kind : `${kind}, ${state}`;
  return html`<g
    ><rect
      class="node ${state}"
      x="${x}"
      y="${y}"
      width="${NODE.width}"
      height="${NODE.height}"
      rx="6"
    /><text class="dim" x="${x + 8}" y="${y + 18}">${shorten(what)}</text
    ><text x="${x + 8}" y="${y + 36}">${shorten(name)}<title>${name}</title></text></g
  >`;
}

interface Edge {
  readonly from: Placed | undefined;
  readonly to: Placed | undefined;
  readonly how: string;
}

function edge({ from, to }: Edge): Markup | undefined {
  if (!from || !to) return undefined;
  const [x1, y1] = [from.x + NODE.width, from.y + NODE.height / 2];
  const [x2, y2] = [to.x - 8, to.y + NODE.height / 2];
  const bend = GAP.x / 2;
  return html`<path
      class="edge"
      d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"
    /><path class="arrow" d="M${x2 + 7} ${y2}l-8 -4v8z" />`;
}

function label({ from, to, how }: Edge): Markup | undefined {
  if (!from || !to) return undefined;
  const [x, y] = [to.x - 4 - GAP.x / 2, to.y + NODE.height / 2 - 6];
  return html`<text class="dim label" text-anchor="middle" x="${x}" y="${y}">${how}</text>`;
}

const shorten = (text: string) =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
