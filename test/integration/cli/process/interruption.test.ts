import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { descendantsOf, isAlive, waitUntil } from '../../../dev/processes';
import { TemporaryFolder } from '../../../dev/temporary-folder';
import { terraformEnvironment } from '../../../../dev/terraform-environment';

const temporary = new TemporaryFolder();

afterAll(() => {
  temporary.remove();
});

/** Three resources: Terraform is interrupted during the second one. */
const CONFIGURATION = `
resource "terraform_data" "first" {}
resource "terraform_data" "second" {
  depends_on = [terraform_data.first]
  provisioner "local-exec" {
    command = "sleep 30"
  }
}
resource "terraform_data" "third" {
  depends_on = [terraform_data.second]
}
`;

interface Running {
  readonly folder: string;
  readonly caller: ChildProcess;
  readonly temporaryFile: string;
  readonly output: () => string;
}

/** A program in Terraform's place that takes four seconds to save its state: longer than it takes to be killed. */
const SLOW = ['trap "sleep 4; touch saved; exit 1" INT', 'while :; do sleep 0.2; done'];

/** Starts an apply, and waits until it is in the middle of the second resource. */
async function applying(name: string, script?: readonly string[]): Promise<Running> {
  const folder = temporary.folder(name);
  const temporaryFile = path.join(folder, 'temporary');
  fs.writeFileSync(path.join(folder, 'main.tf'), CONFIGURATION);
  if (script) temporary.script(`${name}/terraform`, ...script);
  const env = {
    ...terraformEnvironment(temporary.folder(`${name}-config`), process.env),
    TEMPORARY: temporaryFile,
    PATH: [...(script ? [folder] : []), process.env.PATH].join(':'),
  };
  const entry = 'test/integration/cli/process/run-until-interrupted.ts';
  const args = ['launch/launch.js', entry, folder, folder];
  const caller = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  caller.stderr.on('data', (data: Buffer) => (text += String(data)));
  await waitUntil(
    () => descendantsOf(caller.pid ?? 0, /^sleep/).length === 1 || text.includes('waits'),
  );
  return { folder, caller, temporaryFile, output: () => text };
}

const resources = (folder: string) => {
  const state = fs.readFileSync(path.join(folder, 'terraform.tfstate'), 'utf8');
  return (JSON.parse(state) as { resources: { name: string }[] }).resources.map(({ name }) => name);
};
const lock = (folder: string) => path.join(folder, '.terraform.tfstate.lock.info');
const WAITING = 'Waiting for Terraform to save its state; press Ctrl-C again to kill it.';

test.each(['SIGINT', 'SIGTERM'] as const)(
  'after %s Terraform finishes what is under way, saves its state and releases its lock',
  async (signal) => {
    const { folder, caller, temporaryFile, output } = await applying(`one-${signal}`);
    expect(fs.existsSync(lock(folder))).toBe(true);
    caller.kill(signal);
    const [code] = (await once(caller, 'close')) as [number];
    expect(code).toBe(130);
    expect(output().trim().split('\n')).toEqual([
      WAITING,
      'Interrupted. terraform apply of one was ended early; plan it again.',
    ]);
    expect(resources(folder)).toEqual(['first', 'second']);
    expect(fs.existsSync(lock(folder))).toBe(false);
    expect(fs.existsSync(fs.readFileSync(temporaryFile, 'utf8'))).toBe(false);
  },
);

test('Terraform has as much time as it needs', async () => {
  const { folder, caller } = await applying('slow', SLOW);
  caller.kill('SIGINT');
  await once(caller, 'close');
  expect(fs.existsSync(path.join(folder, 'saved'))).toBe(true);
});

test('the same signal again kills Terraform, another one does not', async () => {
  const { folder, caller, output } = await applying('twice', SLOW);
  const all = descendantsOf(caller.pid ?? 0);
  caller.kill('SIGINT');
  await waitUntil(() => output().includes(WAITING));
  caller.kill('SIGTERM');
  caller.kill('SIGINT');
  const [code] = (await once(caller, 'close')) as [number];
  expect(code).toBe(130);
  expect(output()).toContain('Killing Terraform. Its state may be incomplete');
  await waitUntil(() => !all.some(isAlive));
  expect(all.filter(isAlive)).toEqual([]);
  expect(fs.existsSync(path.join(folder, 'saved'))).toBe(false);
});

test('without a command that must finish, an interruption ends the process at once', async () => {
  const { caller, temporaryFile, output } = await applying('waiting', ['exit 0']);
  caller.kill('SIGINT');
  const [code] = (await once(caller, 'close')) as [number];
  expect({ code, text: output() }).toEqual({ code: 130, text: 'waits\n' });
  expect(fs.existsSync(fs.readFileSync(temporaryFile, 'utf8'))).toBe(false);
});

test('Terraform saves its state even if the caller is killed', async () => {
  const { folder, caller } = await applying('killed');
  const all = descendantsOf(caller.pid ?? 0);
  caller.kill('SIGKILL');
  await waitUntil(() => !all.some(isAlive));
  expect(all.filter(isAlive)).toEqual([]);
  expect(resources(folder)).toEqual(['first', 'second']);
  expect(fs.existsSync(lock(folder))).toBe(false);
});
