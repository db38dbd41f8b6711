import { App, LocalBackend, TerraformStack } from 'cdktf';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { run, runOrThrow } from '../../cli/process/run';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { PathLock, type PathLockProps } from '../../modules/path-lock';

jest.setTimeout(120_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-path-lock-'));
const env = terraformEnvironment(folder, process.env);
const cwd = path.join(folder, 'stack');

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function write(props: PathLockProps): void {
  const stack = new TerraformStack(new App(), 'stack');
  new LocalBackend(stack, { path: path.join(folder, 'terraform.tfstate') });
  new PathLock(stack, 'PathLock', props);
  fs.mkdirSync(cwd, { recursive: true });
  fs.writeFileSync(path.join(cwd, 'cdk.tf.json'), JSON.stringify(stack.toTerraform()));
}

const plan = () => run('terraform', ['plan', '-input=false', '-no-color'], { cwd, env });

const RECORDINGS = { prefix: 'recordings/', pattern: '{yyyy}/{conversation_uuid}' };
const CALLS = { prefix: 'calls/', pattern: '{yyyy}/{conversation_uuid}' };

test('Terraform refuses to move recordings to another path, unless the old one stays declared', async () => {
  write({ paths: [RECORDINGS] });
  await runOrThrow('terraform', ['init', '-input=false'], { cwd, env });
  await runOrThrow('terraform', ['apply', '-auto-approve', '-input=false'], { cwd, env });
  await expect(plan()).resolves.toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No changes.') as unknown,
  });

  const refused = {
    code: 1,
    stderr: expect.stringContaining('Instance cannot be destroyed') as unknown,
  };
  for (const moved of [CALLS, { prefix: 'recordings/', pattern: '{conversation_uuid}' }]) {
    write({ paths: [moved] });
    await expect(plan()).resolves.toMatchObject(refused);
  }

  write({ paths: [CALLS, RECORDINGS] });
  await runOrThrow('terraform', ['apply', '-auto-approve', '-input=false'], { cwd, env });
  await expect(plan()).resolves.toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No changes.') as unknown,
  });
  write({ paths: [RECORDINGS, CALLS] });
  await expect(plan()).resolves.toMatchObject(refused);
});

test('an entry is removed by hand only: its lock is removed from the state, and the others move up', async () => {
  write({ paths: [CALLS] });
  await expect(plan()).resolves.toMatchObject({ code: 1 });

  const { stdout } = await run('terraform', ['state', 'list'], { cwd, env });
  const [second = '', first = '', ...more] = stdout.trim().split('\n');
  expect({ first, second, more }).toMatchObject({
    first: expect.stringMatching(/^terraform_data\.PathLock_Path_\w+$/) as unknown,
    second: expect.stringMatching(/^terraform_data\.PathLock_Path2_\w+$/) as unknown,
    more: [],
  });
  await runOrThrow('terraform', ['state', 'rm', first], { cwd, env });
  await runOrThrow('terraform', ['state', 'mv', second, first], { cwd, env });
  await expect(plan()).resolves.toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No changes.') as unknown,
  });
});
