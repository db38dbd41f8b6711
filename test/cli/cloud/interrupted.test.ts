import { applyRun, findBlockingRun, startRun } from '../../../cli/cloud/run';
import { Secret } from '../../../core/secret';
import { CLOUD_TOKEN, LocalCloud } from '../../../dev/kills/local-cloud';
import type { VendorRequest } from '../../../dev/vendors/exchange';
import { VendorServer } from '../../../dev/vendors/server';

const PATIENCE = { everyMs: 1, atMostMs: 500 };

const server = new VendorServer();
let cloud: LocalCloud;

beforeAll(async () => {
  await server.start();
});
beforeEach(() => {
  cloud = new LocalCloud();
  server.serve([cloud.answer]);
  server.reset();
});
afterAll(async () => {
  await server.stop();
});

const place = () => ({ url: `${server.address}/api/v2`, token: new Secret(CLOUD_TOKEN) });
const start = () =>
  startRun(
    place(),
    {
      organization: 'acme',
      workspace: 'callvault-calls-prod',
      archive: Buffer.from('archive'),
      message: 'Pull request 12',
      speculative: false,
    },
    PATIENCE,
  );
const loseAnswer = (path: RegExp) => {
  server.inject({
    when: (request: VendorRequest) => request.method === 'POST' && path.test(request.path),
    answer: (response) => response.destroy(),
    afterwards: true,
  });
};
const planned = async (id: string) => {
  for (let times = 0; times < 3; times += 1) await findBlockingRun(place(), id);
};

test('a run whose creation was not answered is found, and not started twice', async () => {
  await start();
  loseAnswer(/\/runs$/);
  await expect(start()).resolves.toBe('run-2');
  expect(cloud.runs.map(({ id }) => id)).toEqual(['run-1', 'run-2']);
});

test('a run that waits for one that was started and forgotten says so', async () => {
  const forgotten = await start();
  await planned(forgotten);
  const next = await start();
  await expect(findBlockingRun(place(), next)).resolves.toBe(forgotten);
  for (const each of cloud.runs) if (each.id === forgotten) each.status = 'discarded';
  await expect(findBlockingRun(place(), next)).resolves.toBeUndefined();
});

test('an apply whose answer was lost, or that was begun by an interrupted command, is waited for', async () => {
  const id = await start();
  await planned(id);
  loseAnswer(/actions\/apply$/);
  await applyRun(place(), id, PATIENCE);
  expect(cloud.runs.map(({ status }) => status)).toEqual(['applied']);
  await applyRun(place(), id, PATIENCE);
  expect(server.count('POST', /actions\/apply$/)).toBe(2);
});

test('a run that cannot be applied is an error', async () => {
  const id = await start();
  for (const each of cloud.runs) each.status = 'discarded';
  await expect(applyRun(place(), id, PATIENCE)).rejects.toThrow('answered 409');
});
