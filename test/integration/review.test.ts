import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ruleUrl } from '../../core/docs-url';
import { startLocalAws } from '../../dev/local-aws';
import { storyFiles } from '../../dev/review/expected';
import { planStories } from '../../dev/review/fixtures';
import { STORIES } from '../../dev/review/stories';

jest.setTimeout(300_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-review-test-'));

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const read = (name: string) => fs.readFileSync(storyFiles(name).plan, 'utf8');

/** Runs the command in a folder without environment files. */
function callvault(args: readonly string[], input = '', required: readonly string[] = []) {
  const preload = required.flatMap((file) => ['--require', file]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...preload, path.resolve('bin/callvault.js'), ...args],
    { encoding: 'utf8', input, cwd: folder, maxBuffer: 2 ** 28 },
  );
  return { status, stdout, stderr };
}

test('a new plan of the same change equals the committed plan', async () => {
  const story = STORIES.filter(({ name }) => name === 'user-renamed');
  const aws = await startLocalAws({ sharedProvider: true });
  try {
    const plans: unknown[] = [];
    await planStories(aws, story, (_, plan) => plans.push(plan));
    expect(plans).toEqual([JSON.parse(read('user-renamed'))]);
  } finally {
    await aws.stop();
  }
});

test('a change that shortens retention by a day exits with 6, a change that adds a tag with 0', () => {
  const stop = ['--fail-on', 'data-loss,writes-stop,access'];
  const shorter = callvault(['review', ...stop], read('expiry-a-day-shorter'));
  expect({ status: shorter.status, stderr: shorter.stderr }).toEqual({ status: 6, stderr: '' });
  expect(shorter.stdout).toContain(
    'Recordings in acme-meetings-prod are readable for 364 days instead of 365',
  );
  const tag = callvault(['review', ...stop, '-'], read('tag-added'));
  expect(tag).toEqual({
    status: 0,
    stderr: '',
    stdout: '1 stack: 5 changed (tags only).\n',
  });
});

test('several plans are read from files or from lines', () => {
  const names = ['tag-added', 'role-renamed'];
  const files = names.map((name) => path.resolve(storyFiles(name).plan));
  const asFiles = callvault(['review', '--json', ...files]);
  const asLines = callvault(
    ['review', '--json'],
    names.map((name) => read(name).trim()).join('\n'),
  );
  expect(asFiles).toEqual(asLines);
  const { stacks } = JSON.parse(asFiles.stdout) as { stacks: { findings: { id: string }[] }[] };
  expect(stacks.map(({ findings }) => findings.map(({ id }) => id))).toEqual([
    ['principal-replaced'],
    [],
  ]);
});

test('an input that is not a plan is refused with exit code 2, without a stack trace and a report', () => {
  for (const input of ['', read('tag-added').slice(0, 1000), '{}']) {
    const { status, stdout, stderr } = callvault(['review', '--markdown'], input);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^standard input\n {2}review-plan-(json|shape): /);
    expect(stderr).not.toContain('    at ');
  }
});

test('an unknown category and a file that does not exist are refused with exit code 2', () => {
  expect(callvault(['review', '--fail-on', 'data-los'], read('tag-added'))).toEqual({
    status: 2,
    stdout: '',
    stderr:
      '  review-fail-on: --fail-on "data-los" is not one of data-loss, writes-stop, access, unwatched, new-acceptances\n' +
      '  Write one or more of them: --fail-on data-loss,writes-stop,access,unwatched,new-acceptances.\n' +
      `  ${ruleUrl('review-fail-on')}\n`,
  });
  const { status, stderr } = callvault(['review', 'no-such-file.json']);
  expect(status).toBe(2);
  expect(stderr).toContain('review-plan-file: "no-such-file.json" cannot be read: ENOENT');
});

test('a plan of 5,000 resources takes less than 5 seconds of CPU time and 500 MB', () => {
  const report = path.join(folder, 'report.js');
  fs.writeFileSync(
    report,
    // CPU time, because elapsed time depends on how busy the machine is.
    `process.on('exit', () => {
      const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
      console.error(maxRSS, (userCPUTime + systemCPUTime) / 1e6);
    });`,
  );
  const { status, stdout, stderr } = callvault(['review', '--markdown'], largePlan(5000), [report]);
  const [kilobytes = NaN, seconds = NaN] = stderr.trim().split(' ').map(Number);
  expect(status).toBe(0);
  expect(stdout.length).toBeLessThanOrEqual(60_000);
  expect(stdout).toContain('### Broader access (207)');
  expect(seconds).toBeLessThan(5);
  expect(kilobytes).toBeLessThan(500_000);
});

/** A plan that repeats the changes of stories until it has the given number. */
function largePlan(count: number): string {
  const changes = ['bucket-renamed', 'everything-destroyed', 'cidr-widened', 'policies-rewritten']
    .map((name) => JSON.parse(read(name)) as { resource_changes: { address: string }[] })
    .flatMap(({ resource_changes: all }) => all.filter((each) => !isUnchanged(each)));
  const many = Array.from({ length: count }, (_, index) => {
    const change = changes[index % changes.length];
    // Each round has buckets, keys and principals of its own.
    const round = Math.floor(index / changes.length);
    const text = JSON.stringify(change).replaceAll(/acme-|-prod/g, `$&${round}-`);
    const own = JSON.parse(text) as object;
    return { ...own, address: `${change?.address ?? ''}_${index}` };
  });
  return JSON.stringify({ ...(JSON.parse(read('nothing')) as object), resource_changes: many });
}

const isUnchanged = (each: object) => JSON.stringify(each).includes('"actions":["no-op"]');
