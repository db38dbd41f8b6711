import { Command } from 'commander';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildProgram } from '../../cli/program';
import { enterProject, resolveUserPaths, userPath } from '../../cli/project-folder';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
const home = process.cwd();
const environments = process.env.CALLVAULT_ENVIRONMENTS;
const printed: string[] = [];

const VALID = `account: '111111111111'
region: eu-central-1
type: throw-away
state: { backend: local }
stores:
  one: { vendor: worqhat, bucket: acme-one, externalId: callvault-test-1, retention: { days: 30 } }
`;

/** A repository with a project in a subfolder; the paths of its folders. */
function repository() {
  const root = fs.mkdtempSync(path.join(fs.realpathSync(temporary.path), 'repository-'));
  const project = path.join(root, 'infrastructure');
  const deep = path.join(project, 'cdktf.out/stacks/one-prod');
  fs.mkdirSync(path.join(root, '.git'));
  fs.mkdirSync(path.join(project, 'environments'), { recursive: true });
  fs.mkdirSync(deep, { recursive: true });
  fs.writeFileSync(path.join(project, 'environments/prod.yaml'), VALID);
  return { root, project, deep };
}

async function run(folder: string, ...args: string[]) {
  process.chdir(folder);
  await buildProgram().parseAsync(['node', 'callvault', ...args]);
  return printed.splice(0).join('\n');
}

beforeEach(() => {
  delete process.env.CALLVAULT_ENVIRONMENTS;
  for (const stream of ['log', 'error'] as const) {
    jest.spyOn(console, stream).mockImplementation((...texts: unknown[]) => {
      printed.push(texts.join(' '));
    });
  }
});
afterEach(() => {
  process.chdir(home);
  process.exitCode = undefined;
  printed.length = 0;
  jest.restoreAllMocks();
  if (environments !== undefined) process.env.CALLVAULT_ENVIRONMENTS = environments;
});
afterAll(() => {
  temporary.remove();
});

test.each(['project', 'deep'] as const)(
  'environment files are found from the folder %s',
  async (name) => {
    await expect(run(repository()[name], 'validate')).resolves.toContain(
      '1 stack is valid: one-prod',
    );
  },
);

test('a path is one from the folder in which the command was started', async () => {
  const { project } = repository();
  const folder = path.join(project, 'environments');
  fs.writeFileSync(path.join(folder, 'prod.yaml'), VALID.replace('days: 30', 'days: 0'));
  const text = await run(folder, 'validate', 'prod.yaml');
  expect(text).toContain(`${path.join('environments', 'prod.yaml')}:6:`);
  expect(userPath('-')).toBe('-');
  expect(userPath(path.join(project, 'x'))).toBe('x');
});

test('a file that is read or written is one from there', async () => {
  const { project, deep } = repository();
  const plan = path.join(home, 'test/review/nothing/plan.json');
  fs.copyFileSync(plan, path.join(deep, 'plan.json'));
  await run(deep, 'review', 'plan.json', '--format', 'sarif=out.sarif');
  expect(fs.existsSync(path.join(deep, 'out.sarif'))).toBe(true);
  expect(process.cwd()).toBe(project);
});

test('folders of an option that takes several are ones from there', () => {
  const { deep } = repository();
  process.chdir(deep);
  enterProject();
  const command = new Command().option('--plans <folder...>').option('--at <day>');
  command.parse(['node', 'callvault', '--plans', 'a', '../b', '--at', '2026-11-20']);
  resolveUserPaths(command);
  expect(command.opts()).toEqual({
    plans: ['cdktf.out/stacks/one-prod/a', 'cdktf.out/stacks/b'],
    at: '2026-11-20',
  });
});

test('a folder above the repository is not searched', async () => {
  const { project } = repository();
  const other = path.join(project, 'other');
  fs.mkdirSync(path.join(other, '.git'), { recursive: true });
  await expect(run(other, 'validate')).rejects.toThrow('environments is not a folder');
});

test('CALLVAULT_ENVIRONMENTS is relative to the current folder', async () => {
  const { deep } = repository();
  process.env.CALLVAULT_ENVIRONMENTS = '../../../environments';
  await expect(run(deep, 'validate')).resolves.toContain('1 stack is valid');
  expect(process.cwd()).toBe(deep);
});

test('a new project is created where it was asked for, also within another one', async () => {
  const { deep } = repository();
  await run(deep, 'init', 'new', '--vendor', 'worqhat', '--retention', '30', '--local-aws');
  expect(fs.existsSync(path.join(deep, 'new', 'cdktf.json'))).toBe(true);
});
