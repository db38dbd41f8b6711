import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { ruleUrl } from '../../../../core/docs-url';
import { LocalGithub } from '../../../../dev/local-github';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-post-'));
const github = new LocalGithub();
let url: string;

beforeAll(async () => {
  url = (await github.start()).graphqlUrl;
});
afterAll(async () => {
  await github.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

function write(name: string, content: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return file;
}

const review = write('review.md', '<!-- callvault-review -->\n\n## Plan review\n');

async function post(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const github = { GITHUB_TOKEN: 'right-token', GITHUB_REPOSITORY: 'acme/recordings' };
  const child = spawn(process.execPath, ['bin/callvault.js', 'post', ...args], {
    env: { PATH: process.env.PATH, GITHUB_GRAPHQL_URL: url, ...github, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[number]>;
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code, stdout, stderr };
}

test('a review is posted, and added to the job summary', async () => {
  const summary = path.join(folder, 'summary.md');
  const env = { GITHUB_STEP_SUMMARY: summary };
  await expect(post(['comment', review, '--pull-request', '12'], env)).resolves.toEqual({
    code: 0,
    stdout: 'created https://github.com/acme/recordings/N_1\n',
    stderr: '',
  });
  expect(fs.readFileSync(summary, 'utf8')).toBe(fs.readFileSync(review, 'utf8'));
  expect(github.comments).toHaveLength(1);
});

test('--summary-only sends nothing to GitHub and needs no token', async () => {
  const summary = path.join(folder, 'fork.md');
  const env = { GITHUB_STEP_SUMMARY: summary, GITHUB_TOKEN: '' };
  const asked = github.seen.length;
  await expect(
    post(['comment', review, '--pull-request', '12', '--summary-only'], env),
  ).resolves.toEqual({ code: 0, stdout: '', stderr: '' });
  expect(fs.readFileSync(summary, 'utf8')).toBe(fs.readFileSync(review, 'utf8'));
  expect(github.seen).toHaveLength(asked);
});

test('an issue is opened and closed', async () => {
  const drift = write('drift.md', '<!-- callvault-drift -->\ndrift\n');
  const args = ['issue', drift, '--title', 'Drift'];
  expect((await post(args)).stdout).toMatch(/^created /);
  expect((await post([...args, '--close'])).stdout).toMatch(/^closed /);
});

test('a pull request is opened for a branch', async () => {
  const text = write('ranges.md', '<!-- callvault-ranges -->\nranges\n');
  const args = ['pull-request', text, '--title', 'Ranges', '--head', 'callvault/ranges'];
  expect((await post(args)).stdout).toMatch(/^created /);
  expect(github.pullRequests).toMatchObject([{ head: 'callvault/ranges', title: 'Ranges' }]);
});

const at = (file: string) => ['comment', file, '--pull-request', '12'];

test.each([
  [
    'post-marker',
    at(write('unmarked.md', 'hello\n')),
    {},
    `${path.join(folder, 'unmarked.md')} does not begin with a marker, so callvault could not find it again\n  Add a first line such as <!-- callvault-review -->.`,
  ],
  [
    'post-length',
    at(write('long.md', `<!-- callvault-review -->\n${'a'.repeat(65_511)}`)),
    {},
    `${path.join(folder, 'long.md')} has 65537 characters; GitHub accepts at most 65536\n  Shorten it; the output of callvault review --markdown is always short enough.`,
  ],
  [
    'post-pull-request',
    ['comment', review, '--pull-request', '12a'],
    {},
    '"12a" is not the number of a pull request or merge request\n  Write only the number: --pull-request 12.',
  ],
  [
    'github-token',
    at(review),
    { GITHUB_TOKEN: '' },
    'GITHUB_TOKEN is not set; the GitHub API needs it\n  Set it for this step: GITHUB_TOKEN: ${{ github.token }}.',
  ],
  [
    'github-repository',
    at(review),
    { GITHUB_REPOSITORY: 'acme' },
    'GITHUB_REPOSITORY is "acme", which is not a repository\n  Set it to owner/name; GitHub Actions sets it by itself.',
  ],
])('%s: exit code 2, and nothing is posted', async (...[rule, args, env, message]) => {
  const before = github.mutations.length;
  await expect(post(args, env)).resolves.toEqual({
    code: 2,
    stdout: '',
    stderr: `  ${rule}: ${message}\n  ${ruleUrl(rule)}\n`,
  });
  expect(github.mutations).toHaveLength(before);
});

test('a file of the maximum length is posted', async () => {
  const longest = write('longest.md', `<!-- callvault-review -->\n${'a'.repeat(65_510)}`);
  await expect(post(at(longest))).resolves.toMatchObject({ code: 0 });
});

test('a file that does not exist is refused', async () => {
  const { code, stderr } = await post(at(path.join(folder, 'none.md')));
  expect(code).toBe(2);
  expect(stderr).toContain('post-file: ');
  expect(stderr).not.toContain('    at ');
});

test('an error of GitHub ends with exit code 5', async () => {
  const { code, stderr } = await post(['comment', review, '--pull-request', '13']);
  expect(code).toBe(5);
  expect(stderr).toContain('Could not resolve to a PullRequest with the number of 13.');
});
