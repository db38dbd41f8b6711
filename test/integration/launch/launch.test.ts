import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { TemporaryFolder } from '../../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

/** Prints what the project's code is, or undefined. */
const PRINT_CODE =
  "console.log(JSON.stringify(typeof CALLVAULT_CODE === 'object' && CALLVAULT_CODE));";

/** A project of two sources and one package, with the launcher of this project. */
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

/** Output of the project's entry point. */
function run(root: string, env: NodeJS.ProcessEnv = {}, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'launch/launch.js'), 'main.ts', ...args],
    { encoding: 'utf8', cwd: temporary.path, env: { ...process.env, ...env } },
  );
  return `${stdout}${stderr}`;
}

interface Code {
  readonly entry: string;
  readonly digest: string;
}

/** What a project is told about its own code; false if nothing. */
function codeOf(root: string, env?: NodeJS.ProcessEnv): Code | false {
  const file = path.join(root, 'main.ts');
  if (!fs.readFileSync(file, 'utf8').includes(PRINT_CODE)) fs.appendFileSync(file, PRINT_CODE);
  const line = run(root, env).split('\n')[1] ?? '';
  return JSON.parse(line) as Code | false;
}

test('the sources as they are now run, with the packages of the project', () => {
  const root = project('sources');
  expect(run(root)).toBe('old!\n');
  write(root, 'words/word.ts', "export const word: string = 'new';\n");
  write(root, 'node_modules/end/index.js', "exports.end = '?';\n");
  expect(run(root)).toBe('new?\n');
});

test('packages are found where node_modules is a link', () => {
  const root = project('linked');
  fs.renameSync(path.join(root, 'node_modules'), path.join(temporary.path, 'packages'));
  fs.symlinkSync(path.join(temporary.path, 'packages'), path.join(root, 'node_modules'));
  expect(run(root)).toBe('old!\n');
});

test('an entry point finds itself and its arguments in process.argv, and itself in __filename', () => {
  const root = project('arguments');
  write(root, 'main.ts', 'console.log(JSON.stringify([process.argv.slice(1), __filename]));\n');
  const file = path.join(root, 'main.ts');
  expect(JSON.parse(run(root, {}, 'a b', '--c'))).toEqual([[file, 'a b', '--c'], file]);
});

test('a package of ES modules can be imported on demand', () => {
  const root = project('modules');
  write(root, 'node_modules/late/package.json', '{ "type": "module", "main": "index.js" }');
  write(root, 'node_modules/late/index.js', "export const late = 'late';\n");
  write(root, 'main.ts', "void import('late').then(({ late }) => console.log(late));\n");
  expect(run(root)).toBe('late\n');
});

test('code is known by its entry point, and by a digest of its sources and installed packages', () => {
  const root = project('digest');
  const code = codeOf(root);
  expect(code).toEqual({
    entry: 'main.ts',
    digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });
  expect(codeOf(root)).toEqual(code);

  write(root, 'words/word.ts', "export const word: string = 'new';\n");
  const changed = codeOf(root);
  expect(changed).not.toEqual(code);
  write(root, 'node_modules/.package-lock.json', '{"end":2}');
  expect([code, changed]).not.toContainEqual(codeOf(root));
});

test('a project that was moved has the same digest', () => {
  const root = project('before');
  const code = codeOf(root);
  const moved = path.join(temporary.path, 'after');
  fs.renameSync(root, moved);
  expect(codeOf(moved)).toEqual(code);
});

test('package-lock.json counts where node_modules has no record; without both the code has no digest', () => {
  const root = project('lock');
  fs.rmSync(path.join(root, 'node_modules/.package-lock.json'));
  expect(codeOf(root)).toBe(false);
  write(root, 'package-lock.json', '{}');
  const code = codeOf(root);
  expect(code).toMatchObject({ entry: 'main.ts' });
  write(root, 'package-lock.json', '{"end":2}');
  expect(codeOf(root)).not.toEqual(code);
});

test('a process that the code starts does not inherit the digest', () => {
  const root = project('child');
  const child = `typeof CALLVAULT_CODE + Object.keys(process.env).filter((key) => /DIGEST|_CODE$/.test(key))`;
  write(
    root,
    'main.ts',
    `import { execFileSync } from 'node:child_process';
     console.log(String(execFileSync(process.execPath, ['-p', ${JSON.stringify(child)}])));`,
  );
  expect(run(root).trim()).toBe('undefined');
});

test('the launcher itself writes nothing with CALLVAULT_CACHE=off, and nothing but Node’s compile cache without', () => {
  const root = project('off');
  expect(run(root, { CALLVAULT_CACHE: 'off' })).toBe('old!\n');
  expect(fs.existsSync(path.join(root, 'node_modules/.cache'))).toBe(false);
  expect(run(root)).toBe('old!\n');
  const written = fs.existsSync(path.join(root, 'node_modules/.cache'));
  const cached = 'enableCompileCache' in process.getBuiltinModule('module');
  expect(written).toBe(cached);
});

test('a folder that Node cannot write its compile cache to is not an error', () => {
  const root = project('no-folder');
  write(root, 'node_modules/.cache', 'a file where the folder would be');
  expect(run(root)).toBe('old!\n');
});

test('an error in a source says where it is', () => {
  const root = project('error');
  write(root, 'words/word.ts', 'export const = 1;\n');
  expect(run(root)).toContain('words/word.ts:1:13: ERROR');
});

test('with CALLVAULT_DEBUG a stack trace names lines of the sources, and the code has no digest', () => {
  const root = project('debug');
  write(
    root,
    'words/word.ts',
    '\n\nexport const word = new Error().stack?.split("\\n")[1] ?? "";\n',
  );
  expect(run(root)).not.toContain('word.ts');
  expect(run(root, { CALLVAULT_DEBUG: '1' })).toContain('words/word.ts:3:21');
  expect(codeOf(root, { CALLVAULT_DEBUG: '1' })).toBe(false);
});
