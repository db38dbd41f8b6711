import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { runFolder } from '../../../cli/cloud/run-stack';
import type { Environment } from '../../../config/environment';
import { Secret } from '../../../core/secret';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { environmentsOf } from '../../environments';
import { answeringServer, CALLER_IDENTITY } from '../answering-server';
import { NEW_STORE, newStoreText } from '../new-store';
import { FakeCloud } from './fake-cloud';

const ROLE = 'aws_iam_role.Access_Role_B85239E2';
const folder = new TemporaryFolder();
fs.writeFileSync(path.join(folder.path, 'cdk.tf.json'), '{}');

let role = '';
const aws = answeringServer((asked) => {
  if (asked.includes('GetCallerIdentity')) return { status: 200, body: CALLER_IDENTITY };
  if (role !== '' && /Action=GetRole&/.test(asked)) return { status: 200, body: role };
  const missing = /Action=/.test(asked)
    ? '<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>'
    : '{"__type":"NotFoundException"}';
  return { status: 404, body: missing };
});
const roleOf = (store: string) => {
  const tags = Object.entries({ 'managed-by': 'callvault', environment: 'prod', store })
    .map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`)
    .join('');
  return `<GetRoleResponse><GetRoleResult><Role><Tags>${tags}</Tags></Role></GetRoleResult></GetRoleResponse>`;
};

let environment: Environment;
const cloud = new FakeCloud();
beforeAll(async () => {
  const endpoint = await aws.start();
  await cloud.start();
  [environment] = environmentsOf([
    { file: 'environments/prod.yaml', text: newStoreText(endpoint) },
  ]) as [Environment];
  cloud.plan = JSON.parse(NEW_STORE) as unknown;
  cloud.planStatuses = ['finished'];
  cloud.versionStatuses = ['uploaded'];
  cloud.runStatuses = ['planned'];
});
afterAll(async () => {
  await cloud.stop();
  await aws.stop();
  folder.remove();
});

const notes: string[] = [];
beforeEach(() => {
  cloud.seen.length = 0;
  notes.length = 0;
});

function run(speculative: boolean) {
  const place = { url: `http://${cloud.host}/api/v2`, token: new Secret('right-token') };
  return runFolder(place, {
    stack: { id: 'meetings-prod', folder: folder.path },
    environment,
    organization: 'acme',
    workspace: 'callvault-calls-prod',
    message: 'Pull request 12',
    speculative,
    onStarted: () => undefined,
    onNote: (note) => notes.push(note),
  });
}

const runs = () => cloud.seen.filter(({ path: asked }) => asked === 'POST /api/v2/runs').length;
const discarded = () => cloud.asked('/actions/discard').length;

test('a run whose names are free is started once and kept', async () => {
  role = '';
  await expect(run(false)).resolves.toBe('run-1');
  expect([runs(), discarded(), notes]).toEqual([1, 0, []]);
});

test('what an interrupted deployment has left is imported by a second run, and the first is discarded', async () => {
  role = roleOf('meetings');
  await expect(run(false)).resolves.toBe('run-1');
  expect([runs(), discarded()]).toEqual([2, 1]);
  expect(notes).toEqual([`meetings-prod: ${ROLE} is imported.`]);
  const tar = gunzipSync(cloud.archive ?? Buffer.alloc(0)).toString('latin1');
  expect(tar).toContain('existing.tf.json');
  expect(tar).toContain('"id": "recordings-meetings-prod"');
});

test.each([
  [false, 1],
  [true, 0],
])(
  'a name that exists is refused; a run that is speculative: %s, is discarded %i times',
  async (speculative, times) => {
    role = roleOf('phone');
    await expect(run(speculative)).rejects.toThrow(
      'meetings-prod cannot be deployed as planned: role recordings-meetings-prod exists',
    );
    expect([runs(), discarded()]).toEqual([1, times]);
  },
);
