import {
  CreateUserCommand,
  CreateAccessKeyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  DeleteObjectCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { find, type FindFlags } from '../../cli/find/find';
import { renderFound } from '../../cli/find/render';
import { restore, type RestoreFlags } from '../../cli/restore/restore';
import { renderRestored } from '../../cli/restore/render';
import { findStore } from '../../cli/find-store';
import type { ApiCall } from '../../dev/api-call';
import { environmentText, genesysText } from '../../dev/environment-text';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { HoldRegister } from '../../recordings/holds';
import { openPlaces } from '../../recordings/places';
import { environmentsOf } from '../environments';
import { TemporaryFolder } from '../dev/temporary-folder';

jest.setTimeout(120_000);

const ENVIRONMENT = environmentText(
  genesysText(
    { days: 300 },
    'pathPattern: recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}_{recording_uuid}.{format}',
    "previousPaths: [{ prefix: old/, pathPattern: 'old/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}' }]",
    'replication: { region: eu-west-1 }',
    'integrity: { source: manifest }',
  ),
  { type: 'production', state: '{ backend: s3, bucket: acme-state }' },
);
const found = findStore(
  'calls-prod',
  environmentsOf([{ file: 'environments/prod.yaml', text: ENVIRONMENT }]),
);
const [CALL, OTHER] = [
  '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  '3f2504e0-4f89-41d3-9a0c-0305e82c3302',
];
const RECORDING = '6a1f2504-4f89-41d3-9a0c-0305e82c3301';
const KEY = `recordings/2026/11/20/${CALL}_${RECORDING}.wav`;
const NOW = Date.parse('2026-11-26T12:00:00Z');

const temporary = new TemporaryFolder();
let aws: LocalAws;
let s3: S3Client;

beforeAll(async () => {
  aws = await startLocalAws();
  s3 = new S3Client({ region: 'us-east-1', endpoint: aws.endpoint, credentials: TEST_CREDENTIALS });
  await s3.send(new CreateBucketCommand({ Bucket: 'acme-calls-reports' }));
  for (const Bucket of ['acme-calls', 'acme-calls-replica']) {
    await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: 'acme-calls',
      LifecycleConfiguration: {
        Rules: [
          {
            ID: 'expire',
            Status: 'Enabled',
            Filter: { Prefix: '' },
            Expiration: { Days: 300 },
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          },
        ],
      },
    }),
  );
  await put('acme-calls', KEY);
  await put('acme-calls', KEY.replace('.wav', '.json'));
  await put('acme-calls', `recordings/2026/11/21/${OTHER}_${RECORDING}.wav`);
  await put('acme-calls', `old/2026/10/01/${CALL}.wav`, 'DEEP_ARCHIVE');
  await put('acme-calls-replica', KEY);
  const hold = { Bucket: 'acme-calls', Key: KEY, LegalHold: { Status: 'ON' as const } };
  await s3.send(new PutObjectLegalHoldCommand(hold));
  await s3.send(new DeleteObjectCommand({ Bucket: 'acme-calls', Key: KEY }));
});
afterAll(async () => {
  temporary.remove();
  s3.destroy();
  await aws.stop();
});

async function put(Bucket: string, Key: string, StorageClass?: 'DEEP_ARCHIVE') {
  await s3.send(
    new PutObjectCommand({ Bucket, Key, Body: 'RIFF', ...(StorageClass && { StorageClass }) }),
  );
}

function placesFor(credentials: { accessKeyId: string; secretAccessKey: string }) {
  return openPlaces(found.store, { endpoint: aws.endpoint, credentials });
}

const search = (flags: FindFlags, places = placesFor(TEST_CREDENTIALS)) =>
  find(found, { flags, places, onProgress: () => undefined, now: NOW });

test('a conversation is found in all places and on all paths, with its metadata', async () => {
  const { versions, total } = await search({ conversation: CALL });
  expect(total).toBe(versions.length);
  expect(
    versions.map(({ key, place, path: where, marker, stage }) => [
      place,
      where,
      key,
      marker,
      stage,
    ]),
  ).toEqual([
    ['recordings', 'current', KEY.replace('.wav', '.json'), false, 'current'],
    ['recordings', 'current', KEY, true, 'current'],
    ['recordings', 'current', KEY, false, 'noncurrent'],
    ['recordings', 'previous', `old/2026/10/01/${CALL}.wav`, false, 'current'],
    ['replica', 'current', KEY, false, 'current'],
  ]);
});

test('a hidden and held recording is readable by its version id, and is kept', async () => {
  const { versions } = await search({ key: KEY });
  const [, , hidden] = versions;
  expect(hidden).toMatchObject({ hidden: true, held: true, reading: 'by its version id' });
  expect(hidden).not.toHaveProperty('recoverableUntil');
});

test('an archived recording says how long a restore takes', async () => {
  const outcome = renderFound(
    await search({ conversation: CALL, from: '2026-10-01', to: '2026-10-01' }),
  );
  expect(outcome.text).toContain(
    'DEEP_ARCHIVE, readable after a restore (Standard up to 12 hours; Bulk up to 48 hours)',
  );
  expect(outcome.text).not.toContain(KEY);
});

test.each([
  [{ recording: RECORDING }, 5],
  [{ from: '2026-11-21', to: '2026-11-21' }, 1],
  [{ conversation: CALL.slice(0, -1) }, 0],
])('%o finds %i versions', async (flags, count) => {
  const outcome = await search(flags);
  expect(outcome.total).toBe(count);
  expect(renderFound(outcome).code).toBe(count === 0 ? 6 : undefined);
});

test('--out writes each version as a line', async () => {
  const out = path.join(temporary.folder('find'), 'found.jsonl');
  const { total } = await search({ conversation: CALL, out });
  const lines = fs.readFileSync(out, 'utf8').trim().split('\n');
  expect(
    lines.map((line) => Object.keys(JSON.parse(line) as object).includes('versionId')),
  ).toEqual(Array(total).fill(true));
});

test.each([
  [{}, 'nothing says which recordings are meant'],
  [{ key: 'a', recording: 'b' }, 'exclude each other'],
  [{ from: '2026-11-31' }, '--from 2026-11-31 is not a valid date'],
  [{ from: '2026-11-27' }, '2026-11-27 is after 2026-11-26'],
])('%o is refused', async (flags, what) => {
  await expect(search(flags)).rejects.toThrow(what);
});

test('the documented policy is enough, and each of its actions is needed', async () => {
  const [, text = ''] =
    /<!-- policy -->\s+```json\n([^]*?)```/.exec(fs.readFileSync('docs/find.md', 'utf8')) ?? [];
  const own = (JSON.parse(text) as { Statement: { Action: string[]; Resource: string }[] })
    .Statement;
  const actions = own.flatMap(({ Action }) => Action);
  expect(await withPolicy(own)).toBe('found');
  for (const left of [
    's3:ListBucketVersions',
    's3:GetObjectVersion',
    's3:GetLifecycleConfiguration',
  ]) {
    const less = own.map((each) => ({
      ...each,
      Action: each.Action.filter((one) => one !== left),
    }));
    expect(actions).toContain(left);
    expect([left, await withPolicy(less)]).toEqual([left, 'AccessDenied']);
  }
});

let users = 0;

/** Searches as a user with a policy. */
async function withPolicy(own: readonly { readonly Resource: string }[]): Promise<string> {
  const iam = new IAMClient({
    region: 'us-east-1',
    endpoint: aws.endpoint,
    credentials: TEST_CREDENTIALS,
  });
  const UserName = `finder-${(users += 1)}`;
  await iam.send(new CreateUserCommand({ UserName }));
  const Statement = own.map((each) => ({
    Effect: 'Allow',
    ...each,
    Resource: [each.Resource, each.Resource.replace('acme-calls', 'acme-calls-replica')],
  }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'find', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  iam.destroy();
  try {
    await search({ key: KEY }, placesFor({ accessKeyId, secretAccessKey }));
    return 'found';
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode: number } };
    // HEAD has no body, and therefore no name.
    return $metadata?.httpStatusCode === 403 ? 'AccessDenied' : name;
  }
}

test('the cases of a version are named by those who may list the register', async () => {
  const places = placesFor(TEST_CREDENTIALS);
  const { versions } = await search({ key: KEY });
  const hidden = versions.find(({ held }) => held === true);
  expect(renderFound(await search({ key: KEY })).text).toContain(
    'legal hold of no case in the register',
  );
  const intent = { key: KEY, place: 'recordings' as const, versionId: hidden?.versionId ?? '' };
  const register = new HoldRegister({ s3, bucket: 'acme-calls-reports' });
  await register.hold(placeAt(places), intent, 'smith');
  await register.hold(placeAt(places), intent, 'jones');
  expect(renderFound(await search({ key: KEY })).text).toContain(
    'legal hold of jones, smith: not removed before it is released',
  );
  await register.release(placeAt(places), intent, 'jones');
  expect((await search({ key: KEY })).versions.flatMap(({ cases = [] }) => cases)).toEqual([
    'smith',
  ]);
});

const placeAt = ([place]: ReturnType<typeof placesFor>) => {
  if (!place) throw new Error('no place');
  return place;
};

const restored = (flags: RestoreFlags) => {
  const sts = new STSClient({
    region: 'us-east-1',
    endpoint: aws.endpoint,
    credentials: TEST_CREDENTIALS,
  });
  const places = placesFor(TEST_CREDENTIALS);
  return restore(found, { flags, places, sts, onProgress: () => undefined, now: Date.now() });
};
const ARCHIVED = { key: `old/2026/10/01/${CALL}.wav` };

test('restore says the steps, the time and the cost, and changes nothing without --yes', async () => {
  const outcome = renderRestored(await restored({ ...ARCHIVED, tier: 'bulk' }));
  expect(outcome).toMatchObject({
    code: 6,
    text: [
      `restore ${ARCHIVED.key} from DEEP_ARCHIVE`,
      'Bulk retrieval of 1 object (0.00 GB) takes up to 48 hours and costs about $0.01 (list price of us-east-1), and S3 Standard storage of the copies for 7 days.',
      'Nothing was changed. Add --yes to do this.',
    ].join('\n'),
  });
  expect((await search(ARCHIVED)).versions).toMatchObject([{ reading: 'after a restore' }]);
});

test('an archived recording is restored once, and then has a link', async () => {
  const first = await restored({ ...ARCHIVED, days: 3, yes: true });
  expect(renderRestored(first)).toMatchObject({ code: 0 });
  expect((await search(ARCHIVED)).versions).toMatchObject([{ reading: 'at once' }]);
  const { steps, links } = await restored({ ...ARCHIVED, link: 900, yes: true });
  expect(steps.map(({ act }) => act)).toEqual(['link']);
  const [link] = links;
  expect(await (await fetch(link?.url ?? '')).text()).toBe('RIFF');
  const tampered = (link?.url ?? '').replace('X-Amz-Expires=900', 'X-Amz-Expires=9000');
  expect((await fetch(tampered)).status).toBe(403);
});

test('a delete marker is removed, and a second run has nothing to do', async () => {
  const run = await restored({ key: KEY, yes: true });
  expect(run.steps.map(({ act }) => act)).toEqual(['remove-marker']);
  expect((await search({ key: KEY })).versions.map(({ marker }) => marker)).not.toContain(true);
  expect(renderRestored(await restored({ key: KEY, yes: true })).text).toBe(
    'calls-prod: nothing has to be restored, or it is under way.',
  );
});

test('a manifest restores what its lines name, step by step, and a run that failed is continued', async () => {
  const manifest = path.join(temporary.folder('restore'), 'ids.csv');
  const others = [1, 2, 3].map((number) => `recordings/2026/11/22/manifest-${number}.wav`);
  for (const each of others) await put('acme-calls', each, 'DEEP_ARCHIVE');
  const [hidden = ''] = others;
  await s3.send(new DeleteObjectCommand({ Bucket: 'acme-calls', Key: hidden }));
  fs.writeFileSync(manifest, `key\n${others.join('\n')}\nmissing.wav\n`);
  const dry = await restored({ manifest });
  expect(renderRestored(dry)).toMatchObject({ code: 6 });
  expect(dry).toMatchObject({ total: 4, cost: { objects: 3 } });
  const when = ({ action }: ApiCall) => action === 'RestoreObject';
  const fault = { kind: 'error', status: 403, code: 'AccessDenied' } as const;
  const refusal = aws.faults.inject({ when, fault, times: 1 });
  const first = renderRestored(await restored({ manifest, yes: true }));
  refusal.remove();
  expect(first.code).toBe(3);
  expect(first.text).toContain('1 of 4 steps failed. Run the command again to continue.');
  const again = await restored({ manifest, yes: true });
  expect(again).toMatchObject({ total: 4, failed: 0 });
  expect(again.steps.filter(({ made }) => made !== true)).toHaveLength(1);
  expect(renderRestored(await restored({ manifest })).code).toBeUndefined();
  await expect(restored({ manifest, key: KEY })).rejects.toThrow('and another option as well');
});

test('each change is in the log, with who made it', async () => {
  const Bucket = 'acme-calls-reports';
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'journal/' }));
  const keys = Contents.map(({ Key = '' }) => Key);
  expect(
    keys
      .map((key) => key.replace(/^.*\//, ''))
      .filter((key) => !key.includes('.left.'))
      .sort(),
  ).toEqual(
    ['000001.done.jsonl', '000001.plan.jsonl', 'begin.json', 'end.json'].flatMap((each) =>
      Array<string>(5).fill(each),
    ),
  );
  const begin = keys.find((key) => key.endsWith('begin.json')) ?? '';
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: begin }));
  expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({
    command: 'restore',
    who: expect.stringMatching(/^arn:aws:/) as unknown,
  });
});

test.each([
  [{ ...ARCHIVED, tier: 'fast' }, 'fast is not a tier'],
  [{ key: KEY, tier: 'x' }, 'x is not a tier'],
])('%o cannot be restored', async (flags, what) => {
  await expect(restored(flags)).rejects.toThrow(what);
});
