import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { ruleUrl } from '../../../../core/docs-url';
import { FakeCloud } from '../../../cli/cloud/fake-cloud';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-cloud-test-'));
const cloud = new FakeCloud();

beforeAll(async () => {
  await cloud.start();
  const prod = fs.readFileSync('test/environments/prod.yaml', 'utf8');
  const here = prod.replace('  project: recordings', `  hostname: ${cloud.host}`);
  fs.writeFileSync(path.join(folder, 'prod.yaml'), here);
});
afterAll(async () => {
  await cloud.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function callvault(...args: string[]) {
  const variable = `TF_TOKEN_${cloud.host.replaceAll(/[.:]/g, '_')}`;
  const child = spawn(process.execPath, ['bin/callvault.js', 'cloud', ...args], {
    env: { PATH: process.env.PATH, CALLVAULT_ENVIRONMENTS: folder, [variable]: 'right-token' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[number]>;
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code, stdout, stderr };
}

test('run uploads the current stack, with the code of its function', async () => {
  const { code, stdout } = await callvault('run', 'calls-prod', '--speculative');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'run-1\n' });
  const tar = gunzipSync(cloud.archive ?? Buffer.alloc(0)).toString('latin1');
  expect(tar).toContain('cdk.tf.json');
  expect(tar).toMatch(/assets\/.*\.zip/);
  expect(tar).toContain('"bucket": "acme-calls-prod"');
});

test('plan prints what callvault review reads', async () => {
  const { code, stdout } = await callvault('plan', 'run-1');
  expect({ code, plan: JSON.parse(stdout) as unknown }).toEqual({ code: 0, plan: cloud.plan });
});

test('apply applies the run', async () => {
  await expect(callvault('apply', 'run-1')).resolves.toMatchObject({
    code: 0,
    stdout: 'applied run-1\n',
  });
});

test('what is not the id of a run is refused', async () => {
  await expect(callvault('plan', '../workspaces')).resolves.toEqual({
    code: 2,
    stdout: '',
    stderr:
      '  cloud-run-id: "../workspaces" is not the id of a run\n  Copy it from the end of the URL of the run: run- followed by letters and digits.\n' +
      `  ${ruleUrl('cloud-run-id')}\n`,
  });
});

test('a stack with another state backend is refused', async () => {
  await expect(callvault('run', 'calls-nowhere')).resolves.toMatchObject({
    code: 2,
    stderr:
      '  cloud-state: the stack calls-nowhere does not run in Terraform Cloud: it does not exist\n  Name a stack or an environment with state: { backend: cloud }.\n' +
      `  ${ruleUrl('cloud-state')}\n`,
  });
});

test('an environment without Terraform Cloud has no runs', async () => {
  await expect(callvault('plan', 'run-1', '--environment', 'dev')).resolves.toMatchObject({
    code: 2,
    stderr:
      '  cloud-state: environment dev names no Terraform Cloud host\n  Name a stack or an environment with state: { backend: cloud }.\n' +
      `  ${ruleUrl('cloud-state')}\n`,
  });
});
