import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';

const FOLDERS = ['core', 'modules', 'store', 'vendors', 'config', 'stacks', 'review', 'cli'];

function sources(): string[] {
  const files = execFileSync('git', ['ls-files', ...FOLDERS], { encoding: 'utf8' });
  return files
    .trim()
    .split('\n')
    .map((file) => fs.readFileSync(file, 'utf8'));
}

function ruleIds(): string[] {
  const texts = sources();
  const plain = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => /rule: |^\s+'[a-z0-9-]+',$/.test(line));
  const named = texts.flatMap((text) => [...text.matchAll(/rule: '([a-z0-9-]+)'/g)]);
  const refused = texts.flatMap((text) => [
    ...text.matchAll(/(?:refused|RefusedError\.of)\(\s*'([a-z0-9-]+)'/g),
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

test('every rule has a page, and every page a rule', () => {
  expect(pages()).toEqual(ruleIds());
});

test('the index links every page', () => {
  const index = fs.readFileSync('docs/rules/README.md', 'utf8');
  const linked = [...index.matchAll(/\(([a-z0-9-]+)\.md\)/g)].map(([, id]) => id).sort();
  expect(linked).toEqual(pages());
});

test.each(pages())('%s begins with its own id', (id) => {
  expect(fs.readFileSync(`docs/rules/${id}.md`, 'utf8')).toMatch(new RegExp(`^# ${id}\n\n`));
});
