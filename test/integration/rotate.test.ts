import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { type ConnectOptions, connect } from '../../cli/connect/connect';
import { UserKeys } from '../../cli/connect/user-keys';
import { asDeployer } from '../../cli/deployer';
import type { FoundStore } from '../../cli/find-store';
import { readJournal } from '../../cli/rotate/journal';
import { rotate, type RotateOptions, type RotateResult } from '../../cli/rotate/rotate';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { VendorServer } from '../../dev/vendors/server';
import { LocalTwilio, TWILIO_ACCOUNT } from '../../dev/vendors/twilio';
import { findVendor } from '../../config/resolve';
import { makeUserStore } from './store-world';

jest.setTimeout(120_000);

const HOUR_MS = 3_600_000;
const ENV = {
  TWILIO_ACCOUNT_SID: TWILIO_ACCOUNT.sid,
  TWILIO_AUTH_TOKEN: TWILIO_ACCOUNT.token,
};
const WAIT = { totalMs: 500, everyMs: 50 };

let aws: LocalAws;
let twilio: LocalTwilio;
let server: VendorServer;
let found: FoundStore;
let options: ConnectOptions;

beforeAll(async () => {
  aws = await startLocalAws();
});
beforeEach(async () => {
  // Reset instead of restarted, which would take longer.
  await fetch(`${aws.endpoint}/moto-api/reset`, { method: 'POST' });
  twilio = new LocalTwilio({ endpoint: aws.endpoint, region: 'us-east-1' });
  server = new VendorServer([twilio.answer]);
  found = await makeUserStore(aws, await server.start());
  const { store } = found;
  const outputs = findVendor('twilio').outputs(store, {});
  options = { found, outputs, env: ENV, wait: WAIT };
});
afterEach(async () => {
  aws.faults.clear();
  await server.stop();
});
afterAll(async () => {
  await aws.stop();
});

const keyIds = async () => {
  const iam = new IAMClient({
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
  });
  const command = new ListAccessKeysCommand({ UserName: found.store.principalName });
  const { AccessKeyMetadata = [] } = await iam.send(command);
  return AccessKeyMetadata.map(({ AccessKeyId, Status }) => [AccessKeyId, Status]);
};
const userKeys = async () =>
  new UserKeys(found.store, await asDeployer(found.environment, 'us-east-1'));
const current = async () => (await (await userKeys()).secret.readKey('AWSCURRENT'))?.accessKeyId;

/** Fails if the vendor cannot write now. */
const vendorWrites = () => twilio.write('Recording', `recording-${Math.random()}.mka`);

/** Ends the rotation after a number of steps, as if the process had been killed. */
function killedAfter(steps: number): Pick<RotateOptions, 'onStep'> {
  let left = steps;
  return {
    onStep: () => {
      left -= 1;
      if (left === 0) throw new Error('killed');
    },
  };
}

test('if the vendor refuses after a key was created, the next run uses that key', async () => {
  const wrong = { ...options, env: { ...ENV, TWILIO_AUTH_TOKEN: 'wrong' } };
  const refused = connect(wrong);
  await expect(refused).rejects.toMatchObject({ name: 'PartlyDoneError' });
  await expect(refused).rejects.toThrow(/answered 401[^]*Already done:\n {2}Created AKIA/);
  await expect(refused).rejects.not.toThrow('wrong');
  const [[made] = []] = await keyIds();
  expect(await current()).toBe(made);
  const connected = await connect(options);
  expect(connected.steps.map(({ state }) => state)).toEqual([
    'unchanged',
    'changed',
    'changed',
    'unchanged',
  ]);
  expect(await keyIds()).toEqual([[made, 'Active']]);
  expect(twilio.credentials).toHaveLength(1);
});

test('a key that cannot be written to the secret is deleted at once', async () => {
  aws.faults.inject({
    fault: { kind: 'error', status: 400, code: 'AccessDeniedException' },
    when: ({ service, action }) => service === 'secretsmanager' && action === 'PutSecretValue',
    times: 1,
  });
  await expect(connect(options)).rejects.toThrow('AccessDeniedException');
  expect(await keyIds()).toEqual([]);
});

test('a key is replaced without a gap, and the old one is deleted after the grace period', async () => {
  await connect(options);
  const before = await current();
  const rotated = await rotate(options);
  expect(rotated).toMatchObject({ state: 'grace', oldKeyId: before, findings: [] });
  expect(await keyIds()).toEqual([
    [before, 'Inactive'],
    [rotated.newKeyId, 'Active'],
  ]);
  expect(await current()).toBe(rotated.newKeyId);
  await vendorWrites();

  const early = await rotate({ ...options, now: () => new Date(Date.now() + 23 * HOUR_MS) });
  expect(early).toMatchObject({ state: 'grace', until: rotated.until, did: [] });
  const late = await rotate({ ...options, now: () => new Date(Date.now() + 25 * HOUR_MS) });
  expect(late).toMatchObject({ state: 'rotated', newKeyId: rotated.newKeyId });
  expect(await keyIds()).toEqual([[rotated.newKeyId, 'Active']]);
  expect(twilio.credentials).toHaveLength(1);
  await vendorWrites();
  expect(await readJournal((await userKeys()).secret)).toBeUndefined();
});

test('a rotation that is killed after any step continues, and the vendor can write at every moment', async () => {
  await connect(options);
  const later = (hours: number) => ({ now: () => new Date(Date.now() + hours * HOUR_MS) });
  let steps = 1;
  for (let rotations = 0; ; steps += 1) {
    const before = await current();
    const killed = rotate({ ...options, ...later(0), ...killedAfter(steps) });
    const outcome = await killed.catch((error: unknown) => error);
    await vendorWrites();
    if (!(outcome instanceof Error)) break;
    expect(outcome).toMatchObject({ name: 'PartlyDoneError' });

    await rotate({ ...options, ...later(0) });
    await vendorWrites();
    const end: RotateResult = await rotate({ ...options, ...later(25) });
    rotations += 1;
    expect(end).toMatchObject({ state: 'rotated', oldKeyId: before });
    expect(await keyIds()).toEqual([[end.newKeyId, 'Active']]);
    expect(await current()).toBe(end.newKeyId);
    expect(twilio.credentials).toHaveLength(1);
    await vendorWrites();
    expect(rotations).toBeLessThan(20);
  }
  expect(steps).toBeGreaterThan(6);
});

test('a new key that cannot be written to the secret is deleted, and the next run creates another', async () => {
  await connect(options);
  const before = await current();
  aws.faults.inject({
    fault: { kind: 'error', status: 400, code: 'AccessDeniedException' },
    // The journal is written first; then the key.
    when: ({ service, action }) => service === 'secretsmanager' && action === 'PutSecretValue',
    after: 1,
    times: 1,
  });
  await expect(rotate(options)).rejects.toMatchObject({ name: 'PartlyDoneError' });
  expect(await keyIds()).toEqual([[before, 'Active']]);
  await vendorWrites();

  const rotated = await rotate(options);
  expect(rotated).toMatchObject({ state: 'grace', oldKeyId: before });
  expect((await keyIds()).map(([id]) => id)).toEqual([before, rotated.newKeyId]);
});

test('an earlier test file proves nothing: without a new one the old key stays in use', async () => {
  await connect(options);
  const before = await current();
  const silent = new LocalTwilio();
  silent.credentials.push(...twilio.credentials);
  Object.assign(silent.settings, twilio.settings);
  const other = new VendorServer([silent.answer]);
  const { environment } = found;
  const localAws = { endpoint: aws.endpoint, vendors: await other.start() };
  try {
    const elsewhere = {
      ...options,
      found: { ...found, environment: { ...environment, localAws } },
    };
    // The second time the settings are right already, which proves nothing.
    for (let times = 0; times < 2; times += 1) {
      await expect(rotate(elsewhere)).resolves.toMatchObject({
        state: 'refused',
        oldKeyId: before,
        findings: [{ id: 'twilio-test-file' }],
      });
    }
  } finally {
    await other.stop();
  }
  expect((await keyIds())[0]).toEqual([before, 'Active']);
  expect(await current()).toBe(before);
});

test('if the vendor refuses the new key, the old one stays active', async () => {
  await connect(options);
  const before = await current();
  server.inject({
    when: ({ method, path }) => method === 'POST' && path.includes('RecordingSettings'),
    answer: (response) => {
      const body = { code: 53611, message: 'Bad key', more_info: 'https://www.twilio.com/docs' };
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    },
  });
  await expect(rotate(options)).rejects.toThrow('the access key or its secret is wrong');
  expect((await keyIds())[0]).toEqual([before, 'Active']);
  expect(await current()).toBe(before);
  await vendorWrites();
  await expect(rotate(options)).resolves.toMatchObject({ state: 'grace' });
});

test('without a key, or with an unknown second one, no rotation starts', async () => {
  await expect(rotate(options)).rejects.toThrow('rotate-no-key');
  await connect(options);
  await (await userKeys()).create();
  await expect(rotate(options)).rejects.toThrow('access-key-places');
  expect(await keyIds()).toHaveLength(2);
});

test('a key younger than --if-older-than is not rotated', async () => {
  await connect(options);
  const rotated = await rotate({ ...options, olderThanDays: 90 });
  expect(rotated).toMatchObject({ state: 'not-due', ageDays: 0, did: [] });
  expect(await keyIds()).toHaveLength(1);
});

test('for a vendor without an API, a person hands the key over', async () => {
  found = await makeUserStore(aws, 'http://127.0.0.1:9', 'talks-local');
  options = { ...options, found, outputs: {} };
  await connect(options);
  const asked = await rotate(options);
  expect(asked).toMatchObject({ state: 'hand-over' });
  await expect(rotate(options)).resolves.toMatchObject({ state: 'hand-over', did: [] });
  const handed = await rotate({ ...options, handedOver: true });
  expect(handed).toMatchObject({ state: 'grace', newKeyId: asked.newKeyId });
});
