import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type EraseFlags, eraseRecordings } from '../../cli/erase/erase';
import type { Erasure } from '../../cli/erase/plan';
import { renderErased } from '../../cli/erase/render';
import { addHold, type HoldFlags, releaseHold } from '../../cli/hold/hold';
import { renderCases, renderHold } from '../../cli/hold/render';
import { findStore } from '../../cli/find-store';
import type { ApiCall } from '../../dev/api-call';
import { recordingSubjects } from '../../dev/kills/recordings';
import { countRequests, runKillTrial } from '../../dev/kills/prove';
import { environmentText, genesysText } from '../../dev/environment-text';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { HoldRegister } from '../../recordings/holds';
import { openPlaces } from '../../recordings/places';
import { TemporaryFolder } from '../dev/temporary-folder';
import { environmentsOf } from '../environments';
import { describeHoldsByJobs } from './holds-by-jobs';

jest.setTimeout(120_000);

const SETTINGS = [
  'pathPattern: recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}',
  'integrity: { source: manifest }',
];
const environments = environmentsOf([
  {
    file: 'environments/prod.yaml',
    text: environmentText(
      [
        genesysText(
          { days: 300 },
          ...SETTINGS,
          'holdApproval: true',
          'batchJobs: true',
          'replication: { region: eu-west-1 }',
        ),
        genesysText(
          { name: 'open', days: 300, organizationId: '7c9e6670-7425-40de-944b-e07fc1f90ae7' },
          ...SETTINGS,
        ),
      ].join(''),
      { type: 'production', state: '{ backend: s3, bucket: acme-state }' },
    ),
  },
]);
const found = findStore('calls-prod', environments);
const CALLS = ['1', '2', '3'].map((digit) => `3f2504e0-4f89-41d3-9a0c-0305e82c330${digit}`);
/** The calls that jobs change. */
const BY_JOBS = ['7', '8', '9'].map((digit) => `3f2504e0-4f89-41d3-9a0c-0305e82c330${digit}`);
const keyOf = (call = '') => `recordings/2026/11/20/${call}.wav`;
const NOW = Date.parse('2026-11-26T12:00:00Z');

const temporary = new TemporaryFolder();
let aws: LocalAws;
let s3: S3Client;
let sts: STSClient;

beforeAll(async () => {
  aws = await startLocalAws();
  const settings = { region: 'us-east-1', endpoint: aws.endpoint, credentials: TEST_CREDENTIALS };
  s3 = new S3Client(settings);
  sts = new STSClient(settings);
  for (const Bucket of ['acme-calls', 'acme-calls-replica']) {
    await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    for (const call of [...CALLS, ...BY_JOBS]) {
      await s3.send(new PutObjectCommand({ Bucket, Key: keyOf(call), Body: 'RIFF' }));
    }
  }
  const others = ['acme-calls-reports', 'acme-calls-logs', 'acme-calls-replica-logs'];
  for (const Bucket of [...others, 'acme-open', 'acme-open-reports']) {
    await s3.send(new CreateBucketCommand({ Bucket }));
  }
  await s3.send(new DeleteObjectCommand({ Bucket: 'acme-calls', Key: keyOf(CALLS[0]) }));
});
afterAll(async () => {
  temporary.remove();
  s3.destroy();
  sts.destroy();
  await aws.stop();
});

const inputFor = (store: typeof found) => ({
  places: openPlaces(store.store, { endpoint: aws.endpoint, credentials: TEST_CREDENTIALS }),
  sts,
  now: NOW,
  onProgress: () => undefined,
  pollMs: 20,
});
const add = (name: string, flags: HoldFlags, store = found) =>
  addHold(store, { ...inputFor(store), name, flags: { reason: 'Smith v. Acme', ...flags } });
const release = (name: string, flags: HoldFlags) =>
  releaseHold(found, { ...inputFor(found), name, flags: { reason: 'settled', ...flags } });

/** The calls of which every version is on hold in both buckets. */
async function held(calls = CALLS): Promise<string[]> {
  const statuses = await Promise.all(
    calls.map(async (call) => {
      const all = await Promise.all(
        ['acme-calls', 'acme-calls-replica'].map((each) => isHeld(each, keyOf(call))),
      );
      expect(new Set(all).size).toBe(1);
      return all[0] === true;
    }),
  );
  return calls.filter((_, index) => statuses[index]);
}

async function isHeld(Bucket: string, Key: string): Promise<boolean> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
  expect(Versions).toHaveLength(1);
  const VersionId = Versions[0]?.VersionId;
  try {
    const command = new GetObjectLegalHoldCommand({ Bucket, Key, VersionId });
    return (await s3.send(command)).LegalHold?.Status === 'ON';
  } catch (error) {
    if ((error as Error).name === 'NoSuchObjectLockConfiguration') return false;
    throw error;
  }
}

test('a case holds all versions of a conversation, hidden ones and copies included', async () => {
  const result = await add('smith', { conversation: [CALLS[0] ?? ''] });
  expect(renderHold(result)).toMatchObject({
    code: 0,
    text: expect.stringContaining('smith: 2 versions are on hold.') as unknown,
  });
  expect(await held()).toEqual([CALLS[0]]);
  const VersionId = (
    await s3.send(new ListObjectVersionsCommand({ Bucket: 'acme-calls', Prefix: keyOf(CALLS[0]) }))
  ).Versions?.[0]?.VersionId;
  const command = new DeleteObjectCommand({
    Bucket: 'acme-calls',
    Key: keyOf(CALLS[0]),
    VersionId,
  });
  await expect(s3.send(command)).rejects.toThrow();
});

test('a manifest adds to a case, and another case holds some of the same', async () => {
  const manifest = path.join(temporary.folder('hold'), 'ids.csv');
  fs.writeFileSync(
    manifest,
    `conversation,day\n${CALLS[0] ?? ''},2026-11-20\n${CALLS[1] ?? ''},2026-11-21\n`,
  );
  await add('smith', { manifest });
  await add('jones', { manifest, until: '2028-12-31' });
  expect(await held()).toEqual(CALLS.slice(0, 2));
  const cases = await new HoldRegister({ s3, bucket: 'acme-calls-reports' }).cases();
  expect(cases.map(({ name, runs, until }) => [name, runs.length, until])).toEqual([
    ['jones', 1, '2028-12-31'],
    ['smith', 2, undefined],
  ]);
  expect(renderCases(cases)).toContain('jones: held, expected until 2028-12-31\n  Smith v. Acme;');
});

test('a release needs a second name where the store says so', async () => {
  await expect(release('smith', {})).rejects.toThrow('--approver is missing');
  const { who } =
    (await new HoldRegister({ s3, bucket: 'acme-calls-reports' }).tryFind('smith')) ?? {};
  await expect(release('smith', { approver: who ?? '' })).rejects.toThrow('is the caller');
  expect(await held()).toEqual(CALLS.slice(0, 2));
});

test('a version stays on hold until its last case is released', async () => {
  await release('smith', { approver: 'J. Doe' });
  expect(await held()).toEqual(CALLS.slice(0, 2));
  await expect(add('smith', { conversation: [CALLS[2] ?? ''] })).rejects.toThrow('was released on');
  const { case: jones } = await release('jones', { approver: 'J. Doe' });
  expect(await held()).toEqual([]);
  expect(jones.released).toMatchObject({ approver: 'J. Doe', reason: 'settled' });
  await release('jones', { approver: 'J. Doe' });
  expect(await held()).toEqual([]);
});

test('ids without a day are found in one pass', async () => {
  const manifest = path.join(temporary.folder('hold'), 'ids.csv');
  fs.writeFileSync(manifest, `conversation\n${CALLS.join('\n')}\n`);
  expect((await add('all', { manifest })).done).toBe(6);
  expect(await held()).toEqual(CALLS);
});

test.each([
  ['x', { conversation: [CALLS[0] ?? ''], reason: '' }, '--reason is missing'],
  ['x', {}, 'nothing says which recordings are meant'],
  ['x y', { key: ['a'] }, 'x y is not a name of a case'],
  ['x', { manifest: 'missing.csv' }, 'missing.csv does not exist'],
  ['x', { key: ['a'], until: 'soon' }, '--until soon is not a valid date'],
])('the case "%s" with %o is refused', async (name, flags, what) => {
  await expect(add(name, flags)).rejects.toThrow(what);
});

test('a bucket without Object Lock is reported before anything is held', async () => {
  const open = findStore('open-prod', environments);
  await expect(add('smith', { conversation: [CALLS[0] ?? ''] }, open)).rejects.toThrow(
    'acme-open has no Object Lock, without which S3 cannot hold a version',
  );
});

const erased = (flags: EraseFlags) =>
  eraseRecordings(found, { ...inputFor(found), flags: { reason: 'request 117', ...flags } });

/** Everything that is stored of a call. */
async function stored(call = ''): Promise<number> {
  let count = 0;
  for (const Bucket of ['acme-calls', 'acme-calls-replica']) {
    const Prefix = keyOf(call).replace('.wav', '');
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix }),
    );
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
    count += Versions.length + DeleteMarkers.length + Uploads.length;
  }
  return count;
}

test('erase counts without --yes, erases everything of a call, and keeps what is on hold', async () => {
  await release('all', { approver: 'J. Doe' });
  await add('later', { conversation: [CALLS[2] ?? ''] });
  const upload = { Bucket: 'acme-calls', Key: keyOf(CALLS[0]) };
  await s3.send(new CreateMultipartUploadCommand(upload));
  const sidecar = keyOf(CALLS[0]).replace('.wav', '.json');
  await s3.send(new PutObjectCommand({ Bucket: 'acme-calls', Key: sidecar, Body: '{}' }));
  const flags = { conversation: [CALLS[0] ?? '', CALLS[2] ?? ''] };
  const dry = await erased(flags);
  expect(renderErased(dry)).toMatchObject({ code: 6 });
  expect(dry).toMatchObject({ erased: 5, kept: 2 });
  expect(await stored(CALLS[0])).toBe(5);

  const outcome = renderErased(await erased({ ...flags, yes: true }));
  expect(outcome.code).toBe(3);
  expect(outcome.text).toContain('on hold by later, until it is released');
  expect(outcome.text).toContain('Genesys Cloud CX');
  expect([await stored(CALLS[0]), await stored(CALLS[2])]).toEqual([0, 2]);
});

test('a second run of the same erasure erases nothing, and the evidence of the first has no data', async () => {
  const again = await erased({ conversation: [CALLS[0] ?? ''], yes: true });
  expect(again).toMatchObject({ erased: 0, kept: 0, failed: 0 });
  const Bucket = 'acme-calls-reports';
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: 'journal/erase-' }),
  );
  const files = Contents.map(({ Key = '' }) => Key).filter((key) => key.endsWith('1.done.jsonl'));
  const texts = await Promise.all(
    files.map(async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    }),
  );
  const lines = texts
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Erasure);
  expect(
    lines
      .filter(({ act }) => act !== 'keep')
      .map(({ act }) => act)
      .sort(),
  ).toEqual(['abort', 'delete', 'delete', 'delete', 'delete']);
  expect(lines.find(({ size }) => size === 4)).toMatchObject({
    etag: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
  });
});

test('an erasure that was interrupted decides about holds again before it goes on', async () => {
  const manifest = path.join(temporary.folder('erase'), 'ids.csv');
  fs.writeFileSync(manifest, `conversation\n${CALLS[1] ?? ''}\n`);
  const when = ({ action }: ApiCall) => action === 'DeleteObjectVersion';
  const down = { kind: 'error', status: 403, code: 'AccessDenied' } as const;
  const fault = aws.faults.inject({ when, fault: down });
  const first = renderErased(await erased({ manifest, yes: true }));
  fault.remove();
  expect(first).toMatchObject({ code: 3, text: expect.stringContaining('2 failed') as unknown });
  // Only the copy in the replica is on hold.
  const [VersionId, Bucket] = [undefined, 'acme-calls-replica'];
  const hold = { Bucket, Key: keyOf(CALLS[1]), VersionId, LegalHold: { Status: 'ON' as const } };
  await s3.send(new PutObjectLegalHoldCommand(hold));
  const second = await erased({ manifest, yes: true });
  expect(second).toMatchObject({ erased: 0, kept: 2, failed: 0 });
  expect(second.left[0]?.why).toContain('on hold by a case that is not in the register');
  expect(await stored(CALLS[1])).toBe(2);
  await s3.send(new PutObjectLegalHoldCommand({ ...hold, LegalHold: { Status: 'OFF' } }));
  expect(await erased({ manifest, yes: true })).toMatchObject({ erased: 2, kept: 0 });
  expect(await stored(CALLS[1])).toBe(0);
});

test('a hold slows down when S3 asks for it, and is complete', async () => {
  const when = ({ action }: ApiCall) => action === 'PutObjectLegalHold';
  const fault = { kind: 'error', status: 503, code: 'SlowDown' } as const;
  const slow = aws.faults.inject({ when, fault, times: 2 });
  const { failed, done } = await add('slow', { conversation: [CALLS[2] ?? ''] });
  slow.remove();
  expect({ failed, done, struck: slow.struck }).toEqual({ failed: 0, done: 2, struck: 2 });
});

test('an erasure needs a reason', async () => {
  await expect(erased({ conversation: ['a'], reason: ' ' })).rejects.toThrow('--reason is missing');
});

describeHoldsByJobs({
  found,
  open: findStore('open-prod', environments),
  calls: BY_JOBS,
  aws: () => aws,
  s3: () => s3,
  keyOf,
  add,
  release,
  erased,
  held,
  isHeld,
});

// It empties the local AWS.
test.each([
  'hold add',
  'hold release',
  'erase',
  'restore',
  'hold add with jobs',
  'hold release with jobs',
  'restore with jobs',
])('%s that is killed loses nothing and does nothing twice', async (name) => {
  const subject = recordingSubjects(aws).find((each) => each.name === name);
  if (!subject) throw new Error(`${name} is not a subject`);
  const { faults } = aws;
  const requests = await countRequests(subject, { faults });
  expect(requests).toBeGreaterThan(20);
  const { cuts, problems } = await runKillTrial(subject, { faults }, { seed: 7, requests });
  expect({ cuts, problems }).toEqual({ cuts, problems: [] });
});
