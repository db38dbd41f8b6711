import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { cloudPlace } from '../../../cli/cloud/api';
import { archiveStack } from '../../../cli/cloud/archive';
import { applyRun, readCloudPlan, startRun } from '../../../cli/cloud/run';
import { Secret } from '../../../core/secret';
import { FakeCloud } from './fake-cloud';

const PATIENCE = { everyMs: 1 };

let cloud: FakeCloud;
beforeEach(async () => {
  cloud = new FakeCloud();
  await cloud.start();
});
afterEach(async () => {
  await cloud.stop();
});

const place = (token = 'right-token') => ({
  url: `http://${cloud.host}/api/v2`,
  token: new Secret(token),
});
const request = (archive = Buffer.from('archive')) => ({
  organization: 'acme',
  workspace: 'callvault-calls-prod',
  archive,
  message: 'Pull request 12',
  speculative: true,
});

/** Names and contents of what is in an archive. */
async function contents(archive: Buffer): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const tar = extract();
  tar.end(gunzipSync(archive));
  for await (const entry of tar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    found[entry.header.name] = Buffer.concat(chunks).toString();
  }
  return found;
}

async function withStack<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-archive-'));
  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  write('cdk.tf.json', '{}');
  write('assets/check/abc/archive.zip', 'code');
  write('.terraform.lock.hcl', 'providers');
  write('.terraform/providers/a', 'large');
  write('terraform.calls-prod.tfstate', 'state');
  write('plan', 'plan');
  try {
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

test('an archive contains only the stack and the code of its functions', async () => {
  const [one, two] = await withStack((folder) =>
    Promise.all([archiveStack(folder), archiveStack(folder)]),
  );
  expect(await contents(one)).toEqual({
    'cdk.tf.json': '{}',
    'assets/check/abc/archive.zip': 'code',
    '.terraform.lock.hcl': 'providers',
  });
  expect(one.equals(two)).toBe(true);
});

test('a run uses the uploaded configuration and the workspace, and is not applied', async () => {
  await expect(startRun(place(), request(), PATIENCE)).resolves.toBe('run-1');
  expect(cloud.archive?.toString()).toBe('archive');
  const [version] = cloud.asked('POST /api/v2/workspaces');
  expect(JSON.parse(String(version?.body))).toEqual({
    data: {
      type: 'configuration-versions',
      attributes: { 'auto-queue-runs': false, speculative: true },
    },
  });
  const [run] = cloud.asked('POST /api/v2/runs');
  expect(JSON.parse(String(run?.body))).toEqual({
    data: {
      type: 'runs',
      attributes: { message: 'Pull request 12', 'auto-apply': false },
      relationships: {
        workspace: { data: { type: 'workspaces', id: 'ws-1' } },
        'configuration-version': { data: { type: 'configuration-versions', id: 'cv-1' } },
      },
    },
  });
});

test('a plan is read from the target of the redirect when it is finished', async () => {
  await expect(readCloudPlan(place(), 'run-1', PATIENCE)).resolves.toBe(JSON.stringify(cloud.plan));
  expect(cloud.asked('/plans/plan-1')).toHaveLength(3);
});

test('the token is sent to Terraform Cloud only, never to a signed URL', async () => {
  await startRun(place(), request(), PATIENCE);
  await readCloudPlan(place(), 'run-1', PATIENCE);
  expect(cloud.asked('/signed/').map(({ token }) => token)).toEqual([undefined, undefined]);
  expect(cloud.asked('/api/v2').every(({ token }) => token === 'Bearer right-token')).toBe(true);
});

test('a redirect to an unsafe URL is refused', async () => {
  cloud.location = 'http://elsewhere.example/plan';
  await expect(readCloudPlan(place(), 'run-1', PATIENCE)).rejects.toThrow(
    'redirects to what is not an https address',
  );
});

test('a second redirect is refused', async () => {
  cloud.location = `http://${cloud.host}/api/v2/runs/run-1/plan/json-output`;
  await expect(readCloudPlan(place(), 'run-1', PATIENCE)).rejects.toThrow(
    'answered 401 (unauthorized)',
  );
});

test.each(['errored', 'canceled', 'unreachable'])(
  'a plan that is %s is an error',
  async (status) => {
    cloud.planStatuses = ['running', status];
    await expect(readCloudPlan(place(), 'run-1', PATIENCE)).rejects.toThrow(
      `/plans/plan-1 is ${status}`,
    );
  },
);

test('waiting for a plan has a time limit', async () => {
  cloud.planStatuses = ['running'];
  await expect(readCloudPlan(place(), 'run-1', { everyMs: 1, atMostMs: 20 })).rejects.toThrow(
    'is still running after 20 ms',
  );
});

test('a configuration that cannot be processed is an error, and starts no run', async () => {
  cloud.versionStatuses = ['errored'];
  await expect(startRun(place(), request(), PATIENCE)).rejects.toThrow(
    '/configuration-versions/cv-1 is errored',
  );
  expect(cloud.asked('POST /api/v2/runs')).toEqual([]);
});

test('a run is applied, and its end is awaited', async () => {
  await applyRun(place(), 'run-1', PATIENCE);
  expect(cloud.asked('actions/apply')).toHaveLength(1);
  expect(cloud.asked('GET /api/v2/runs/run-1')).toHaveLength(3);
});

test.each(['errored', 'discarded'])('an apply that is %s is an error', async (status) => {
  cloud.runStatuses = ['applying', status];
  await expect(applyRun(place(), 'run-1', PATIENCE)).rejects.toThrow(`is ${status}`);
});

test('an error shows Terraform Cloud’s message, but not the token', async () => {
  const read = readCloudPlan(place('wrong-token-here'), 'run-1', PATIENCE);
  await expect(read).rejects.toThrow('answered 401 (unauthorized)');
  await expect(read).rejects.not.toThrow('wrong-token-here');
});

const HOST = 'tfe.acme-corp.example';
const noToken = (host: string, variable: string) =>
  `  cloud-token: no token for ${host} was found: ${variable} is not set, and terraform login stored none\n` +
  `  Set ${variable} to a team or user token, or run terraform login ${host}.`;

test('the token is the one that terraform itself would use', () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-home-'));
  const env = { HOME: home };
  expect(() => cloudPlace(HOST, env)).toThrow(noToken(HOST, 'TF_TOKEN_tfe_acme__corp_example'));
  fs.mkdirSync(path.join(home, '.terraform.d'));
  const file = path.join(home, '.terraform.d', 'credentials.tfrc.json');
  fs.writeFileSync(file, JSON.stringify({ credentials: { [HOST]: { token: 'of-login' } } }));
  expect(cloudPlace(HOST, env).token.reveal()).toBe('of-login');
  expect(() => cloudPlace('app.terraform.io', env)).toThrow(
    noToken('app.terraform.io', 'TF_TOKEN_app_terraform_io'),
  );
  const { url, token } = cloudPlace(HOST, { ...env, TF_TOKEN_tfe_acme__corp_example: 'of-env' });
  expect({ url, token: token.reveal() }).toEqual({
    url: `https://${HOST}/api/v2`,
    token: 'of-env',
  });
  fs.rmSync(home, { recursive: true, force: true });
});

test('on Windows the token of terraform login is in %APPDATA%', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-home-'));
  fs.mkdirSync(path.join(folder, 'terraform.d'));
  const file = path.join(folder, 'terraform.d', 'credentials.tfrc.json');
  fs.writeFileSync(file, JSON.stringify({ credentials: { [HOST]: { token: 'of-login' } } }));
  const { platform } = process;
  Object.defineProperty(process, 'platform', { value: 'win32' });
  try {
    expect(cloudPlace(HOST, { HOME: '/none', APPDATA: folder }).token.reveal()).toBe('of-login');
  } finally {
    Object.defineProperty(process, 'platform', { value: platform });
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
