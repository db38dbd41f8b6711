import { parse } from 'parse5';
import { reportOnStory } from '../../../dev/review/expected';
import { STORIES } from '../../../dev/review/stories';
import { printable } from '../../../core/printable';
import { renderHtml } from '../../../review/render/html';
import { plainText } from '../../../review/sentence';
import { activeIn, elementsOf, textOf } from '../../cli/report/html-dom';

const page = (text: string) => textOf(parse(text)).replaceAll(/\s+/g, ' ');

/** Stories with graphs, timelines, many findings, and names that would be active. */
const SHOWN = STORIES.filter(({ name }) =>
  /^(?:hostile-names|everything-destroyed|path-migrated|replication-added|store-retired)$/.test(
    name,
  ),
);

test.each(SHOWN.map(({ name }) => [name]))(
  '%s: the page has every finding, and nothing active',
  (name) => {
    const report = reportOnStory(name);
    const written = renderHtml(report, '1.2.3');
    expect(activeIn(written)).toEqual([]);
    for (const { findings } of report.stacks) {
      for (const { id, what } of findings) {
        expect(page(written)).toContain(printable(plainText(what)).replaceAll(/\s+/g, ' '));
        expect(page(written)).toContain(`[${id}]`);
      }
    }
  },
);

test('values of a plan stay inert', () => {
  const [story] = SHOWN;
  const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(2)>`;
  const report = JSON.parse(
    JSON.stringify(reportOnStory(story?.name ?? '')),
    (key, each: unknown) =>
      typeof each === 'string' && !['id', 'kind', 'action'].includes(key) ? each + hostile : each,
  ) as ReturnType<typeof reportOnStory>;
  const written = renderHtml(report, hostile);
  expect(activeIn(written)).toEqual([]);
  expect(elementsOf(written).filter(({ tagName }) => tagName === 'style')).toHaveLength(1);
  expect(page(written)).toContain(`Written by callvault ${hostile}`);
});

test('a diagram of the changed parts is drawn, and a timeline of the retention', () => {
  const svgs = SHOWN.flatMap(({ name }) => elementsOf(renderHtml(reportOnStory(name), '1')))
    .filter(({ tagName }) => tagName === 'svg')
    .map(({ attrs }) => attrs.find(({ name }) => name === 'aria-label')?.value);
  expect(svgs).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^The parts of .* that change$/),
      expect.stringMatching(/^Days after upload, /),
    ]),
  );
});
