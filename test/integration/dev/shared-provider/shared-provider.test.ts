import { once } from 'node:events';
import * as fs from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import * as net from 'node:net';
import * as path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLockedVersion } from '../../../../config/provider-lock';
import { SharedProvider } from '../../../../dev/shared-provider/shared-provider';
import { isAlive, waitUntil } from '../../../dev/processes';
import { TemporaryFolder } from '../../../dev/temporary-folder';

/** A provider that answers every call with its process id, and `Hang` never. */
const PROVIDER = `#!${process.execPath}
const path = require('node:path');
const socket = path.join(process.env.TMPDIR, 'provider-' + process.pid);
const server = require('node:http2').createServer();
server.on('stream', (stream, headers) => {
  if (headers[':path'].endsWith('/Hang')) return;
  stream.resume();
  stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(String(process.pid));
});
server.listen(socket, () => {
  const Addr = { Network: 'unix', String: socket };
  console.log("TF_REATTACH_PROVIDERS='" + JSON.stringify({ aws: { Addr } }) + "'");
});
`;

const folder = new TemporaryFolder();
let provider: SharedProvider | undefined;
let sessions: ClientHttp2Session[] = [];

beforeEach(async () => {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const names = ['registry.terraform.io', 'hashicorp', 'aws', readLockedVersion(''), platform];
  const program = path.join(folder.folder(...names), 'terraform-provider-aws_v5');
  fs.writeFileSync(program, PROVIDER, { mode: 0o755 });
  provider = await SharedProvider.tryStart({ CALLVAULT_PROVIDER_MIRROR: folder.path }, {});
});
afterEach(async () => {
  for (const session of sessions) session.destroy();
  sessions = [];
  await provider?.stop();
});
afterAll(() => {
  folder.remove();
});

/** Connects as a run of Terraform does. */
function connectAsTerraform() {
  const variable = provider?.environment().TF_REATTACH_PROVIDERS ?? '{}';
  const addresses = JSON.parse(variable) as Record<string, { Addr: { String: string } }>;
  const socket = addresses['registry.terraform.io/hashicorp/aws']?.Addr.String ?? '';
  const session = connect('http://localhost', { createConnection: () => net.connect(socket) });
  session.on('error', () => undefined);
  sessions.push(session);
  const begin = (name: string) => {
    const stream = session.request({ ':method': 'POST', ':path': name });
    stream.on('error', () => undefined);
    stream.end('asked');
    return stream;
  };
  const call = async (method: string) =>
    String(await buffer(begin(`/tfplugin5.Provider/${method}`)));
  return { session, begin, call };
}

const configure = () => {
  const terraform = connectAsTerraform();
  return terraform.call('Configure').then((pid) => ({ ...terraform, pid }));
};

/** Ends a run. The provider sees it within the next turns of the same event loop. */
async function end(session: ClientHttp2Session): Promise<void> {
  session.destroy();
  await once(session, 'close');
  await sleep(100);
}

test('a configured provider answers no other run until its run has ended', async () => {
  const one = await configure();
  const two = await configure();
  expect(two.pid).not.toBe(one.pid);
  await expect(one.call('PlanResourceChange')).resolves.toBe(one.pid);
  await expect(two.call('PlanResourceChange')).resolves.toBe(two.pid);
  await end(one.session);
  await expect(configure()).resolves.toMatchObject({ pid: one.pid });
});

test('the provider of a run that was killed during a call is stopped, and the next run gets another', async () => {
  const killed = await configure();
  killed.begin('/tfplugin5.Provider/Hang');
  await sleep(100);
  await end(killed.session);
  const next = await configure();
  expect(next.pid).not.toBe(killed.pid);
  await waitUntil(() => !isAlive(Number(killed.pid)));
  expect(isAlive(Number(killed.pid))).toBe(false);
});

test('calls of another service, and of a provider that has ended, fail with a status; the next run gets another provider', async () => {
  const { begin, call } = await configure();
  const status = async (name: string) => {
    const [trailers] = (await once(begin(name).resume(), 'trailers')) as [Record<string, string>];
    return trailers['grpc-status'];
  };
  await expect(status('/plugin.GRPCStdio/StreamStdio')).resolves.toBe('12');
  const pid = Number(await call('PlanResourceChange'));
  process.kill(pid);
  await waitUntil(() => !isAlive(pid));
  await expect(status('/tfplugin5.Provider/PlanResourceChange')).resolves.toBe('14');
  expect(Number((await configure()).pid)).not.toBe(pid);
});

test('without the locked version in a mirror, nothing is shared', async () => {
  const empty = folder.folder('empty', 'registry.terraform.io', 'hashicorp', 'aws', '0.0.1');
  const mirror = path.resolve(empty, '../../../..');
  await expect(
    SharedProvider.tryStart({ CALLVAULT_PROVIDER_MIRROR: mirror }, {}),
  ).resolves.toBeUndefined();
});
