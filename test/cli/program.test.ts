import * as fs from 'node:fs';
import * as path from 'node:path';
import { InvalidEnvironmentsError } from '../../config/invalid';
import { EXIT } from '../../cli/exit';
import { buildProgram } from '../../cli/program';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
const environments = process.env.CALLVAULT_ENVIRONMENTS;
const output: string[] = [];

beforeEach(() => {
  output.length = 0;
  for (const stream of ['log', 'error'] as const) {
    jest.spyOn(console, stream).mockImplementation((...texts: unknown[]) => {
      output.push(texts.join(' '));
    });
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  if (environments === undefined) delete process.env.CALLVAULT_ENVIRONMENTS;
  else process.env.CALLVAULT_ENVIRONMENTS = environments;
});
afterAll(() => {
  temporary.remove();
});

function folderWith(text: string): string {
  const folder = temporary.folder('environments');
  fs.writeFileSync(path.join(folder, 'prod.yaml'), text);
  return folder;
}

const VALID = `account: '111111111111'
region: eu-central-1
type: production
state: { backend: s3, bucket: acme-state }
stores:
  one: { vendor: worqhat, bucket: acme-one, retention: { days: 30 } }
`;

async function run(...args: string[]) {
  await buildProgram().parseAsync(['node', 'callvault', ...args]);
  return { code: process.exitCode, output };
}

const BASE = ['--base', 'a'.repeat(40)];

test.each([
  ['environments'],
  ['explain', 'one-prod'],
  ['find', 'one-prod', '--key', 'a.wav'],
  ['restore', 'one-prod', '--key', 'a.wav'],
  ['hold', 'list'],
  ['erase', 'one-prod', '--key', 'a.wav'],
  ['connect', 'one-prod'],
  ['rotate', 'one-prod'],
  ['outputs', 'one-prod'],
  ['doctor', 'one-prod'],
  ['check', 'one-prod'],
  ['status', 'prod'],
  ['report', 'prod'],
  ['migrate', 'one-prod'],
  ['retire', 'one-prod'],
  ['ranges', 'one-prod'],
  ['dashboard', 'one-prod'],
  ['bootstrap', 'prod'],
  ['review', '--plan'],
  ['plan', 'prod', '--changed', ...BASE],
  ['apply', '--digest', 'sha256:0', ...BASE],
  ['cloud', 'run', 'one-prod'],
])(
  '%s shows the problems of invalid environment files before it does anything',
  async (...args) => {
    process.env.CALLVAULT_ENVIRONMENTS = folderWith(VALID.replace('days: 30', 'days: 0'));
    await expect(run(...args)).rejects.toThrow(InvalidEnvironmentsError);
  },
);

test('a single stack is counted in the singular', async () => {
  const file = path.join(
    folderWith(VALID.replace(/state:.*/, 'state: { backend: cloud, organization: acme }')),
    'prod.yaml',
  );
  await expect(run('validate', file)).resolves.toMatchObject({
    code: 0,
    output: [
      expect.stringMatching(/\n3 warnings\. callvault rule <id> explains a rule\.$/),
      '1 stack is valid: one-prod',
    ],
  });
});

test('--json prints the result as data, with the same exit code', async () => {
  const file = path.join(folderWith(VALID.replace('days: 30', 'days: 0')), 'prod.yaml');
  const { code, output: text } = await run('validate', file);
  expect({ code, text }).toMatchObject({ code: 2, text: [expect.stringContaining('1 error')] });
  output.length = 0;
  const { code: jsonCode } = await run('validate', file, '--json');
  expect(jsonCode).toBe(2);
  expect(JSON.parse(output.join(''))).toMatchObject({
    valid: false,
    problems: [
      { level: 'warning' },
      { level: 'warning' },
      { level: 'warning' },
      { level: 'error' },
    ],
  });
});

test('commands are listed in groups', () => {
  const help = buildProgram().helpInformation();
  const groups = help
    .split('\n\n')
    .map((each) => [...each.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name))
    .filter((each) => each.length > 1);
  expect(groups).toEqual([
    ['init', 'validate', 'rule', 'bootstrap', 'completion'],
    ['synth', 'diff', 'deploy', 'destroy'],
    [
      'status',
      'report',
      'explain',
      'find',
      'restore',
      'hold',
      'erase',
      'connect',
      'rotate',
      'disconnect',
      'outputs',
      'doctor',
      'cost',
      'check',
      'migrate',
      'adopt',
      'retire',
      'ranges',
      'dashboard',
    ],
    ['review', 'plan', 'apply'],
    ['environments', 'difference', 'digest', 'post', 'cloud'],
  ]);
});

test("every command's help has examples, which exist", () => {
  const program = buildProgram();
  const withoutExamples = program.commands.filter((command) => {
    const shown: string[] = [];
    command.configureOutput({ writeOut: (text) => shown.push(text) }).outputHelp();
    return !new RegExp(`Examples:\\n  .*callvault ${command.name()}\\b`).test(shown.join(''));
  });
  expect(withoutExamples.map((command) => command.name())).toEqual([]);
});

/** Packages that take long to load. Commands that do not need them must not load them. */
const HEAVY = [
  '@aws-sdk/client-iam',
  '@aws-sdk/client-kms',
  '@aws-sdk/client-s3',
  '@aws-sdk/client-secrets-manager',
  '@aws-sdk/client-sts',
  'cli-table3',
  'listr2',
];

test('validate does not load the AWS SDK', async () => {
  for (const name of HEAVY) {
    jest.doMock(name, () => {
      throw new Error(`${name} was loaded`);
    });
  }
  await jest.isolateModulesAsync(async () => {
    const program = (await import('../../cli/program')).buildProgram();
    const file = path.join(folderWith(VALID), 'prod.yaml');
    await program.parseAsync(['node', 'callvault', 'validate', file]);
  });
  expect(process.exitCode).toBe(0);
});

test('the help and README.md list every exit code', () => {
  const help: string[] = [];
  buildProgram()
    .configureOutput({ writeOut: (text) => help.push(text) })
    .outputHelp();
  const [, listed = ''] = /Exit codes: ([^]*?)\.\n/.exec(help.join('')) ?? [];
  const codes = [...listed.matchAll(/\b\d+\b/g)].map(([code]) => Number(code));
  const rows = [...fs.readFileSync('README.md', 'utf8').matchAll(/^\| (\d+) +\| /gm)];
  const all = Object.values(EXIT).sort((a, b) => a - b);
  expect(codes).toEqual(all);
  expect(rows.map(([, code]) => Number(code))).toEqual(all);
});
