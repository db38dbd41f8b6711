import { CreateBucketCommand, DeleteBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { run, runOrThrow } from '../../cli/process/run';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { cloneProject, GIT_ENVIRONMENT } from '../../dev/project-clone';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { LocalGithub } from '../../dev/local-github';
import { TemporaryFolder } from '../dev/temporary-folder';

jest.setTimeout(300_000);

/** Runs the whole scripts of the workflows, against a local GitHub and a local AWS. */
const folder = new TemporaryFolder();
const clone = path.join(folder.path, 'clone');
const kept = path.join(folder.path, 'kept');
const github = new LocalGithub();
let aws: LocalAws;
let s3: S3Client;
let env: NodeJS.ProcessEnv;

const environment = ({ days = 90, tags = '{}', storeTags = '{}' } = {}) => `
account: '${aws.accountId}'
region: us-east-1
type: throw-away
tags: ${tags}
state: { backend: s3, bucket: acme-state }
stores:
  calls: { vendor: worqhat, bucket: acme-calls, retention: { days: ${days} }, tags: ${storeTags} }
`;
const TAGS = '{ team: audio }';

/** A run for the pull request, and two with artifacts of the same name: of a fork, and of another workflow. */
const ARTIFACTS = [
  { expired: false, workflow_run: { id: 6, repository_id: 1, head_repository_id: 2 } },
  { expired: false, workflow_run: { id: 7, repository_id: 1, head_repository_id: 1 } },
  { expired: false, workflow_run: { id: 8, repository_id: 1, head_repository_id: 1 } },
  { expired: true, workflow_run: { id: 9, repository_id: 1, head_repository_id: 1 } },
];

/** The calls of GitHub's API that deploy.sh makes, with the answers of `--jq`. */
const GH = `
echo "$*" >> "${folder.path}/asked"
case "$1 $2" in
  'api --paginate') echo '${JSON.stringify([{ artifacts: ARTIFACTS.slice(0, 2) }, { artifacts: ARTIFACTS.slice(2) }])}' ;;
  'api repos/{owner}/{repo}/actions/runs/7') echo 'pull_request .github/workflows/other.yml' ;;
  'api repos/{owner}/{repo}/actions/runs/8') echo 'pull_request .github/workflows/review.yml@main' ;;
  'run download') cp -r "${kept}" plans ;;
  *) exit 1 ;;
esac
`;

const git = async (...args: string[]) =>
  (await runOrThrow('git', args, { cwd: clone, env })).stdout.trim();
const script = (name: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
  run(path.join('.github/scripts', name), args, { cwd: clone, env: { ...env, ...more } });

/** Commits a change to a branch, and checks out the merge commit that GitHub would create for its pull request. */
async function pullRequest(text: string): Promise<void> {
  fs.rmSync(path.join(clone, 'plans'), { recursive: true, force: true });
  await git('checkout', '--quiet', '-B', 'change', 'main');
  fs.writeFileSync(path.join(clone, 'environments', 'local.yaml'), text);
  await git('commit', '--quiet', '--all', '--message', 'change');
  await git('checkout', '--quiet', '--detach', 'main');
  await git('merge', '--quiet', '--no-ff', 'change', '--message', 'merge');
}

/** Merges it as GitHub does: with the same tree and another commit. */
async function merge(): Promise<void> {
  await git('checkout', '--quiet', 'main');
  await git('merge', '--quiet', '--no-ff', 'change', '--message', 'merged');
  github.merged = await git('rev-parse', 'HEAD');
  fs.rmSync(path.join(clone, 'plans'), { recursive: true, force: true });
}

beforeAll(async () => {
  aws = await startLocalAws({ sharedProvider: true });
  const bin = path.dirname(folder.script('bin/gh', GH));
  env = {
    ...terraformEnvironment(path.join(folder.path, 'terraform'), process.env),
    ...aws.environment(),
    ...GIT_ENVIRONMENT,
    CDKTF_SKIP_PROVIDER_LOCK: 'true',
    CI: 'true',
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    GITHUB_TOKEN: 'right-token',
    GITHUB_REPOSITORY: 'acme/recordings',
    GITHUB_GRAPHQL_URL: (await github.start()).graphqlUrl,
    GITHUB_STEP_SUMMARY: path.join(folder.path, 'summary.md'),
  };
  s3 = new S3Client({
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
    forcePathStyle: true,
  });
  await s3.send(new CreateBucketCommand({ Bucket: 'acme-state' }));
  await cloneProject(clone, environment(), env);
  await git('commit', '--quiet', '--allow-empty', '--message', 'a first merge');
});

afterAll(async () => {
  s3.destroy();
  await Promise.all([aws.stop(), github.stop()]);
  folder.remove();
});

test.each([
  ['deploy.sh', 'git', ['local']],
  ['plan.sh', 'git', ['local', '12']],
  ['drift.sh', 'git', ['local']],
  ['fork.sh', 'git', []],
  ['deploy.sh', 'npx', ['local']],
  ['plan.sh', 'npx', ['local', '12']],
  ['environments.sh', 'npx', []],
  ['ranges.sh', 'npx', ['main']],
  ['synthesize.sh', 'od', ['synthesized']],
])('%s fails when %s fails in a substitution', async (name, command, args) => {
  const failing = path.dirname(folder.script(`${name}-${command}/${command}`, 'exit 77'));
  const { code } = await script(name, args, { PATH: `${failing}:${env.PATH ?? ''}` });
  expect(code).toBe(77);
});

test('a merge is deployed', async () => {
  const { code, stdout } = await script('deploy.sh', ['local']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/\nApplied calls-local\.\n$/);
});

test('a pull request that shortens retention by one day is stopped, and the comment says so', async () => {
  await pullRequest(environment({ days: 89, tags: TAGS }));
  await expect(script('plan.sh', ['local', '12'])).resolves.toMatchObject({ code: 6 });
  const [comment] = github.comments;
  expect(comment?.body).toContain('## Plan review: data loss (1)');
  expect(comment?.body).toContain(
    '- `calls-local` **stops**: Recordings in `acme-calls` are readable for 89 days instead of 90. [expiry-shortened]',
  );
  expect(comment?.body).toContain(
    '- `state-local` changes too. It has to be deployed by hand: no workflow does it.',
  );
  // Attributes that AWS fills in when a bucket is created are not drift.
  expect(comment?.body).not.toContain('Changed outside');
  expect(fs.readFileSync(path.join(folder.path, 'summary.md'), 'utf8')).toContain(
    'Those older than 89 days are hidden at the next midnight UTC and recoverable for 30 days.',
  );
});

test('a pull request that only adds a tag is one line in the same comment', async () => {
  await pullRequest(environment({ storeTags: TAGS }));
  await expect(script('plan.sh', ['local', '12'])).resolves.toMatchObject({ code: 0 });
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain(
    '-->\n\nPlan review: no risk to recordings found. 1 stack: 5 changed (tags only).\n\n<details>',
  );
  fs.renameSync(path.join(clone, 'plans'), kept);
});

test('the exact deployment applies the reviewed plan, and a second plan is empty', async () => {
  await merge();
  const deployed = await script('deploy.sh', ['local'], { CALLVAULT_EXACT: 'true' });
  expect(deployed).toMatchObject({ code: 0, stdout: 'Applied calls-local.\n' });
  const name = `plans-local-${await git('rev-parse', 'HEAD^{tree}')}`;
  const jq = '--jq "\\(.event) \\(.path)"';
  expect(fs.readFileSync(path.join(folder.path, 'asked'), 'utf8')).toBe(
    [
      `api --paginate --slurp repos/{owner}/{repo}/actions/artifacts?per_page=100&name=${name}`,
      `api repos/{owner}/{repo}/actions/runs/7 ${jq}`,
      `api repos/{owner}/{repo}/actions/runs/8 ${jq}`,
      `run download 8 --name ${name} --dir plans`,
      '',
    ].join('\n'),
  );
  await expect(script('drift.sh', ['local'])).resolves.toMatchObject({ code: 0 });
  expect(github.issues).toEqual([]);
});

test('a change outside Terraform opens an issue that describes the drift', async () => {
  await s3.send(new DeleteBucketPolicyCommand({ Bucket: 'acme-calls' }));
  await expect(script('drift.sh', ['local'])).resolves.toMatchObject({ code: 0 });
  expect(github.issues).toMatchObject([{ title: 'Drift in local' }]);
  expect(github.issues[0]?.body).toContain('## Drift: broader access (2)');
  expect(github.issues[0]?.body).toContain(
    '- `calls-local`: The bucket policy of `acme-calls` is removed and no longer denies `s3:PutObject`. [deny-removed]',
  );
});
