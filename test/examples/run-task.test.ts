import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createRunTask, type RunTaskOptions } from '../../examples/run-task';
import { FakeServer, json } from '../http/fake-server';

const KEY = 'a key of at least sixteen bytes';
const PLAN = '{"format_version":"1.2"}';

let cloud: FakeServer;
let url: string;
let task: Server;
let arrived: Promise<void>;

beforeEach(async () => {
  let result: () => void = () => undefined;
  arrived = new Promise((resolve) => {
    result = resolve;
  });
  cloud = new FakeServer(({ method, url: path }, response) => {
    if (path === '/plan') {
      response.end(PLAN);
    } else if (path === '/no-plan') {
      response.writeHead(204).end();
    } else json(response, {});
    if (method === 'PATCH') result();
  });
  url = await cloud.start();
});
afterEach(async () => {
  await new Promise((resolve) => task.close(resolve));
  await cloud.stop();
});

/** Asks a run task about a plan, as HCP Terraform does. Returns the status of its answer. */
async function ask(review: RunTaskOptions['review'], plan: string | undefined, key = KEY) {
  task = createRunTask({ key: KEY, review });
  await new Promise<void>((resolve) => task.listen(0, '127.0.0.1', resolve));
  const { port } = task.address() as AddressInfo;
  const body = JSON.stringify({
    payload_version: 1,
    stage: plan === undefined ? 'test' : 'post_plan',
    access_token: 'run-token',
    ...(plan !== undefined && { plan_json_api_url: `${url}${plan}` }),
    task_result_callback_url: `${url}/callback`,
  });
  const signature = createHmac('sha512', key).update(body).digest('hex');
  const { status } = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: { 'x-tfc-task-signature': signature },
    body,
  });
  return status;
}

const passes: RunTaskOptions['review'] = (plan) => {
  expect(plan).toBe(PLAN);
  return Promise.resolve({ passed: true, markdown: '## Fine' });
};

test('a run task answers with the review of the plan, with the token of the run', async () => {
  await expect(ask(passes, '/plan')).resolves.toBe(200);
  await arrived;
  expect(cloud.seen.map(({ method, headers }) => [method, headers.authorization])).toEqual([
    ['GET', 'Bearer run-token'],
    ['PATCH', 'Bearer run-token'],
  ]);
  const [, answer] = cloud.seen;
  expect(answer?.headers['content-type']).toBe('application/vnd.api+json');
  expect(JSON.parse(answer?.body ?? '')).toMatchObject({
    data: {
      type: 'task-results',
      attributes: { status: 'passed' },
      relationships: {
        outcomes: { data: [{ type: 'task-result-outcomes', attributes: { body: '## Fine' } }] },
      },
    },
  });
});

test.each([
  ['that the review stops', '/plan', () => Promise.resolve({ passed: false, markdown: '' })],
  ['that cannot be reviewed', '/plan', () => Promise.reject(new Error('not a plan'))],
  ['that is not finished', '/no-plan', passes],
])('a plan %s fails the run', async (_, plan, review) => {
  await ask(review, plan);
  await arrived;
  expect(cloud.seen.at(-1)?.body).toContain('"status":"failed"');
});

test('a request with another signature is refused, and nothing is read', async () => {
  await expect(ask(passes, '/plan', 'another key')).resolves.toBe(401);
  expect(cloud.seen).toEqual([]);
});

test('the request with which HCP Terraform tests the address is accepted', async () => {
  await expect(ask(passes, undefined)).resolves.toBe(200);
  expect(cloud.seen).toEqual([]);
});
