import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { runStoreCheck } from '../../cli/check/check';
import { run } from '../../cli/process/run';
import { DAY_MS } from '../../core/day';
import type { ApiCall } from '../../dev/api-call';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { GENESYS_CLIENT, LocalGenesys } from '../../dev/vendors/genesys';
import type { GenesysRecording } from '../../dev/vendors/genesys-recordings';
import { type VendorFault, VendorServer } from '../../dev/vendors/server';
import type { CheckReport } from '../../integrity/report';
import type { CheckSettings } from '../../integrity/settings';
import { openClients } from '../../lambda/clients';
import { makeWorkspace, type Workspace } from '../../dev/demo/workspace';
import { TemporaryFolder } from '../dev/temporary-folder';

jest.setTimeout(180_000);

const BUCKET = 'callvault-local-calls';
const REPLICA = 'callvault-local-calls-replica';
/** Two pages of the vendor's list. More would be slow: each has four objects, at 12 ms each on the local AWS. */
const COUNT = 504;
/** The local AWS dates objects today, so the check runs three days later. */
const NOW = Date.now() + 3 * DAY_MS;
const PATTERN = 'recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}';

const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const creationOf = (index: number) => new Date(NOW - (4 + (index % 6)) * DAY_MS).toISOString();
const dayFolder = (time: string) => `recordings/${time.slice(0, 10).replaceAll('-', '/')}/`;
const keyOf = (index: number) => `${dayFolder(creationOf(index))}${idOf(index)}.wav`;

const RECORDINGS: GenesysRecording[] = Array.from({ length: COUNT }, (_, index) => ({
  conversationId: idOf(index),
  recordingId: `r${index}`,
  creationTime: creationOf(index),
}));

const settings = (api: string): CheckSettings => ({
  store: 'calls-local',
  region: 'us-east-1',
  bucket: BUCKET,
  reports: `${BUCKET}-reports`,
  replica: { bucket: REPLICA, region: 'eu-central-1' },
  paths: [{ prefix: 'recordings/', pattern: PATTERN }],
  days: 30,
  keptDays: 3650,
  graceHours: 48,
  sidecars: true,
  sidecarSuffix: '.json',
  inventory: false,
  source: {
    kind: 'api',
    vendor: 'genesys',
    secret: 'unused',
    options: { login: api, api, organizationId: 'org', keepsDays: '730' },
  },
});

const folder = new TemporaryFolder();
let aws: LocalAws;
let known: LocalGenesys;
let genesys: VendorServer;
let api: string;
let workspace: Workspace;
const client = (region = 'us-east-1') =>
  new S3Client({
    region,
    endpoint: aws.endpoint,
    credentials: TEST_CREDENTIALS,
    forcePathStyle: true,
  });

beforeAll(async () => {
  aws = await startLocalAws();
  workspace = makeWorkspace(aws, { source: 'test/environments' });
  known = new LocalGenesys();
  known.recordings.push(...RECORDINGS);
  known.now = () => NOW;
  genesys = new VendorServer([known.answer]);
  api = await genesys.start();
  const s3 = client();
  for (const Bucket of [BUCKET, REPLICA]) {
    await s3.send(new CreateBucketCommand({ Bucket }));
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  const keys = RECORDINGS.map((_, index) => keyOf(index));
  const putRecording = async (Key: string) => {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'RIFF' }));
    await s3.send(new PutObjectCommand({ Bucket: REPLICA, Key, Body: 'RIFF' }));
    for (const Bucket of [BUCKET, REPLICA]) {
      const Body = JSON.stringify({ externalStoragePath: Key, startTime: '2026-11-01T00:00:00Z' });
      await s3.send(new PutObjectCommand({ Bucket, Key: Key.replace('.wav', '.json'), Body }));
    }
  };
  await pMap(keys, putRecording, { concurrency: 16 });
});
afterEach(() => {
  aws.faults.clear();
});
afterAll(async () => {
  folder.remove();
  workspace.remove();
  await genesys.stop();
  await aws.stop();
});

function check(
  more: Partial<CheckSettings> = {},
  days?: { readonly from: string; readonly to: string },
): Promise<CheckReport> {
  const place = { endpoint: aws.endpoint, credentials: TEST_CREDENTIALS };
  const all = { ...settings(api), ...more };
  return runStoreCheck({
    settings: all,
    clients: openClients(all, place),
    workFolder: work(),
    now: NOW,
    env: { GENESYS_CLIENT_ID: GENESYS_CLIENT.id, GENESYS_CLIENT_SECRET: GENESYS_CLIENT.secret },
    onProgress: () => undefined,
    ...(days && { days }),
  });
}

const work = () => path.join(folder.path, 'work');
const found = ({ discrepancies }: CheckReport) =>
  discrepancies.map(({ kind, key }) => `${kind} ${key}`).sort();

test('hundreds of existing recordings give no discrepancy', async () => {
  expect(await check()).toMatchObject({ pointers: COUNT, objects: 2 * COUNT, total: 0 });
});

test('metadata files give the same result, and a mismatch is reported', async () => {
  const source = { kind: 'sidecars', vendor: 'genesys' } as const;
  const day = creationOf(0).slice(0, 10);
  const days = { from: day, to: day };
  expect(await check({ source }, days)).toMatchObject({ pointers: COUNT / 6, total: 0 });
  const Key = keyOf(6).replace('.wav', '.json');
  const write = (externalStoragePath: string) => {
    const Body = JSON.stringify({ externalStoragePath, startTime: '2026-11-01T00:00:00Z' });
    return client().send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  };
  await write(`old/${idOf(6)}.wav`);
  const report = await check({ source, replica: undefined }, days);
  expect(report.discrepancies).toEqual([
    { kind: 'sidecar-mismatch', key: keyOf(6), detail: `belongs to old/${idOf(6)}.wav` },
  ]);
  await write(keyOf(6));
});

/** Replaces the next answer of Genesys. */
const trouble = (answer: VendorFault['answer']) => {
  genesys.inject({ when: ({ path: asked }) => asked !== '/oauth/token', answer });
};

test('a request is repeated while the vendor is busy or has an error', async () => {
  trouble((response) => response.writeHead(429, { 'retry-after': '0' }).end());
  trouble((response) => response.writeHead(500).end());
  trouble((response) => response.writeHead(503).end());
  expect((await check()).total).toBe(0);
});

test('an invalid answer of the vendor ends the check, and the next one continues', async () => {
  trouble((response) => response.end('<html>'));
  await expect(check()).rejects.toThrow(/did not answer with JSON$/);
  expect(fs.readdirSync(work())).toHaveLength(1);
  expect((await check()).total).toBe(0);
  expect(fs.existsSync(work())).toBe(false);
});

test('a request is repeated while S3 is busy, without false findings', async () => {
  const lists = ({ service, action }: ApiCall) => service === 's3' && action === 'ListBucket';
  const fault = { kind: 'error', status: 503, code: 'SlowDown' } as const;
  const busy = aws.faults.inject({ when: lists, after: 3, times: 4, fault });
  expect((await check()).total).toBe(0);
  expect(busy.struck).toBe(4);
});

test('each planted kind of discrepancy is found, and no other', async () => {
  const s3 = client();
  const put = (Bucket: string, Key: string, Body = 'RIFF') =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: Body.length }));
  const hide = async (Bucket: string, Key: string) => {
    const { DeleteMarker } = await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(DeleteMarker).toBe(true);
  };
  const never = {
    ...RECORDINGS[0],
    conversationId: idOf(90_001),
    recordingId: 'r',
    creationTime: creationOf(1),
  };
  const late = {
    ...never,
    conversationId: idOf(90_002),
    creationTime: new Date(NOW - DAY_MS).toISOString(),
  };
  known.recordings.push(never, late);

  const hidden = keyOf(10);
  await hide(BUCKET, hidden);
  const empty = keyOf(20);
  for (const bucket of [BUCKET, REPLICA]) await put(bucket, empty, '');
  const uncopied = keyOf(30);
  await hide(REPLICA, uncopied);
  const bare = keyOf(40).replace('.wav', '.json');
  await hide(BUCKET, bare);
  const orphan = `${dayFolder(creationOf(1))}${idOf(90_003)}.wav`;
  const stray = `recordings/old/${idOf(90_004)}.wav`;
  for (const bucket of [BUCKET, REPLICA]) {
    for (const key of [orphan, stray]) await put(bucket, key);
  }

  const begin = `${dayFolder(creationOf(1))}${idOf(90_001)}.`;
  const planted = [
    `missing ${begin}`,
    `hidden ${hidden.replace('wav', '')}`,
    `wrong-size ${empty}`,
    `not-replicated ${uncopied}`,
    `sidecar-missing ${bare.replace('.json', '.wav')}`,
    `orphan ${orphan}`,
    `wrong-prefix ${stray}`,
  ];
  const report = await check();
  expect(found(report)).toEqual([...planted].sort());
  expect(report.total).toBe(planted.length);
});

test('a recording that S3 denies access to could not be checked, and is not missing', async () => {
  const day = dayFolder(creationOf(2));
  const refused = ({ request }: ApiCall) => request.s3?.query.get('prefix') === day;
  const fault = { kind: 'error', status: 403, code: 'AccessDenied' } as const;
  aws.faults.inject({ when: refused, fault });
  const report = await check();
  expect(found(report).filter((line) => line.includes(day))).toEqual([`could-not-check ${day}`]);
});

test('a vendor that keeps its own copy for a different time is reported', async () => {
  const source = settings(api).source as Extract<CheckSettings['source'], { kind: 'api' }>;
  const options = { ...source.options, keepsDays: '365' };
  const { discrepancies } = await check({ source: { ...source, options } });
  expect(discrepancies.filter(({ kind }) => kind === 'retention-differs')).toEqual([
    {
      kind: 'retention-differs',
      key: 'retention policy "Calls"',
      detail: 'deletes after 730 days, and vendorRetentionDays is 365',
    },
  ]);
});

describe('callvault check', () => {
  const manifest = () => path.join(folder.path, 'manifest.jsonl');
  const FROM = Date.UTC(2026, 0, 1);
  const callvault = ['bin/callvault.js', 'check', 'calls-local', '--from', '2026-01-01'];

  beforeAll(() => {
    const lines = RECORDINGS.slice(0, COUNT).map(({ creationTime }, index) =>
      JSON.stringify({ key: keyOf(index), at: creationTime, size: 4 }),
    );
    fs.writeFileSync(manifest(), lines.join('\n'));
  });

  const callvaultCheck = (...more: string[]) =>
    run(process.execPath, [...callvault, '--manifest', manifest(), ...more], {
      env: { ...workspace.env, CI: '1' },
    });

  test('prints its findings as text or JSON, with exit code 6', async () => {
    const { code, stdout, stderr } = await callvaultCheck();
    expect({ code, stderr }).toEqual({ code: 6, stderr: '' });
    expect(stdout).toContain("504 recordings in the vendor's list");
    expect(stdout).toContain(`hidden: ${keyOf(10)}`);
    const json = await callvaultCheck('--json');
    expect(json.code).toBe(6);
    expect(JSON.parse(json.stdout)).toMatchObject({
      store: 'calls-local',
      from: '2026-01-01',
      pointers: COUNT,
      counts: { hidden: 1, 'wrong-size': 1 },
    });
  });

  test('that is killed continues where it was', async () => {
    const lists = ({ service, action }: ApiCall) => service === 's3' && action === 'ListBucket';
    aws.faults.inject({ when: lists, after: 150, fault: { kind: 'silence' } });
    const child = spawn(process.execPath, [...callvault, '--manifest', manifest()], {
      env: { ...workspace.env, CI: '1' },
      stdio: 'ignore',
    });
    const results = () =>
      fs.existsSync('.callvault/check')
        ? fs
            .readdirSync('.callvault/check', { recursive: true })
            .filter((name) => String(name).includes('results/') && String(name).endsWith('.json'))
        : [];
    while (results().length < 20) await sleep(50);
    child.kill('SIGKILL');
    await once(child, 'close');
    aws.faults.clear();
    let listed = 0;
    const count = (call: ApiCall) => {
      listed += lists(call) ? 1 : 0;
      return false;
    };
    aws.faults.inject({ when: count, fault: { kind: 'silence' } });
    const done = results().length;
    const { code, stdout } = await callvaultCheck('--json');
    expect(code).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject({ pointers: COUNT, counts: { hidden: 1 } });
    // Each partition lists the bucket and its replica; a finished one is not listed again.
    const parts = (Date.parse(new Date().toISOString().slice(0, 10)) - FROM) / DAY_MS + 1;
    expect(listed).toBeLessThan(2 * (parts - done) + 60);
    expect(results()).toEqual([]);
  });

  test.each([
    [['--from', 'yesterday'], 'check-days: --from yesterday is not a valid date'],
    [['--to', '2025-01-01'], 'check-days: 2026-01-01 is after 2025-01-01'],
  ])('%j is refused', async (more, message) => {
    const { code, stderr } = await callvaultCheck(...more);
    expect({ code, line: stderr.split('\n')[0]?.trim() }).toEqual({ code: 2, line: message });
  });

  test('an invalid manifest is refused with the line', async () => {
    fs.writeFileSync(manifest(), '{"key":"a","at":"2026-11-01"}\n{"key":""}\n');
    const { code, stderr } = await callvaultCheck();
    expect(code).toBe(2);
    expect(stderr).toContain('manifest.jsonl: line 2 has no key');
  });
});
