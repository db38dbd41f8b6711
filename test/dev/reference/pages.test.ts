import * as fs from 'node:fs';
import { referencePages } from '../../../dev/reference/pages';
import { OUTPUT_MEANINGS, STORE_OUTPUTS } from '../../../dev/reference/output-meanings';
import { projectFiles } from '../../source/project-files';

const pages = referencePages();

test.each(Object.entries(pages))(
  'npm run docs:reference has written the present %s',
  (name, text) => {
    expect(fs.readFileSync(`docs/reference/${name}`, 'utf8')).toBe(text);
  },
);

test('docs/reference has no other page', () => {
  expect(fs.readdirSync('docs/reference').sort()).toEqual(Object.keys(pages).sort());
});

const { 'outputs.md': outputs = '', 'settings.md': settings = '' } = pages;

/** Where stacks and vendors name their outputs. */
const SOURCES = [...projectFiles('stacks'), ...projectFiles('vendors')].filter((file) =>
  /(?:^stacks\/.*|\/(?:index|outputs))\.ts$/.test(file),
);

test('every output that stacks and vendors name is listed', () => {
  const named = SOURCES.flatMap((file) => [
    ...fs.readFileSync(file, 'utf8').matchAll(/[ {]([a-z]+(?:_[a-z]+)+): /g),
  ]).map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((name) => !outputs.includes(name))).toEqual([]);
});

test('every output that has a meaning exists', () => {
  const names = Object.keys({ ...OUTPUT_MEANINGS, ...STORE_OUTPUTS });
  expect(names.filter((name) => !outputs.includes(`| \`${name}\` |`))).toEqual([]);
});

test.each([
  'account',
  'state.kmsKeyArn',
  'ci.bucketPrefixes',
  'accept[].finding',
  'tags',
  'retention.transitions[].storageClass',
  'previousPaths[].prefix',
  'access.externalId',
  'actions.object',
  'sourceIp.cidrs',
])('the setting %s has a row', (setting) => {
  expect(settings).toContain(`\n| \`${setting}\` | `);
});
