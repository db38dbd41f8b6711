import * as fs from 'node:fs';
import * as path from 'node:path';
import { outputsOf } from '../../../cli/review/format-option';
import { buildProgram } from '../../../cli/program';
import { storyFiles } from '../../../dev/review/expected';
import { TemporaryFolder } from '../../dev/temporary-folder';

const temporary = new TemporaryFolder();
const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  jest.spyOn(console, 'log').mockImplementation((text) => printed.push(String(text)));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});
afterAll(() => {
  temporary.remove();
});

const run = (...args: string[]) =>
  buildProgram().parseAsync(['node', 'callvault', 'review', ...args]);

test('one run prints one format and writes the others into files, in folders that it creates', async () => {
  const sarif = path.join(temporary.folder('reports'), 'new', 'review.sarif');
  const { plan } = storyFiles('expiry-a-day-shorter');
  await run(plan, '--fail-on', 'data-loss', '--format', 'github', '--format', `sarif=${sarif}`);
  expect(process.exitCode).toBe(6);
  expect(printed.join('\n')).toMatch(/^::error /);
  expect(JSON.parse(fs.readFileSync(sarif, 'utf8'))).toHaveProperty('runs');
});

test.each([
  ['Sarif', '"Sarif" is not one of terminal, markdown, html, json, sarif, junit, gitlab, github'],
  ['sarif=', '"sarif=" has no file after ='],
  ['', '"" is not one of'],
])('--format %p is refused', async (format, what) => {
  await expect(run('plan.json', '--format', format)).rejects.toThrow(what);
});

test('two formats that would be printed are refused, and the same one twice is not', () => {
  expect(() => outputsOf({ format: [{ format: 'sarif' }], markdown: true })).toThrow(
    'sarif and markdown would be printed one after the other',
  );
  expect(outputsOf({ format: [{ format: 'markdown' }], markdown: true }).printed).toBe('markdown');
  expect(outputsOf({}).printed).toBe('terminal');
});
