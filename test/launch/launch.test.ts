import { execFile, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

const KEPT = 'node_modules/.cache/callvault/bundles/main.ts';

/** A project of three sources and one package, which the launcher has never run. */
function project(name: string): string {
  const root = temporary.folder(name);
  fs.cpSync('launch', path.join(root, 'launch'), { recursive: true });
  write(root, 'main.ts', "import { word } from './words/word';\nimport { end } from 'end';\n");
  fs.appendFileSync(path.join(root, 'main.ts'), 'console.log(word + end);\n');
  write(root, 'words/word.ts', "export const word: string = 'old';\n");
  write(root, 'node_modules/end/index.js', "exports.end = '!';\n");
  write(root, 'node_modules/.package-lock.json', '{}');
  for (const packaged of ['esbuild', '@esbuild']) {
    const target = path.resolve('node_modules', packaged);
    fs.symlinkSync(target, path.join(root, 'node_modules', packaged));
  }
  return root;
}

function write(root: string, file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text);
}

/** What the project's entry point prints. */
function run(root: string, env: NodeJS.ProcessEnv = {}): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'launch/launch.js'), 'main.ts'],
    {
      encoding: 'utf8',
      cwd: temporary.path,
      env: { ...process.env, ...env },
    },
  );
  return `${stdout}${stderr}`;
}

const written = (root: string) => fs.statSync(path.join(root, KEPT)).ctimeMs;

/** A run, and one that keeps what V8 has compiled as well: from there on nothing is written. */
function warm(root: string): number {
  expect([run(root), run(root)]).toEqual(['old!\n', 'old!\n']);
  return written(root);
}

test('a bundle is kept, and run again as it is', () => {
  const root = project('kept');
  const kept = warm(root);
  expect(run(root)).toBe('old!\n');
  expect(written(root)).toBe(kept);
  expect(fs.statSync(path.join(root, KEPT)).mode & 0o077).toBe(0);
});

test.each([
  ['a source', 'words/word.ts', "export const word: string = 'new';\n", 'new!\n'],
  ['a file that now comes first', 'words/word.tsx', "export const word = 'tsx';\n", 'tsx!\n'],
  ['a file that stands before a folder', 'words.ts', 'export {};\n', 'old!\n'],
  ['a package', 'node_modules/end/index.js', "exports.end = '?' + '?';\n", 'old??\n'],
  ['the record of packages', 'node_modules/.package-lock.json', '{"end":2}', 'old!\n'],
  ['a setting', 'tsconfig.json', '{"compilerOptions":{"strict":true}}', 'old!\n'],
])('a bundle is built anew after a change of %s', (...[, file, text, prints]) => {
  const root = project(`changed-${path.basename(file)}`);
  const kept = warm(root);
  write(root, file, text);
  expect(run(root)).toBe(prints);
  expect(written(root)).not.toBe(kept);
});

test('a source of the same size and time is another source', () => {
  const root = project('same-size');
  warm(root);
  const file = path.join(root, 'words/word.ts');
  const { atime, mtime } = fs.statSync(file);
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('old', 'new'));
  fs.utimesSync(file, atime, mtime);
  expect(run(root)).toBe('new!\n');
});

test.each([0, 5, 0.5, 0.99])('a bundle that is damaged at %p of it is built anew', (place) => {
  const root = project(`damaged-${place}`);
  warm(root);
  const file = path.join(root, KEPT);
  const data = fs.readFileSync(file);
  const at = place < 1 ? Math.floor(data.length * place) : place;
  data[at] = (data[at] ?? 0) ^ 0xff;
  fs.writeFileSync(file, data);
  expect(run(root)).toBe('old!\n');
  expect(fs.readFileSync(file).equals(data)).toBe(false);
});

test('a bundle that was cut off is built anew', () => {
  const root = project('cut');
  warm(root);
  for (const bytes of [0, 3, 1_000]) {
    fs.truncateSync(path.join(root, KEPT), bytes);
    expect(run(root)).toBe('old!\n');
  }
});

test('a project that has moved runs what was kept, with its own places', () => {
  const root = project('before');
  write(root, 'words/word.ts', 'export const word = __dirname;\n');
  expect([run(root), run(root)]).toEqual([`${root}!\n`, `${root}!\n`]);
  const moved = path.join(temporary.path, 'after');
  fs.renameSync(root, moved);
  expect(run(moved)).toBe(`${moved}!\n`);
});

test('nothing is kept or used with CALLVAULT_CACHE=off', () => {
  const root = project('off');
  expect(run(root, { CALLVAULT_CACHE: 'off' })).toBe('old!\n');
  expect(fs.existsSync(path.join(root, KEPT))).toBe(false);
});

test('a folder that nothing can be kept in is no error', () => {
  const root = project('no-folder');
  write(root, 'node_modules/.cache', 'a file where the folder would be');
  expect(run(root)).toBe('old!\n');
});

test('runs at the same time do not disturb each other', async () => {
  const root = project('together');
  const runs = Array.from({ length: 4 }, () =>
    promisify(execFile)(process.execPath, [path.join(root, 'launch/launch.js'), 'main.ts']),
  );
  expect((await Promise.all(runs)).map(({ stdout }) => stdout)).toEqual(Array(4).fill('old!\n'));
  expect(run(root)).toBe('old!\n');
  expect(fs.readdirSync(path.dirname(path.join(root, KEPT)))).toEqual(['main.ts']);
});

test('an error in a source says where it is, and keeps nothing', () => {
  const root = project('error');
  write(root, 'words/word.ts', 'export const = 1;\n');
  expect(run(root)).toContain('words/word.ts:1:13: ERROR');
  expect(fs.existsSync(path.join(root, KEPT))).toBe(false);
});
