import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { LocalGithub } from '../../../dev/local-github';
import { ENVIRONMENT } from '../../stacks/ci-world';

jest.setTimeout(120_000);

const root = process.cwd();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-scripts-'));
const origin = path.join(folder, 'origin.git');
const github = new LocalGithub();
let url: string;

const STORE = `  calls:
    vendor: genesys
    bucket: acme-calls
    organizationId: 7c9e6679-7425-40de-944b-e07fc1f90ae7
    genesysAccount: '765628985471'
    genesysRegion: eu-central-1
    vendorRetentionDays: 90
    retention: { days: 90 }
    sourceIp: { mode: report, cidrs: [203.0.113.0/24] }
`;

const DIGEST = `sha256:${'1'.repeat(64)}`;

/** Replaces npx: runs callvault, but returns prepared results for the commands that need Terraform. */
const NPX = `#!/usr/bin/env bash
echo "$*" >> "$CALLS"
case "$2" in
  plan) if [ "$PLAN_CODE" = 5 ] && [ -z "\${PARTIAL:-}" ]; then exit 5; fi
    mkdir -p plans/video-prod; echo '{}' > plans/video-prod/plan.json
    cp "$MANIFEST" plans/manifest.json; echo "Plan digest ${DIGEST}"; exit "$PLAN_CODE";;
  review) printf '<!-- callvault-review -->\\n\\n## Plan review: prepared\\n'; exit "$REVIEW_CODE";;
  apply) exit "$APPLY_CODE";;
  *) shift; exec node ${root}/bin/callvault.js "$@";;
esac
`;

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8', env: gitEnvironment() }).trim();

function gitEnvironment(): NodeJS.ProcessEnv {
  const author = { NAME: 'Ada', EMAIL: 'ada@example.com' };
  const named = ['AUTHOR', 'COMMITTER'].flatMap((role) =>
    Object.entries(author).map(([key, value]) => [`GIT_${role}_${key}`, value] as const),
  );
  const { PATH, HOME } = process.env;
  return { PATH, HOME, GIT_CONFIG_GLOBAL: '/dev/null', ...Object.fromEntries(named) };
}

beforeAll(async () => {
  url = (await github.start()).graphqlUrl;
  fs.mkdirSync(path.join(folder, 'bin'));
  fs.writeFileSync(path.join(folder, 'bin/npx'), NPX, { mode: 0o755 });
  git(folder, 'init', '-q', '--bare', '-b', 'main', origin);
  const work = path.join(folder, 'first');
  git(folder, 'clone', '-q', origin, work);
  fs.mkdirSync(path.join(work, 'environments'));
  fs.writeFileSync(path.join(work, 'environments/prod.yaml'), ENVIRONMENT + STORE);
  git(work, 'add', '.');
  git(work, 'commit', '-q', '-m', 'first');
  git(work, 'commit', '-q', '--allow-empty', '-m', 'second');
  git(work, 'push', '-q', 'origin', 'HEAD:main');
  fs.writeFileSync(
    path.join(folder, 'manifest.json'),
    JSON.stringify({
      version: 1,
      environment: 'prod',
      base: git(work, 'rev-parse', 'HEAD^1'),
      stacks: [
        {
          id: 'video-prod',
          configuration: '1'.repeat(64),
          lock: '2'.repeat(64),
          plan: '3'.repeat(64),
        },
      ],
      unplanned: [],
      notes: [],
    }),
  );
});

afterAll(async () => {
  await github.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

let clones = 0;
/** Runs a script in a fresh clone. */
async function script(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  clones += 1;
  const cwd = path.join(folder, `clone-${clones}`);
  git(folder, 'clone', '-q', origin, cwd);
  const calls = path.join(folder, `calls-${clones}`);
  const [name = '', ...rest] = args;
  const child = spawn(path.join(root, '.github/scripts', name), rest, {
    cwd,
    env: {
      ...gitEnvironment(),
      PATH: `${path.join(folder, 'bin')}:${process.env.PATH ?? ''}`,
      // The clone has no node_modules, so callvault keeps results in the temporary folder.
      TMPDIR: folder,
      CALLS: calls,
      MANIFEST: path.join(folder, 'manifest.json'),
      GITHUB_TOKEN: 'right-token',
      GITHUB_REPOSITORY: 'acme/recordings',
      GITHUB_GRAPHQL_URL: url,
      PLAN_CODE: '0',
      REVIEW_CODE: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[number]>;
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code, stdout, stderr, calls: fs.readFileSync(calls, 'utf8').trim().split('\n') };
}

const feed = (ranges: string[]) => {
  const file = path.join(folder, `feed-${ranges.length}.json`);
  const entities = ranges.map((cidr) => ({ cidr, region: 'eu-central-1', service: 'api' }));
  fs.writeFileSync(file, JSON.stringify({ entities }));
  return file;
};

test('a review is posted on the pull request, with the digest of the plans', async () => {
  const { code } = await script(['plan.sh', 'prod', '12'], { PLAN_CODE: '6' });
  expect(code).toBe(0);
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toMatch(
    /^<!-- callvault-review-prod -->\n\n## Plan review: prepared\n\nPlan digest `sha256:[0-9a-f]{64}` of `video-prod` on /,
  );
});

test('a review that stops the change is posted, and the job fails', async () => {
  const { code, stdout } = await script(['plan.sh', 'prod', '12'], {
    PLAN_CODE: '6',
    REVIEW_CODE: '6',
  });
  expect({ code, stdout }).toMatchObject({
    code: 6,
    stdout: expect.stringContaining('unchanged') as string,
  });
});

test('if nothing changes, the existing comment says so', async () => {
  const { code, calls } = await script(['plan.sh', 'prod', '12']);
  expect(code).toBe(0);
  // What the change accepts is reviewed, too.
  expect(calls.some((call) => call.startsWith('callvault review'))).toBe(true);
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain('Plan review: nothing changes in prod.');
});

test.each(['plan.sh', 'drift.sh', 'deploy.sh'])(
  '%s fails with the exit code of the plan, and posts nothing',
  async (name) => {
    const before = github.mutations.length;
    const { code } = await script([name, 'prod', '12'], { PLAN_CODE: '5' });
    expect({ code, posted: github.mutations.length - before }).toEqual({ code: 5, posted: 0 });
  },
);

test('a stack that cannot be planned does not keep the review of the others from being posted', async () => {
  const before = github.mutations.length;
  const { code } = await script(['plan.sh', 'prod', '12'], { PLAN_CODE: '5', PARTIAL: 'yes' });
  expect({ code, posted: github.mutations.length - before }).toEqual({ code: 5, posted: 1 });
});

test('drift opens one issue, which is closed when the drift is over', async () => {
  await script(['drift.sh', 'prod'], { PLAN_CODE: '6' });
  await script(['drift.sh', 'prod'], { PLAN_CODE: '6' });
  expect(github.issues).toMatchObject([{ title: 'Drift in prod' }]);
  expect(github.issues[0]?.closed).toBeUndefined();
  const { code } = await script(['drift.sh', 'prod']);
  expect({ code, closed: github.issues[0]?.closed }).toEqual({ code: 0, closed: 'COMPLETED' });
});

test('a deployment applies the plans it made, if there are changes', async () => {
  const env = { PLAN_CODE: '6', APPLY_CODE: '0' };
  const { code, calls } = await script(['deploy.sh', 'prod'], env);
  const base = git(origin, 'rev-parse', 'main^1');
  expect({ code, last: calls.at(-1) }).toEqual({
    code: 0,
    last: `callvault apply plans --base ${base} --digest ${DIGEST}`,
  });
  const nothing = await script(['deploy.sh', 'prod']);
  expect(nothing).toMatchObject({ code: 0 });
  expect(nothing.calls).toHaveLength(1);
});

/** Artifacts of the same name: of a fork, of another workflow, one that has expired, and the one of the pull request. */
const ARTIFACTS = [
  { expired: false, workflow_run: { id: 4, head_repository_id: 2, repository_id: 1 } },
  { expired: false, workflow_run: { id: 5, head_repository_id: 1, repository_id: 1 } },
  { expired: true, workflow_run: { id: 6, head_repository_id: 1, repository_id: 1 } },
  { expired: false, workflow_run: { id: 7, head_repository_id: 1, repository_id: 1 } },
];

/** Replaces gh, which finds and downloads the plans of the pull request. */
const GH = `#!/usr/bin/env bash
echo "gh $1 $2 $3" >> "$CALLS"
case "$*" in
  *actions/artifacts*) echo '${JSON.stringify([{ artifacts: ARTIFACTS }])}';;
  *actions/runs/5*) echo 'pull_request .github/workflows/other.yml';;
  *actions/runs/7*) echo 'pull_request .github/workflows/review.yml@refs/pull/12/merge';;
  "run download 7 "*) mkdir -p plans;;
  *) exit 1;;
esac
`;

test('the exact deployment applies the plans of the same tree, by the digest in the comment', async () => {
  fs.writeFileSync(path.join(folder, 'bin/gh'), GH, { mode: 0o755 });
  await script(['plan.sh', 'prod', '12'], { PLAN_CODE: '6' });
  const [, digest = ''] = /`(sha256:\w+)`/.exec(github.comments[0]?.body ?? '') ?? [];
  const [head, base] = ['main', 'main^1'].map((each) => git(origin, 'rev-parse', each));
  github.merged = head;
  const env = { CALLVAULT_EXACT: 'true', APPLY_CODE: '0' };
  const { code, calls } = await script(['deploy.sh', 'prod'], env);
  expect({ code, calls }).toEqual({
    code: 0,
    calls: [
      'gh api --paginate --slurp',
      'gh api repos/{owner}/{repo}/actions/runs/5 --jq',
      'gh api repos/{owner}/{repo}/actions/runs/7 --jq',
      'gh run download 7',
      `callvault digest prod --commit ${head ?? ''}`,
      `callvault apply plans --base ${base ?? ''} --digest ${digest}`,
    ],
  });
  await expect(script(['deploy.sh', 'prod'], { ...env, APPLY_CODE: '2' })).resolves.toMatchObject({
    code: 2,
  });
});

test('the exact deployment applies nothing for a commit that no pull request was merged as', async () => {
  github.merged = undefined;
  const env = { CALLVAULT_EXACT: 'true', APPLY_CODE: '0' };
  const { code, calls } = await script(['deploy.sh', 'prod'], env);
  expect(code).toBe(2);
  expect(calls.some((call) => call.startsWith('callvault apply'))).toBe(false);
});

test('new ranges are one commit in one pull request, however often the script runs', async () => {
  const { code, stderr } = await script(['ranges.sh', 'main'], {
    CALLVAULT_RANGES_FROM: feed(['198.51.100.0/24']),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await script(['ranges.sh', 'main'], {
    CALLVAULT_RANGES_FROM: feed(['198.51.100.0/24', '192.0.2.0/24']),
  });
  expect(git(origin, 'rev-list', '--count', 'main..callvault/ranges')).toBe('1');
  const changed = git(origin, 'diff', '--name-only', 'main', 'callvault/ranges');
  expect(changed).toBe('environments/prod.yaml');
  expect(git(origin, 'show', 'callvault/ranges:environments/prod.yaml')).toContain('192.0.2.0/24');
  expect(github.pullRequests).toMatchObject([{ head: 'callvault/ranges' }]);
  expect(github.pullRequests[0]?.body).toContain('+ 192.0.2.0/24');
});

test('if no range has changed, nothing is pushed and GitHub gets no request', async () => {
  const before = github.seen.length;
  const { code } = await script(['ranges.sh', 'main'], {
    CALLVAULT_RANGES_FROM: feed(['203.0.113.0/24']),
  });
  expect({ code, asked: github.seen.length - before }).toEqual({ code: 0, asked: 0 });
});
