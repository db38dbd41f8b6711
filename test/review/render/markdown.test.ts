import * as fc from 'fast-check';
import * as fs from 'node:fs';
import { reportOnStory, storyFiles } from '../../../dev/review/expected';
import { STORIES } from '../../../dev/review/stories';
import type { Change } from '../../../review/plan';
import { MARKER, MAX_COMMENT, renderMarkdown } from '../../../review/render/markdown';
import { renderTerminal } from '../../../review/render/terminal';
import type { ReviewReport } from '../../../review/report';
import { sentence } from '../../../review/sentence';
import { renderPage } from './gfm';

/** A report in which every value of a plan or a file is the given text. */
function reportOf(value: string, count = 1): ReviewReport {
  const change = (action: Change['action'], index: number): Change => ({
    address: `${value}${index}`,
    type: value,
    action,
    actions: [value],
    before: {},
    after: {},
    unknown: {},
  });
  const each = Array.from({ length: count }, (_, index) => index);
  const example = { what: sentence`For example, ${value}.` };
  const finding = {
    address: value,
    what: sentence`Of ${value}, ${[value, value]} and ${7}.`,
    example,
  };
  const acceptance = { stack: value, reason: value, until: value };
  const classes = [{ storageClass: value, days: 0 }];
  return {
    failOn: ['access'],
    notes: [sentence`Of ${value}, too.`],
    stopped: true,
    kind: 'change',
    unneeded: [{ ...acceptance, finding: 'lock-removed', resource: value, isNew: true }],
    stacks: [
      {
        stack: value,
        findings: [
          ...each.flatMap(() => [
            { ...finding, id: 'bucket-destroyed' as const },
            { ...finding, id: 'denial-added' as const },
            { ...finding, id: 'allow-added' as const },
            { ...finding, id: 'value-unknown' as const },
            { ...finding, id: 'retention-extended' as const },
          ]),
          { ...finding, id: 'lock-removed', accepted: { ...acceptance, finding: 'lock-removed' } },
          {
            ...finding,
            id: 'lock-removed',
            accepted: { ...acceptance, finding: 'lock-removed', isNew: true },
          },
        ],
        retention: each.map(() => ({
          bucket: value,
          // An empty prefix is rendered as our own words.
          prefix: value === '' ? 'x' : value,
          before: { classes },
          after: {
            days: { readableUntil: 1, recoverableUntil: 2, goneBy: 4 },
            classes,
            monthlyCost: 1,
          },
        })),
        changes: each.flatMap((index) => [change('create', index), change('delete', index)]),
        drift: each.map((index) => change('update', index)),
        driftFindings: each.map(() => ({ ...finding, id: 'versioning-off' as const })),
        graph: {
          parts: [
            { id: 'a', kind: 'role', name: value, state: 'destroyed', settings: [] },
            { id: 'b', kind: 'bucket', name: value, state: 'changed', settings: [value, value] },
          ],
          links: [{ from: 'a', to: 'b', how: 'uses' }],
        },
        unusedAcceptances: [
          { acceptance: { ...acceptance, finding: 'lock-removed' }, expired: true },
        ],
      },
    ],
  };
}

const HARMLESS = renderPage(renderMarkdown(reportOf('x')));

const HOSTILE: readonly string[] = [
  '</details></code></pre><script>alert(1)</script>',
  '`',
  '``',
  '```',
  '`````` x',
  'a ` b `` c',
  '\\`',
  '`\\',
  '|',
  'a | b |\n| --- |',
  '\\|',
  '@everyone @org/team',
  '#123 GH-1 org/repo#1',
  'a@b.example',
  '![x](http://evil.example/x.png)',
  '[x](javascript:alert(1))',
  '[a]: http://evil.example',
  'http://evil.example www.evil.example',
  '<http://evil.example>',
  MARKER,
  '-->',
  '<!--',
  '<!-- callvault-review -->\n\n## Approved',
  '\n\n# Approved\n\n',
  '\r\n---\r\n',
  '\u0085# x',
  '\u2028# x',
  '\t# x',
  '\u000b\u000c',
  '\u202Eevil',
  '\u200B',
  '\uFEFF',
  '\u2066x\u2069',
  '\u00AD',
  '\uD800',
  '\u001b[31m',
  '\u0000',
  '"]; click removed0 "http://evil.example"',
  '%%{init: {}}%%',
  'end',
  'a;b',
  '$`x`$',
  '$$x$$',
  '',
  ' ',
  '*x*',
  '_x_',
  '~~x~~',
  '&lt;img&gt;',
  '- [ ] x',
  ':tada:',
  '[^1]',
  '{{x}}',
  '<img src=x>',
];

function expectInert(value: string): void {
  const page = renderPage(renderMarkdown(reportOf(value)));
  expect(page.skeleton).toBe(HARMLESS.skeleton);
  expect(page.comments).toEqual(['callvault-review']);
  expect(page.prose).toBe(HARMLESS.prose);
}

test('our own words contain no link, mention or reference, and only known elements', () => {
  const ours = [
    'details',
    'summary',
    'html',
    'head',
    'body',
    'h2',
    'h3',
    'p',
    'ul',
    'li',
    'code',
    'pre',
    'strong',
  ];
  const table = ['table', 'thead', 'tbody', 'tr', 'th', 'td'];
  const used = new Set([...HARMLESS.skeleton.matchAll(/<(\w+)>/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual([...ours, ...table].sort());
  expect(HARMLESS.prose).not.toMatch(/@|#\d|https?:|www\./);
});

test.each(HOSTILE)('%j changes only the code span that contains it', (value) => {
  expectInert(value);
});

test('any text changes only the code span that contains it', () => {
  const pieces = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(pieces, (parts) => {
      expectInert(parts.join(''));
    }),
    { numRuns: 100, seed: 20261120 },
  );
});

test.each(HOSTILE)('%j reaches a terminal without control or direction characters', (value) => {
  expect(renderTerminal(reportOf(value)).replaceAll('\n', '')).not.toMatch(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u,
  );
});

test.each(HOSTILE)('a diagram with %j contains only our own lines', (value) => {
  const diagrams = [...renderMarkdown(reportOf(value)).matchAll(/^```mermaid\n([^]*?)\n```$/gm)];
  expect(diagrams).toHaveLength(2);
  const lines = diagrams.flatMap(([, text = '']) => text.split('\n'));
  const known =
    /^(gantt|flowchart TB| {2}(title [\w ]+|dateFormat X|axisFormat %s|section (before|after)|[\w./ -]* ?(forever)? ?:(done, )?\d+, \d+|n\d\["(role|bucket)[\w./ …-]*(<br\/>[\w./ ,…:-]*)?"\]:::\w+|n\d -- uses --> n\d|classDef \w+ [\w:#, -]+))$/;
  expect(lines.filter((line) => !known.test(line))).toEqual([]);
});

test.each([1, 100, 5000])(
  'a report with %p of each entry fits into a comment and counts all of them',
  (count) => {
    const text = renderMarkdown(reportOf('some-name-of-ordinary-length', count));
    expect(text.length).toBeLessThanOrEqual(MAX_COMMENT);
    const headings = [...text.matchAll(/^### (.*) \(([\d,]+)\)$/gm)].map(([, title, sum]) => [
      title,
      sum,
    ]);
    expect(headings).toEqual([
      ['Accepted by this change', '2'],
      ['Recordings can be lost', count.toLocaleString('en')],
      ['The vendor can lose write access', count.toLocaleString('en')],
      ['Broader access', count.toLocaleString('en')],
      ['Needs manual review', count.toLocaleString('en')],
      ['Not in any plan', '1'],
      ['Accepted', '1'],
      ['Unused acceptances', '1'],
      ['Retention and cost', count.toLocaleString('en')],
      ['Retention, in days after upload', count.toLocaleString('en')],
      ['Changed outside Terraform', (2 * count).toLocaleString('en')],
    ]);
    const shown = (id: string) => text.split(`[${id}]`).length - 1;
    const left = [...text.matchAll(/… and ([\d,]+) more, omitted here/g)].length;
    expect(left > 0).toBe(count > 1);
    expect(shown('bucket-destroyed')).toBeGreaterThanOrEqual(shown('allow-added'));
    expect(shown('allow-added')).toBeGreaterThan(0);
    expect(shown('retention-extended')).toBeGreaterThan(0);
    expect(renderPage(text).comments).toEqual(['callvault-review']);
    expect((text.match(/^```/gm) ?? []).length % 2).toBe(0);
  },
);

test('a comment that would be too long has no examples, and shows more findings instead', () => {
  const count = (text: string) => text.split('For example, ').length - 1;
  expect(count(renderMarkdown(reportOf('x', 2)))).toBe(14);
  const text = renderMarkdown(reportOf('some-name-of-ordinary-length', 100));
  expect(count(text)).toBe(0);
  expect(text).toContain('omitted here');
  expect(count(renderTerminal(reportOf('x', 100)))).toBe(602);
});

test('a comment of long hostile values stays below the limit', () => {
  expect(renderMarkdown(reportOf('`\u202E'.repeat(5_000), 100)).length).toBeLessThanOrEqual(
    MAX_COMMENT,
  );
});

test.each(STORIES.map(({ name }) => name))(
  'the expected comment of %s renders as intended',
  (name) => {
    const page = renderPage(fs.readFileSync(storyFiles(name).expected, 'utf8'));
    expect(page.comments).toEqual(['callvault-review']);
    expect(page.skeleton).not.toMatch(/<(a|img|script|input)>/);
    // Only the changes without findings are folded.
    expect(page.skeleton.split('<details>').length).toBeLessThanOrEqual(2);
    expect(page.skeleton).not.toMatch(/<details>(?!<summary><ul>)/);
    expect(page.prose).not.toMatch(/@|#\d|`/);
  },
);

test('a drift report lists the drift before the effect of a deployment', () => {
  const text = renderMarkdown(reportOnStory('changed-outside', 'drift'));
  const page = renderPage(text);
  expect(page.prose).toContain('Drift: writes stop (1), broader access (1)');
  const [outside, deployed] = ['Changed outside Terraform', 'The vendor can lose write access'].map(
    (heading) => text.indexOf(heading),
  );
  expect(outside).toBeLessThan(deployed ?? 0);
  expect(text).toContain(
    '`recordings-meetings-prod` can now perform `s3:*`. [allow-added] `aws_iam_role_policy.Access_Policy_5EDB5F16`',
  );
});

test('a configuration that is not deployed yet is not drift', () => {
  expect(renderMarkdown(reportOnStory('tag-added', 'drift'))).toContain(
    '\n\nNo drift, but the configuration is not deployed yet. 1 stack: 5 changed (tags only).\n',
  );
});
