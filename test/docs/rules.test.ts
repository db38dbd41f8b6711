import * as fs from 'node:fs';
import { projectFiles } from '../source/project-files';

const FOLDERS = [
  'core',
  'modules',
  'store',
  'vendors',
  'config',
  'stacks',
  'synth',
  'review',
  'recordings',
  'cli',
];

function sources(): string[] {
  return FOLDERS.flatMap(projectFiles).map((file) => fs.readFileSync(file, 'utf8'));
}

function ruleIds(): string[] {
  const texts = sources();
  const plain = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => /rule: |^\s+'[a-z0-9-]+',$/.test(line));
  const named = texts.flatMap((text) => [...text.matchAll(/\brule: '([a-z0-9-]+)'/g)]);
  const refused = texts.flatMap((text) => [
    ...text.matchAll(/(?:refused|notReviewed|RefusedError\.of)\(\s*'([a-z0-9-]+)'/g),
  ]);
  const yaml = plain.flatMap((line) => [...line.matchAll(/'(yaml-[a-z0-9-]+)'/g)]);
  const unique = texts
    .filter((text) => text.includes('unique-$'))
    .flatMap((text) => [...text.matchAll(/kind: '([a-z ]+)'/g)])
    .map(([, kind = '']) => `unique-${kind.replaceAll(' ', '-')}`);
  const ids = [...named, ...refused, ...yaml].map(([, id = '']) => id);
  return [...new Set([...ids, ...unique])].sort();
}

const pages = () =>
  fs
    .readdirSync('docs/rules')
    .filter((name) => name !== 'README.md')
    .map((name) => name.replace(/\.md$/, ''))
    .sort();

const read = (id: string) => fs.readFileSync(`docs/rules/${id}.md`, 'utf8');

/** The paragraph below the heading. */
const firstParagraph = (id: string) => (read(id).split('\n\n')[1] ?? '').replaceAll('\n', ' ');

test('every rule has a page, and every page a rule', () => {
  expect(pages()).toEqual(ruleIds());
});

test('the index links every page once, and says of it what the page says first', () => {
  const rows = [...read('README').matchAll(/^\| \[([a-z0-9-]+)\]\(\1\.md\) +\| (.+?) +\|$/gm)];
  const said = rows.map(([, id = '', sentence]) => [id, sentence]).sort();
  expect(said).toEqual(pages().map((id) => [id, firstParagraph(id)]));
});

test.each(pages())('%s begins with its own id and a sentence', (id) => {
  expect(read(id)).toMatch(new RegExp(`^# ${id}\n\n[^#|]`));
  expect(firstParagraph(id)).toMatch(/\.$/);
});
