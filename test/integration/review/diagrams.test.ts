import * as fs from 'node:fs';
import { ChromiumPage } from '../../../dev/chromium';
import { storyFiles } from '../../../dev/review/expected';
import { STORIES } from '../../../dev/review/stories';
import type { StoreGraph, StorePart } from '../../../review/graph';
import { storeDiagram } from '../../../review/render/mermaid';

/** The width of a comment on GitHub, in pixels, and the smallest text that can be read. */
const COMMENT_WIDTH = 860;
const SMALLEST_TEXT = 9;

let page: ChromiumPage;

beforeAll(async () => {
  page = await ChromiumPage.open(COMMENT_WIDTH);
  await page.evaluate(
    fs.readFileSync('node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js', 'utf8'),
  );
  await page.evaluate(`mermaid.initialize({ startOnLoad: false });
    document.body.style.margin = 0; document.body.style.width = '${COMMENT_WIDTH}px'; 0`);
});

afterAll(() => page.close());

interface Drawn {
  /** Pixels of the smallest text, as the comment shows it. */
  readonly smallest: number;
  readonly texts: readonly string[];
  /** Names of elements that could load or run something. */
  readonly active: readonly string[];
}

/** Draws a diagram as GitHub does, and measures it. */
const draw = (diagram: string) =>
  page.evaluate(`(async () => {
    document.body.innerHTML = '';
    const { svg } = await mermaid.render('diagram', ${JSON.stringify(diagram)});
    document.body.innerHTML = svg;
    const drawn = document.querySelector('svg');
    const scale = drawn.getBoundingClientRect().width / drawn.viewBox.baseVal.width;
    const texts = [...drawn.querySelectorAll('text, p')].filter((each) => each.textContent.trim() !== '');
    return {
      smallest: Math.min(...texts.map((each) => scale * parseFloat(getComputedStyle(each).fontSize))),
      texts: texts.map((each) => each.innerText ?? each.textContent),
      active: [...drawn.querySelectorAll('a, img, image, script, iframe')].map((each) => each.tagName),
    };
  })()`) as Promise<Drawn>;

const diagramsOf = (markdown: string) =>
  [...markdown.matchAll(/^\`\`\`mermaid\n([^]*?)\n\`\`\`$/gm)].map(([, diagram = '']) => diagram);

/** The diagrams of all expected reviews. */
const EXPECTED = new Set(
  STORIES.flatMap(({ name }) => diagramsOf(fs.readFileSync(storyFiles(name).expected, 'utf8'))),
);

test('the text of every diagram in the expected reviews can be read', async () => {
  expect([...EXPECTED].filter((each) => each.startsWith('flowchart')).length).toBeGreaterThan(3);
  for (const diagram of EXPECTED) {
    const { smallest, texts } = await draw(diagram);
    expect({ diagram, isReadable: smallest >= SMALLEST_TEXT }).toEqual({
      diagram,
      isReadable: true,
    });
    expect(texts).not.toEqual([]);
  }
});

const part = (id: string, name: string): StorePart => ({
  id,
  kind: 'function',
  name,
  state: 'recreated',
  settings: ['server side encryption configuration', 'replication configuration', 'x', 'y'],
});

/** A graph as large as a graph can be, with long names: rows of 1, 4, 4, 4 and 1 parts. */
function largest(): StoreGraph {
  const rows = [['a'], ['b', 'c', 'd', 'e'], ['f', 'g', 'h', 'i'], ['j', 'k', 'l', 'm'], ['n']];
  const links = rows.slice(1).flatMap((row, above) =>
    row.map((to, at) => {
      const users = rows[above] as [string, ...string[]];
      return { from: users[at] ?? users[0], to, how: 'is encrypted with' };
    }),
  );
  return { parts: rows.flat().map((id) => part(id, 'W'.repeat(64))), links };
}

test('the text of the largest graph can be read', async () => {
  const [diagram = ''] = diagramsOf(storeDiagram(largest()));
  const { smallest, texts } = await draw(diagram);
  expect(smallest).toBeGreaterThanOrEqual(SMALLEST_TEXT);
  expect(texts.filter((each) => each.startsWith('function'))).toHaveLength(14);
});

test.each([
  '"]; click n0 "http://evil.example"',
  '<img src=x onerror=alert(1)>',
  '`x`',
  '**x**',
  '- x',
  '1. x',
  '%%{init: {}}%%',
  'end',
  '#quot;#lt;img#gt;',
  '$$x$$',
  ':::destroyed',
  'fa:fa-ban',
  '@{ shape: diamond }',
])('a part with the name %j is only text', async (name) => {
  const graph = {
    parts: [part('a', name), part('b', 'x')],
    links: [{ from: 'a', to: 'b', how: 'uses' }],
  };
  const [diagram = ''] = diagramsOf(storeDiagram(graph));
  const { texts, active } = await draw(diagram);
  expect(active).toEqual([]);
  expect(texts).toHaveLength(3);
  expect(texts.filter((each) => each.startsWith('function '))).toHaveLength(2);
});
