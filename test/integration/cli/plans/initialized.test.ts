import * as fs from 'node:fs';
import * as path from 'node:path';
import { AwsRefusedError } from '../../../../cli/exit';
import { planStack } from '../../../../cli/plans/plan-stack';
import { initStack } from '../../../../cli/plans/previous-state';
import type { StackFolder } from '../../../../cli/plans/terraform';
import { tryFindExecutable } from '../../../../core/executable';
import { TemporaryFolder } from '../../../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

/** The real Terraform, which records its commands next to the stack. */
const terraform = temporary.script(
  'bin/terraform',
  'echo "$1" >> ../commands',
  `exec ${tryFindExecutable('terraform', process.env) ?? 'terraform'} "$@"`,
);

class World {
  readonly root = fs.mkdtempSync(path.join(temporary.path, 'stack-'));
  readonly folder = path.join(this.root, 'calls-prod');
  version: string | undefined = 'Terraform v1.11.4';
  env: NodeJS.ProcessEnv = { ...process.env, CALLVAULT_TERRAFORM: terraform };

  constructor() {
    fs.mkdirSync(this.folder);
    this.configure({ backend: { local: { path: 'calls.tfstate' } } });
  }

  get stack(): StackFolder {
    const { folder, env, version } = this;
    return { id: 'calls-prod', environment: 'prod', folder, env, version };
  }

  /** The stack has one resource, which needs no provider. */
  configure(settings: object): void {
    const resource = { terraform_data: { Lock: { input: 'recordings' } } };
    this.write('cdk.tf.json', JSON.stringify({ terraform: settings, resource }));
  }

  write(name: string, text: string): void {
    fs.writeFileSync(path.join(this.folder, name), text);
  }

  /** Initializes the stack, and returns the commands of Terraform that this has taken. */
  async init(): Promise<string[]> {
    await initStack(this.stack);
    return this.commands();
  }

  commands(): string[] {
    const file = path.join(this.root, 'commands');
    const commands = fs.readFileSync(file, 'utf8').trim().split('\n');
    fs.rmSync(file);
    return commands;
  }
}

const BACKEND = { local: { path: 'calls.tfstate' } };

test.each<[string, (world: World) => void]>([
  [
    'the Terraform version that the stack requires',
    (world) => {
      world.configure({ backend: BACKEND, required_version: '>= 1.1.0' });
    },
  ],
  [
    'the lock file of the providers',
    (world) => {
      world.write('.terraform.lock.hcl', '# no provider\n');
    },
  ],
  [
    'the backend that Terraform has initialized',
    (world) => {
      const state = fs.readFileSync(path.join(world.folder, '.terraform/terraform.tfstate'));
      world.write('.terraform/terraform.tfstate', `${String(state)}\n`);
    },
  ],
  [
    'the folder of Terraform, which was removed',
    (world) => {
      fs.rmSync(path.join(world.folder, '.terraform'), { recursive: true });
    },
  ],
  [
    'the version of Terraform',
    (world) => {
      world.version = 'OpenTofu v1.11.4';
    },
  ],
  [
    'a variable of Terraform',
    (world) => {
      world.env = { ...world.env, TF_PLUGIN_CACHE_DIR: temporary.folder('plugins') };
    },
  ],
])('after one init, another one runs only with a change of %s', async (_, change) => {
  const world = new World();
  expect(await world.init()).toEqual(['init']);
  world.env = { ...world.env, TF_LOG_PATH: '/dev/null', AWS_PROFILE: 'other' };
  await planStack(world.stack, 'tfplan', { lock: true });
  expect(world.commands()).toEqual(['plan']);
  await initStack(world.stack);
  change(world);
  expect(await world.init()).toEqual(['init']);
});

test.each<[string, NodeJS.ProcessEnv, object]>([
  ['with options of the user', { TF_CLI_ARGS_init: '-upgrade=false' }, { backend: BACKEND }],
  ['in a workspace', { TF_WORKSPACE: 'default' }, { backend: BACKEND }],
  ['in another folder', { TF_DATA_DIR: '.data' }, { backend: BACKEND }],
  ['without a backend', {}, {}],
  ['with a backend that callvault does not know', {}, { backend: { inmem: {} } }],
])('init runs each time %s', async (_, env, settings) => {
  const world = new World();
  world.configure(settings);
  world.env = { ...world.env, ...env };
  expect(await world.init()).toEqual(['init']);
  expect(await world.init()).toEqual(['init']);
});

test('init runs each time if the version of Terraform is not known', async () => {
  const world = new World();
  world.version = undefined;
  expect(await world.init()).toEqual(['init']);
  expect(await world.init()).toEqual(['init']);
});

test('init runs, and refuses as before, if the backend changes', async () => {
  const world = new World();
  await world.init();
  world.configure({ backend: { local: { path: 'other.tfstate' } } });
  await expect(initStack(world.stack)).rejects.toThrow(AwsRefusedError);
  expect(world.commands()).toEqual(['init']);
});

test('a plan for which Terraform asks for init is made once more after init', async () => {
  const world = new World();
  await world.init();
  fs.mkdirSync(path.join(world.folder, 'more'));
  world.write('more.tf.json', JSON.stringify({ module: { more: { source: './more' } } }));
  expect(await world.init().catch(() => [])).toEqual([]);
  expect(await planStack(world.stack, 'tfplan', { lock: true })).toBe(true);
  expect(world.commands()).toEqual(['plan', 'init', 'plan']);
  await expect(planStack(world.stack, 'missing/tfplan', { lock: true })).rejects.toThrow(
    AwsRefusedError,
  );
  expect(world.commands()).toEqual(['plan']);
});
