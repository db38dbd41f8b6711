import {
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { type ConnectOptions, connect } from '../../cli/connect/connect';
import { UserKeys } from '../../cli/connect/user-keys';
import { asDeployer } from '../../cli/deployer';
import { disconnect } from '../../cli/disconnect/disconnect';
import { PartlyDoneError } from '../../cli/exit';
import type { FoundStore } from '../../cli/find-store';
import { readJournal } from '../../cli/rotate/journal';
import { rotate } from '../../cli/rotate/rotate';
import { findVendor } from '../../config/resolve';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiCall } from '../../dev/api-call';
import { keySubjects } from '../../dev/kills/keys';
import { runKillTrial } from '../../dev/kills/prove';
import { makeUserStore } from '../../dev/kills/user-store';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { VendorServer } from '../../dev/vendors/server';
import { LocalTwilio, TWILIO_ACCOUNT } from '../../dev/vendors/twilio';

jest.setTimeout(120_000);

const HOUR_MS = 3_600_000;
const ENV = {
  TWILIO_ACCOUNT_SID: TWILIO_ACCOUNT.sid,
  TWILIO_AUTH_TOKEN: TWILIO_ACCOUNT.token,
};

let aws: LocalAws;
let twilio: LocalTwilio;
let found: FoundStore;
let options: ConnectOptions;
const server = new VendorServer();

beforeAll(async () => {
  aws = await startLocalAws();
  await server.start();
});
beforeEach(async () => {
  await fetch(`${aws.endpoint}/moto-api/reset`, { method: 'POST' });
  twilio = new LocalTwilio({ endpoint: aws.endpoint, region: 'us-east-1' });
  server.serve([twilio.answer]);
  found = await makeUserStore(aws, server.address);
  const outputs = findVendor('twilio').outputs(found.store, {});
  const wait = { totalMs: 5_000, everyMs: 50 };
  options = { found, outputs, env: ENV, wait, leaseMs: 500 };
});
afterEach(() => {
  aws.faults.clear();
});
afterAll(async () => {
  await server.stop();
  await aws.stop();
});

const iam = () =>
  new IAMClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials: TEST_CREDENTIALS });
const user = () => ({ UserName: found.store.principalName });
const keys = async () => {
  const { AccessKeyMetadata = [] } = await iam().send(new ListAccessKeysCommand(user()));
  return AccessKeyMetadata.map(({ AccessKeyId, Status }) => [AccessKeyId, Status]);
};
const deleteKey = (AccessKeyId = '') =>
  iam().send(new DeleteAccessKeyCommand({ ...user(), AccessKeyId }));
const userKeys = async () =>
  new UserKeys(found.store, await asDeployer(found.environment, 'us-east-1'));
const idIn = async (stage: 'AWSCURRENT' | 'AWSPENDING') =>
  (await (await userKeys()).secret.readKey(stage))?.accessKeyId;
const later = { now: () => new Date(Date.now() + 25 * HOUR_MS) };

const creates = ({ action }: ApiCall) => action === 'CreateAccessKey';
const stores = ({ action, parameters }: ApiCall) =>
  action === 'PutSecretValue' && String(parameters.SecretString).includes('secretAccessKey');

/** The only key is active, is the current version of the secret, and Twilio writes with it. */
async function expectOneKey(): Promise<void> {
  expect(await keys()).toEqual([[await idIn('AWSCURRENT'), 'Active']]);
  expect(twilio.credentials).toHaveLength(1);
  await twilio.write('Recording', 'recording.mka');
}

describe.each([
  ['the answer to CreateAccessKey is lost', { when: creates, kind: 'lost-answer' }],
  ['the run ends before the key is in the secret', { when: stores, kind: 'reset' }],
] as const)('%s', (_, { when, kind }) => {
  const lose = (times: number) => aws.faults.inject({ when, fault: { kind }, times });

  test('the next connect deletes the lost key and creates another', async () => {
    const fault = lose(when === creates ? 1 : Infinity);
    await expect(connect(options)).rejects.toThrow(/AWS did not answer/);
    expect(fault.struck).toBe(when === creates ? 1 : 3);
    fault.remove();
    const [[lost = ''] = []] = await keys();
    const { steps } = await connect(options);
    expect(steps[0]?.says).toContain(`Deleted ${lost}, whose secret was lost. Created AKIA`);
    await expectOneKey();
  });

  test('the next rotation deletes the lost key and creates another', async () => {
    await connect(options);
    const before = await idIn('AWSCURRENT');
    const fault = lose(Infinity);
    await expect(rotate(options)).rejects.toMatchObject({ name: 'PartlyDoneError' });
    fault.remove();
    expect(await keys()).toHaveLength(2);
    const rotated = await rotate(options);
    expect(rotated).toMatchObject({ state: 'grace', oldKeyId: before });
    await expect(rotate({ ...options, ...later })).resolves.toMatchObject({ state: 'rotated' });
    await expectOneKey();
  });
});

test('a key that something has used is not deleted as lost', async () => {
  await connect(options);
  const made = await userKeys();
  await made.secret.write('CALLVAULT_KEY_CREATION', { knownKeyIds: [] });
  const foreign = await made.create();
  twilio.credentials[0] = {
    ...twilio.credentials[0],
    credentials: `${foreign.accessKeyId}:${foreign.secretAccessKey.reveal()}`,
  } as (typeof twilio.credentials)[0];
  await twilio.write('Recording', 'recording.mka');
  await expect(connect(options)).rejects.toThrow(
    new RegExp(`access-key-places: ${foreign.accessKeyId} is not in the secret, but was used at`),
  );
  expect(await keys()).toHaveLength(2);
});

test.each(['deleted', 'disabled'])(
  'a rotation whose pending key was %s creates another one',
  async (state) => {
    await connect(options);
    const before = await idIn('AWSCURRENT');
    const wrong = { ...options, env: { ...ENV, TWILIO_AUTH_TOKEN: 'wrong' } };
    await expect(rotate(wrong)).rejects.toThrow('answered 401');
    const AccessKeyId = (await idIn('AWSPENDING')) ?? '';
    if (state === 'deleted') await deleteKey(AccessKeyId);
    else {
      const change = { ...user(), AccessKeyId, Status: 'Inactive' } as const;
      await iam().send(new UpdateAccessKeyCommand(change));
    }
    const rotated = await rotate(options);
    expect(rotated).toMatchObject({ state: 'grace', oldKeyId: before });
    expect(rotated.newKeyId).not.toBe(AccessKeyId);
    await expect(rotate({ ...options, ...later })).resolves.toMatchObject({ state: 'rotated' });
    await expectOneKey();
  },
);

test('a new key that was deleted after the vendor had it is replaced, and forgotten by the vendor', async () => {
  await connect(options);
  const { newKeyId } = await rotate(options);
  await deleteKey(newKeyId);
  await expect(rotate(options)).resolves.toMatchObject({ state: 'grace', findings: [] });
  await expect(rotate({ ...options, ...later })).resolves.toMatchObject({ state: 'rotated' });
  await expectOneKey();
});

test('an old key that was deleted or enabled again during the grace period does not stop the rotation', async () => {
  await connect(options);
  const { oldKeyId } = await rotate(options);
  await iam().send(
    new UpdateAccessKeyCommand({ ...user(), AccessKeyId: oldKeyId, Status: 'Active' }),
  );
  await expect(rotate({ ...options, ...later })).resolves.toMatchObject({ state: 'grace' });
  expect((await keys())[0]).toEqual([oldKeyId, 'Inactive']);
  await deleteKey(oldKeyId);
  const muchLater = { now: () => new Date(Date.now() + 50 * HOUR_MS) };
  await expect(rotate({ ...options, ...muchLater })).resolves.toMatchObject({ state: 'rotated' });
  await expectOneKey();
});

test('a stage moves only from the version that is named', async () => {
  const { secret } = await userKeys();
  const first = await secret.replace('STAGE', undefined, { number: 1 });
  await expect(secret.replace('STAGE', undefined, { number: 2 })).rejects.toThrow(
    'Another run of callvault has changed STAGE',
  );
  const third = await secret.replace('STAGE', first, { number: 3 });
  await expect(secret.move('STAGE', first, undefined)).rejects.toThrow('Another run of callvault');
  expect(await secret.read('STAGE')).toEqual({ id: third, value: { number: 3 } });
});

test('a stage that a version was given twice, because an answer was lost, leaves it with one move', async () => {
  const { secret } = await userKeys();
  aws.faults.inject({
    when: ({ action }) => action === 'UpdateSecretVersionStage',
    fault: { kind: 'lost-answer' },
    times: 1,
  });
  const first = await secret.replace('STAGE', undefined, { number: 1 });
  const second = await secret.replace('STAGE', first, { number: 2 });
  await secret.move('STAGE', second, undefined);
  expect(await secret.read('STAGE')).toBeUndefined();
});

describe('the lease', () => {
  const LEASE = { command: 'callvault rotate video-local' };

  test('lets one run work at a time, and ends by itself if the run was killed', async () => {
    const until = new Date(Date.now() + 1_000).toISOString();
    const holder = { run: 'killed', host: 'laptop', until, ...LEASE };
    await (await userKeys()).secret.write('CALLVAULT_LEASE', holder);
    const waits: string[] = [];
    const before = Date.now();
    await connect({ ...options, onStep: (what) => waits.push(what) });
    expect(Date.now() - before).toBeGreaterThan(800);
    expect(waits).toContainEqual('waiting for callvault rotate video-local on laptop');
    await expectOneKey();
  });

  test('stays with a run that works for longer', async () => {
    const slow = await userKeys();
    await slow.lock({ ...LEASE, leaseMs: 400 });
    const other = await userKeys();
    const waits: string[] = [];
    const gets = other.lock({ ...LEASE, leaseMs: 400, onStep: (what) => waits.push(what) });
    await sleep(2_000);
    expect(waits.length).toBeGreaterThan(2);
    await slow.finish();
    await expect(gets).resolves.toBe(true);
    await other.finish();
  });

  test('is missed by a run that stood still while another got it', async () => {
    const still = await userKeys();
    await still.lock({ ...LEASE, leaseMs: 60_000 });
    await still.secret.write('CALLVAULT_LEASE', { run: 'other', until: '2020-01-01' });
    await expect(still.create()).resolves.toMatchObject({
      accessKeyId: expect.stringMatching(/^AKIA/) as string,
    });
    await expect(still.finish()).rejects.toThrow('has changed CALLVAULT_LEASE');
  });

  test('ends a run that would say that it is done, although another one worked meanwhile', async () => {
    const { secret } = await userKeys();
    const steals = connect({
      ...options,
      leaseMs: 60_000,
      onStep: (what) => {
        if (what.startsWith('AWS credential at Twilio:'))
          stolen ??= secret.write('CALLVAULT_LEASE', { run: 'other' });
      },
    });
    let stolen: Promise<void> | undefined;
    await expect(steals).rejects.toMatchObject({ name: 'PartlyDoneError' });
    await stolen;
    await connect(options);
    await expectOneKey();
  });

  test('is refused while another run extends it', async () => {
    const other = await userKeys();
    await other.lock({ ...LEASE, leaseMs: 60_000 });
    await expect(connect({ ...options, leaseMs: 1 })).rejects.toThrow(
      /access-key-lease: callvault rotate video-local on \S+ works with the keys in callvault\/video-local\/access-key until 20/,
    );
    expect(await keys()).toEqual([]);
    await other.unlock();
    await connect(options);
  });
});

test('a connection that breaks while the vendor’s test file is awaited is explained, with what was done before', async () => {
  const when = ({ request: { s3 } }: ApiCall) => s3?.query.get('delimiter') === '/';
  aws.faults.inject({ when, fault: { kind: 'reset' } });
  const failed = connect(options);
  await expect(failed).rejects.toThrow(PartlyDoneError);
  await expect(failed).rejects.toThrow('when listing the objects of');
});

test('two runs at once leave one key, which is current', async () => {
  // No run is killed here, and a slow machine must not end a lease.
  const slow = { ...options, leaseMs: 20_000 };
  await Promise.all([connect(slow), connect(slow)]);
  await expectOneKey();
  await Promise.all([rotate(slow), rotate(slow), connect(slow)]);
  const [old, young] = await keys();
  expect([old?.[1], young]).toEqual(['Inactive', [await idIn('AWSCURRENT'), 'Active']]);
  expect(await readJournal((await userKeys()).secret)).toMatchObject({
    value: { newKeyId: young?.[0] },
  });
  await Promise.all([rotate({ ...slow, ...later }), rotate({ ...slow, ...later })]);
  await expectOneKey();
  const stop = () => disconnect({ ...options, yes: true });
  await Promise.all([stop(), stop()]);
  expect([await keys(), twilio.credentials]).toEqual([[], []]);
});

test('if the clock of this machine is wrong, AWS’s time is used', async () => {
  aws.faults.clockSeconds = 420;
  const steps: string[] = [];
  await connect({ ...options, onStep: (what) => steps.push(what) });
  expect(steps[0]).toBe(
    'The clock of this machine is 7 minutes behind that of AWS, whose time is used.',
  );
  const { until = '' } = await rotate(options);
  const aheadMs = Date.parse(until) - (Date.now() + 24 * HOUR_MS);
  expect(Math.round(aheadMs / 60_000)).toBe(7);
  const { value } = (await readJournal((await userKeys()).secret)) ?? {};
  for (const at of [value?.startedAt, value?.handedOverAt, value?.inactivatedAt]) {
    expect(Math.round((Date.parse(at ?? '') - Date.now()) / 60_000)).toBe(7);
  }
});

describe('killed at random requests, and run again', () => {
  test.each(['connect', 'rotate', 'rotate and connect'])(
    '%s leaves nothing lost, doubled or stuck',
    async (name) => {
      const subjects = await keySubjects(aws, server);
      const subject = subjects.find((each) => each.name === name);
      if (!subject) throw new Error(`${name} is not a subject`);
      const place = { faults: aws.faults, vendors: server };
      const result = await runKillTrial(subject, place, { seed: 11, requests: 60 });
      expect(result.problems).toEqual([]);
    },
  );
});
