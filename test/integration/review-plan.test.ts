import * as fs from 'node:fs';
import * as path from 'node:path';
import { run, runOrThrow } from '../../cli/process/run';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { cloneProject, GIT_ENVIRONMENT } from '../../dev/project-clone';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { TemporaryFolder } from '../dev/temporary-folder';

jest.setTimeout(180_000);

const STORE = (name: string, days: number) =>
  `  ${name}: { vendor: worqhat, bucket: acme-${name}, retention: { days: ${days} } }`;
const environment = (...stores: string[]) =>
  `account: '123456789012'
region: us-east-1
type: throw-away
state: { backend: local }
stores:
${stores.join('\n')}
`;

const folder = new TemporaryFolder();
const clone = path.join(folder.path, 'clone');
const file = path.join(clone, 'environments', 'local.yaml');
let aws: LocalAws;
let env: NodeJS.ProcessEnv;
const git = (...args: string[]) => runOrThrow('git', args, { cwd: clone, env });

async function commit(text: string): Promise<void> {
  fs.writeFileSync(file, text);
  await git('commit', '--quiet', '--all', '--message', 'change');
}

/** What `--json` prints: a review, or an error. */
interface Printed {
  readonly stacks: { stack: string }[];
  readonly notes: string[];
  readonly error?: { message: string };
}

/** The stacks that were planned, and the notes on what no plan contains. */
async function review(...args: string[]) {
  const command = ['bin/callvault.js', 'review', '--plan', '--json', ...args];
  const { code, stdout, stderr } = await run(process.execPath, command, { cwd: clone, env });
  if (stdout === '') return { code, stderr };
  const { stacks, notes, error } = JSON.parse(stdout) as Printed;
  if (error) return { code, stderr: error.message };
  return { code, stacks: stacks.map(({ stack }) => stack).sort(), notes };
}

beforeAll(async () => {
  aws = await startLocalAws({ sharedProvider: true });
  env = {
    ...terraformEnvironment(path.join(folder.path, 'terraform'), process.env),
    ...aws.environment(),
    ...GIT_ENVIRONMENT,
  };
  const stores = [STORE('one', 90), STORE('two', 90), STORE('three', 90)];
  await cloneProject(clone, environment(...stores), env);
  await git('branch', 'base');
});
afterAll(async () => {
  await aws.stop();
  folder.remove();
});

test('without changes, no stack is planned', async () => {
  await expect(review('--base', 'base')).resolves.toEqual({ code: 0, stacks: [], notes: [] });
});

test('only the stack that differs from the commit the branch came from is planned', async () => {
  await commit(environment(STORE('one', 90), STORE('two', 89), STORE('three', 90)));
  const planned = { code: 0, stacks: ['two-local'], notes: [] };
  await expect(review('--base', 'base')).resolves.toEqual(planned);
  // A later commit on the base is not a change of this branch.
  await git('checkout', '--quiet', 'base');
  await commit(environment(STORE('one', 30), STORE('two', 90), STORE('three', 90)));
  await git('checkout', '--quiet', '-');
  await expect(review('--base', 'base')).resolves.toEqual(planned);
});

test('a stack that was removed from the environment files stops the change, although no plan contains it', async () => {
  await commit(environment(STORE('one', 90), STORE('two', 90)));
  const stopped = { code: 6, stacks: ['three-local'], notes: [] };
  await expect(review('--base', 'base', '--fail-on', 'unwatched')).resolves.toEqual(stopped);
});

test('when the code differs as well, each commit is synthesized with its own code', async () => {
  const code = path.join(clone, 'core', 'vendor-policy.ts');
  const text = fs.readFileSync(code, 'utf8');
  // The stacks one and two stay the same; three would be planned if it still existed.
  fs.writeFileSync(code, `${text}// A comment that changes no stack.\n`);
  await commit(environment(STORE('one', 90), STORE('two', 90)));
  await expect(review('--base', 'base')).resolves.toMatchObject({ stacks: ['three-local'] });
  edit('core/vendor-policy.ts', "'recordings'", "'written'");
  await commit(environment(STORE('one', 90)));
  // The other two were removed.
  const stacks = ['one-local', 'three-local', 'two-local'];
  await expect(review('--base', 'base')).resolves.toMatchObject({ stacks });
  fs.writeFileSync(code, text);
  await commit(environment(STORE('one', 90), STORE('two', 90)));
});

test('plan --changed plans only the stacks that differ from the base commit', async () => {
  await commit(environment(STORE('one', 90), STORE('two', 30)));
  const command = ['bin/callvault.js', 'plan', 'local', '--base', 'base', '--changed'];
  const { code, stderr } = await run(process.execPath, command, { cwd: clone, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'two-local: changes\n' });
  expect(fs.readdirSync(path.join(clone, 'plans')).sort()).toEqual(['manifest.json', 'two-local']);
  const manifest = fs.readFileSync(path.join(clone, 'plans', 'manifest.json'), 'utf8');
  expect(JSON.parse(manifest)).toMatchObject({ gone: [{ id: 'three-local' }], byHand: [] });
  fs.rmSync(path.join(clone, 'plans'), { recursive: true });
});

test('no worktree and no plan is left behind', async () => {
  const { stdout } = await git('worktree', 'list');
  expect(stdout.trim().split('\n')).toHaveLength(1);
  const { stdout: changed } = await git('status', '--porcelain', '--', ':!node_modules');
  expect(changed).toBe('');
});

test('a branch that does not exist is refused', async () => {
  const { code, stderr } = await review('--base', 'origin/none');
  expect(code).toBe(2);
  expect(stderr).toContain(
    'review-base: --base "origin/none" is not a commit, branch or tag of this repository',
  );
});

/** Checks out the merge commit that GitHub would create for a pull request with one change, and runs the fork's script. */
async function fork(change: () => void, name: string) {
  await git('checkout', '--quiet', '-B', name, 'base');
  change();
  await git('commit', '--quiet', '--all', '--message', name);
  await git('checkout', '--quiet', '--detach', 'base');
  await git('merge', '--quiet', '--no-ff', name, '--message', 'merge');
  const summary = path.join(folder.path, `${name}.md`);
  const { code, stderr } = await run('.github/scripts/fork.sh', [], {
    cwd: clone,
    // What a runner has must not reach the code of a fork.
    env: { ...env, GITHUB_STEP_SUMMARY: summary, SECRET_OF_THE_RUNNER: 'x' },
  });
  return { code, stderr, summary: fs.readFileSync(summary, 'utf8') };
}

const edit = (name: string, from: string, to: string) => {
  const text = fs.readFileSync(path.join(clone, name), 'utf8');
  if (!text.includes(from)) throw new Error(`${from} is not in ${name}`);
  fs.writeFileSync(path.join(clone, name), text.replace(from, to));
};

describe('a pull request from a fork', () => {
  test('stops if its code shortens retention and leaves out the external id, whatever the files say', async () => {
    const { code, summary } = await fork(() => {
      edit('modules/retention.ts', '{ days: schedule.days }', '{ days: 1 }');
      edit('modules/trust.ts', "{ StringEquals: { 'sts:ExternalId': trust.externalId } }", '{}');
      const leak = "if (process.env.SECRET_OF_THE_RUNNER) throw new Error('leaked');";
      edit('main.ts', '\nsynthesize', `\n${leak}\nsynthesize`);
    }, 'hostile');
    expect(code).toBe(6);
    expect(summary).toContain('This pull request changes code.');
    expect(summary).toContain('[expiry-shortened]');
    expect(summary).toContain('[condition-removed]');
  });

  test('stops if its code cannot be synthesized, and says so', async () => {
    const { code, summary, stderr } = await fork(() => {
      edit('main.ts', '\nsynthesize', "\nthrow new Error('broken');\nsynthesize");
    }, 'broken');
    expect(code).toBe(2);
    expect(summary).toContain('## Not reviewed');
    expect(stderr).toContain('difference-output');
  });
});
