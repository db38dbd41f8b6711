import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { renderCompletion } from '../../../cli/completion/scripts';
import { buildProgram } from '../../../cli/program';
import { ruleUrl } from '../../../core/docs-url';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-cli-'));
const environments = path.join(folder, 'environments');
const outdir = path.join(folder, 'out');

beforeAll(() => {
  fs.cpSync('test/environments', environments, { recursive: true });
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function node(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: {
      ...process.env,
      CALLVAULT_ENVIRONMENTS: environments,
      CDKTF_OUTDIR: outdir,
      ...env,
    },
  });
  return { status, stdout, stderr };
}

const callvault = (...args: string[]) => node(['bin/callvault.js', ...args]);

test('validate accepts the examples, counts their stacks and ends with 0', () => {
  const { status, stdout } = callvault('validate');
  expect({ status, first: stdout.split(':')[0] }).toEqual({
    status: 0,
    first: '13 stacks are valid',
  });
});

test('a reader that stops early is not an error', () => {
  const command = `"${process.execPath}" bin/callvault.js review --help; echo "ended with $?" >&2`;
  const piped = spawnSync('bash', ['-c', `{ ${command}; } 2> >(grep ended >&2) | true; wait`], {
    encoding: 'utf8',
    env: { ...process.env, CALLVAULT_ENVIRONMENTS: environments },
  });
  expect(piped.stderr).toBe('ended with 0\n');
});

test('validate shows what is wrong, where, and what to do, and ends with 2', () => {
  const file = path.join(folder, 'typo.yaml');
  const text = fs.readFileSync('test/environments/staging.yaml', 'utf8');
  fs.writeFileSync(file, text.replace('noncurrentDays', 'x').replace('type:', 'typ:'));
  const { status, stderr } = callvault('validate', file);
  expect(status).toBe(2);
  expect(stderr).toContain(
    `${file}:5:1: typ\n  config-unknown-key: unknown key typ; did you mean type?`,
  );
  expect(stderr).not.toContain('    at ');
});

test('validate --json gives the problems as data', () => {
  const { status, stdout } = callvault('validate', 'test/environments/local.yaml', '--json');
  const result = JSON.parse(stdout) as { valid: boolean; problems: { level: string }[] };
  expect({
    status,
    valid: result.valid,
    levels: result.problems.map(({ level }) => level),
  }).toEqual({ status: 0, valid: true, levels: ['warning', 'warning'] });
});

test.each([
  [['explain', 'nothing-prod'], 2, ['stack-selected']],
  [['plan', 'prod', '--base', 'none'], 2, ['plans-base']],
  [['review', 'missing.json'], 2, ['review-plan-file']],
  [['rule', 'nothing'], 2, ['rule-known']],
  [['plan'], 2, undefined],
  [['nothing'], 2, undefined],
])('%j --json gives the error as data', (args, code, rules) => {
  const { status, stdout, stderr } = callvault(...args, '--json');
  const { version, error } = JSON.parse(stdout) as {
    version: number;
    error: { code: number; message: string; problems?: { rule: string }[] };
  };
  expect({ status, version, code: error.code, stderr }).toEqual({
    status: code,
    version: 1,
    code,
    stderr: '',
  });
  expect(error.problems?.map(({ rule }) => rule)).toEqual(rules);
  expect(error.message).not.toMatch(/\n {4}at /);
});

test('what a file has wrong is data when another command finds it', () => {
  const other = path.join(folder, 'wrong');
  fs.mkdirSync(other);
  const text = fs.readFileSync('test/environments/local.yaml', 'utf8');
  fs.writeFileSync(path.join(other, 'local.yaml'), text.replace('region: us-east-1', 'region: 1'));
  const { stdout } = node(['bin/callvault.js', 'explain', 'calls-local', '--json'], {
    CALLVAULT_ENVIRONMENTS: other,
  });
  expect(JSON.parse(stdout)).toMatchObject({
    error: { problems: expect.arrayContaining([expect.objectContaining({ line: 4 })]) as object[] },
  });
});

test('validate shows a sample key of each path a vendor stores recordings on', () => {
  const file = path.join(folder, 'moved.yaml');
  const text = fs.readFileSync('test/environments/local.yaml', 'utf8');
  const moved = [
    '    prefix: calls/',
    '    pathPattern: calls/{yyyy}/{mm}/{dd}/{hh}/{queue_id}-{recording_uuid}.{format}',
    '    previousPaths: [{ prefix: recordings/ }, { prefix: old/, gone: true }]',
    '    vendor: genesys',
  ].join('\n');
  const change = text
    .replace('    vendor: genesys', moved)
    .replace('source: api', 'source: manifest');
  fs.writeFileSync(file, change);
  const { status, stdout } = callvault('validate', file, '--json');
  const { sampleKeys } = JSON.parse(stdout) as { sampleKeys: Record<string, string[]> };
  const id = 'a1b2c3d4-e5f6-4890-abcd-ef1234567890';
  expect({ status, keys: sampleKeys['calls-moved'] }).toEqual({
    status: 0,
    keys: [
      expect.stringMatching(new RegExp(`^calls/\\d{4}/\\d\\d/\\d\\d/\\d\\d/queue_id-${id}\\.wav$`)),
      expect.stringMatching(
        new RegExp(`^recordings/\\d{4}/\\d\\d/\\d\\d/\\d\\d/queue_id-${id}\\.wav$`),
      ),
    ],
  });
});

test('explain shows a sample key too, if the vendor has a pattern', () => {
  const key = new RegExp(String.raw`^recordings/\d{4}/\d\d/\d\d/[0-9a-f-]{36}\.wav$`);
  const keys = (stack: string) => {
    const { status, stdout } = callvault('explain', stack, '--json');
    return { status, ...(JSON.parse(stdout) as { sampleKeys: string[] }) };
  };
  expect(keys('calls-prod')).toMatchObject({
    status: 0,
    sampleKeys: [expect.stringMatching(key)],
  });
  expect(keys('video-prod')).toMatchObject({ status: 0, sampleKeys: [] });
  const text = callvault('explain', 'calls-prod').stdout.trimEnd().split('\n').slice(-2);
  expect(text).toEqual(['Recordings are stored as:', expect.stringMatching(/^ {2}recordings\//)]);
});

test('a file that does not exist is one problem and exit code 2', () => {
  const { status, stderr } = callvault('validate', 'nowhere.yaml');
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr:
      '  environment-file: nowhere.yaml does not exist\n' +
      '  Give the path of an environment file.\n' +
      `  ${ruleUrl('environment-file')}\n`,
  });
});

test('progress is shown on stderr, and leaves errors to the command', () => {
  const file = 'test/integration/cli/progress-on-terminal.ts';
  const { status, stdout, stderr } = node(['launch/launch.js', file]);
  expect({ status, stdout }).toEqual({ status: 5, stdout: '42\n' });
  expect(stderr).toContain('calls-prod: planning');
  expect(stderr).toContain('video-prod');
  expect(stderr).not.toContain('no credentials');
});

test('bash completes commands, those below them, stacks, and values of options', () => {
  const script = `${renderCompletion('bash', buildProgram())}
callvault() { if [ "$1 $2" = 'completion stacks' ]; then echo 'calls-prod calls-staging video-prod'; fi; }
while read -ra words; do
  COMP_WORDS=("\${words[@]/#./}") COMP_CWORD=$(( \${#words[@]} - 1 )) COMPREPLY=()
  _callvault
  echo "\${COMPREPLY[*]}"
done`;
  const lines = {
    'callvault dep': 'deploy',
    'callvault deploy calls': 'calls-prod calls-staging',
    'callvault deploy calls-prod v': 'video-prod',
    'callvault hold .': 'add list release',
    'callvault hold add --stack v': 'video-prod',
    'callvault report verif': 'verify',
    'callvault completion z': 'zsh',
    'callvault init --state c': 'cloud',
    'callvault deploy --ye': '--yes',
    'callvault post is': 'issue',
  };
  const input = `${Object.keys(lines).join('\n')}\n`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', input });
  expect({ lines: stdout.trim().split('\n'), stderr }).toEqual({
    lines: Object.values(lines),
    stderr: '',
  });
});

test('a mistyped command is not run and ends with 2', () => {
  const { status, stderr } = callvault('validat');
  expect(status).toBe(2);
  expect(stderr).toContain('Did you mean validate?');
});

test.each([[], ['validate'], ['explain'], ['ranges'], ['bootstrap']])(
  '%p --help explains itself and ends with 0',
  (...args) => {
    const { status, stdout } = callvault(...args, '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('Usage: callvault');
  },
);

test('bootstrap refuses an environment that needs no bucket', () => {
  const { status, stderr } = callvault('bootstrap', 'prod');
  expect(status).toBe(2);
  expect(stderr).toBe(
    '  bootstrap-s3-only: prod keeps its state in the cloud backend, which needs no bucket\n' +
      '  Deploy its stacks; there is nothing to bootstrap.\n' +
      `  ${ruleUrl('bootstrap-s3-only')}\n`,
  );
});

test('the app writes the selected stacks only', () => {
  const { status } = node(['launch/launch.js', 'main.ts'], {
    CALLVAULT_STACKS: 'calls-*,state-staging',
  });
  expect(status).toBe(0);
  expect(fs.readdirSync(path.join(outdir, 'stacks')).sort()).toEqual([
    'calls-local',
    'calls-prod',
    'calls-staging',
    'state-staging',
  ]);
});

test('a selection that matches nothing lists the stacks and writes nothing', () => {
  const empty = path.join(folder, 'empty');
  const { status, stderr } = node(['launch/launch.js', 'main.ts'], {
    CALLVAULT_STACKS: 'call-local',
    CDKTF_OUTDIR: empty,
  });
  expect(status).toBe(2);
  expect(stderr).toContain('call-local in CALLVAULT_STACKS matches no stack\n  Choose from: ');
  expect(fs.existsSync(empty)).toBe(false);
});

test('one wrong file stops everything before anything is written', () => {
  const bad = path.join(folder, 'bad');
  const empty = path.join(folder, 'nothing');
  fs.cpSync('test/environments', bad, { recursive: true });
  fs.appendFileSync(path.join(bad, 'staging.yaml'), '\nacount: 1\n');
  const { status, stderr } = node(['launch/launch.js', 'main.ts'], {
    CALLVAULT_ENVIRONMENTS: bad,
    CDKTF_OUTDIR: empty,
  });
  expect(status).toBe(2);
  expect(stderr).toContain('unknown key acount; did you mean account?');
  expect(fs.existsSync(empty)).toBe(false);
});

test('explain --json gives the decisions and the statements as data', () => {
  const { status, stdout } = callvault('explain', 'calls-prod', '--json');
  const { stack, access, statements } = JSON.parse(stdout) as Record<string, unknown[]>;
  expect({ status, stack }).toEqual({ status: 0, stack: 'calls-prod' });
  expect(access).toContainEqual({
    who: 'vendor',
    from: 'outside',
    to: 'recording',
    does: ['put', 'get'],
    allowed: false,
    by: ['DenyVendorOffNetwork'],
  });
  expect(statements?.length).toBeGreaterThan(10);
});

test('ranges writes the file once and ends with 6, then has nothing to do and ends with 0', () => {
  const feed = path.join(folder, 'feed.json');
  const entity = { cidr: '52.1.0.0/24', region: 'eu-central-1', direction: 'outbound' };
  fs.writeFileSync(feed, JSON.stringify({ entities: [entity] }));
  const file = path.join(environments, 'staging.yaml');
  const before = fs.readFileSync(file, 'utf8');
  const ranges = (...args: string[]) =>
    callvault('ranges', 'calls-staging', '--from', feed, ...args);

  expect(ranges('--dry-run')).toMatchObject({
    status: 6,
    stdout: `${file}: not written\n  + 52.1.0.0/24\n  - 203.0.113.0/24\n  - 2001:db8::/32\n`,
  });
  expect(fs.readFileSync(file, 'utf8')).toBe(before);

  const { status, stdout } = ranges('--json');
  expect(status).toBe(6);
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    file,
    added: ['52.1.0.0/24'],
    written: true,
    removed: ['203.0.113.0/24', '2001:db8::/32'],
  });
  expect(ranges()).toMatchObject({ status: 0 });
  fs.writeFileSync(file, before);
});

test('a missing Terraform is reported in one sentence', () => {
  const { status, stderr } = node(['bin/callvault.js', 'outputs', 'calls-staging'], {
    PATH: '/nowhere',
  });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr:
      '  terraform-missing: terraform could not be started: spawn terraform ENOENT\n  Install Terraform 1.10 or later, or OpenTofu, on the PATH, or name another program in CALLVAULT_TERRAFORM.\n' +
      `  ${ruleUrl('terraform-missing')}\n`,
  });
});

test.each([
  ['connect', 'nothing'],
  ['rotate', 'nothing'],
  ['outputs', 'nothing'],
])('%s of an unknown stack is refused with the stacks to choose from', (...args) => {
  const { status, stderr } = callvault(...args);
  expect(status).toBe(2);
  expect(stderr).toContain(
    "stack-selected: nothing is not a store's stack\n  Choose from: meetings-local, ",
  );
});

test('a grace period of less than a day is refused', () => {
  const { status, stderr } = callvault('rotate', 'video-staging', '--grace-hours', '23');
  expect(status).toBe(2);
  expect(stderr).toContain('The minimum is 24.');
});

test('doctor --as-vendor is refused on AWS itself', () => {
  const { status, stderr } = callvault('doctor', 'calls-prod', '--as-vendor', 'http://127.0.0.1:1');
  expect({ status, first: stderr.split('\n')[0] }).toEqual({
    status: 2,
    first: '  doctor-as-vendor: --as-vendor works with a local AWS only, and prod is on AWS itself',
  });
});
