import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { type ConnectOptions, connect } from '../../cli/connect/connect';
import { UserKeys } from '../../cli/connect/user-keys';
import { disconnect } from '../../cli/disconnect/disconnect';
import { readDisconnection } from '../../cli/disconnect/journal';
import { asDeployer } from '../../cli/deployer';
import type { FoundStore } from '../../cli/find-store';
import { readJournal } from '../../cli/rotate/journal';
import { rotate } from '../../cli/rotate/rotate';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { VendorServer } from '../../dev/vendors/server';
import { LocalTwilio, TWILIO_ACCOUNT } from '../../dev/vendors/twilio';
import { findVendor } from '../../config/resolve';
import { makeUserStore } from '../../dev/kills/user-store';

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

test('if the vendor refuses after a key was created, the next run uses that key', async () => {
  const wrong = { ...options, env: { ...ENV, TWILIO_AUTH_TOKEN: 'wrong' } };
  const refused = connect(wrong);
  await expect(refused).rejects.toMatchObject({ name: 'PartlyDoneError' });
  await expect(refused).rejects.toThrow(
    /answered 401[^]*Done before this error:\n {2}Created AKIA/,
  );
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

test('a new key that cannot be written to the secret is deleted, and the next run creates another', async () => {
  await connect(options);
  const before = await current();
  aws.faults.inject({
    fault: { kind: 'error', status: 400, code: 'AccessDeniedException' },
    when: ({ action, parameters }) =>
      action === 'PutSecretValue' && String(parameters.SecretString).includes('secretAccessKey'),
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

describe('disconnect', () => {
  const stop = (more: object = {}) => disconnect({ ...options, yes: true, ...more });

  test('switches the vendor off, deletes the key at the vendor and in IAM, and then has nothing to do', async () => {
    await connect(options);
    const waiting = await stop({ yes: false });
    expect(waiting).toMatchObject({ state: 'pending', steps: [{ state: 'needs-yes' }] });
    const dry = await stop({ dryRun: true });
    expect(dry.steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'twilio-recordings-off would-change',
      'twilio-compositions-off unchanged',
      'access-key-off would-change',
      'access-key-deleted would-change',
    ]);
    await vendorWrites();
    const key = await current();
    await expect(stop()).resolves.toMatchObject({
      state: 'stopped',
      steps: [
        { says: 'Recordings are no longer stored here.' },
        { state: 'unchanged' },
        { says: `Disabled ${key ?? ''}.` },
        { says: `Deleted ${key ?? ''}.` },
      ],
    });
    expect(twilio.settings.Recording.aws_storage_enabled).toBe(false);
    expect([await keyIds(), twilio.credentials]).toEqual([[], []]);
    expect(await readDisconnection((await userKeys()).secret)).toBeUndefined();

    server.reset();
    const again = await stop();
    expect(again.steps.map(({ state }) => state)).toEqual(Array(4).fill('unchanged'));
    expect(again.state).toBe('stopped');
    expect(server.count('POST', /./)).toBe(0);

    await connect(options);
    await vendorWrites();
    expect(await keyIds()).toHaveLength(1);
  });

  test('deletes the second key of a rotation too, and ends its journal', async () => {
    await connect(options);
    await rotate(options);
    expect(await keyIds()).toHaveLength(2);
    await stop();
    expect([await keyIds(), twilio.credentials]).toEqual([[], []]);
    expect(await readJournal((await userKeys()).secret)).toBeUndefined();
    await expect(rotate(options)).rejects.toThrow('rotate-no-key');
  });

  test('continues after an interruption, and names what was done before it', async () => {
    await connect(options);
    aws.faults.inject({
      fault: { kind: 'error', status: 400, code: 'AccessDenied' },
      when: ({ service, action }) => service === 'iam' && action === 'DeleteAccessKey',
      times: 1,
    });
    const refused = stop();
    await expect(refused).rejects.toMatchObject({ name: 'PartlyDoneError' });
    await expect(refused).rejects.toThrow(
      /Done before this error:\n {2}Recordings are no longer stored here\.\n {2}Disabled AKIA\w+\.\nRun callvault disconnect/,
    );
    await expect(stop()).resolves.toMatchObject({ state: 'stopped' });
    expect([await keyIds(), twilio.credentials]).toEqual([[], []]);
  });

  test('disables no key that the vendor still uses elsewhere', async () => {
    await connect(options);
    twilio.settings.Composition = {
      ...twilio.settings.Recording,
      aws_s3_url: 'https://elsewhere.s3.amazonaws.com/',
    };
    await expect(stop()).rejects.toThrow('in use, so it was not deleted');
    expect(await keyIds()).toMatchObject([[expect.anything(), 'Active']]);
    expect(twilio.credentials).toHaveLength(1);
  });

  test('keeps keys active for a grace period, which a new registration ends', async () => {
    const at = (hours: number) => ({ now: () => new Date(Date.now() + hours * HOUR_MS) });
    await connect(options);
    const grace = { graceHours: 24 };
    const first = await stop(grace);
    expect(first).toMatchObject({ state: 'grace', until: expect.any(String) as unknown });
    expect(await keyIds()).toMatchObject([[expect.anything(), 'Active']]);
    await expect(stop({ ...grace, ...at(23) })).resolves.toMatchObject({
      state: 'grace',
      until: first.until,
    });
    await connect(options);
    await vendorWrites();
    await expect(stop({ ...grace, ...at(25) })).resolves.toMatchObject({ state: 'grace' });
    expect(await keyIds()).toHaveLength(1);
    await expect(stop({ ...grace, ...at(50) })).resolves.toMatchObject({ state: 'stopped' });
    expect([await keyIds(), twilio.credentials]).toEqual([[], []]);
  });

  test('without the vendor’s credentials, nothing is changed and no key is created', async () => {
    await expect(connect({ ...options, env: {} })).rejects.toThrow('vendor-credentials');
    expect(await keyIds()).toEqual([]);
    await connect(options);
    await expect(stop({ env: {} })).rejects.toThrow('vendor-credentials');
    expect(await keyIds()).toMatchObject([[expect.anything(), 'Active']]);
  });

  test('a person stops a vendor without an API before its key is deleted', async () => {
    found = await makeUserStore(aws, 'http://127.0.0.1:9', 'talks-local');
    options = { ...options, found, outputs: {} };
    await connect(options);
    await expect(stop()).resolves.toMatchObject({ state: 'hand-over', steps: [] });
    expect(await keyIds()).toHaveLength(1);
    const grace = { stopped: true, graceHours: 24 };
    await expect(stop(grace)).resolves.toMatchObject({ state: 'grace' });
    await connect(options);
    const later = { now: () => new Date(Date.now() + 25 * HOUR_MS) };
    await expect(stop({ ...grace, ...later })).resolves.toMatchObject({ state: 'grace' });
    expect(await keyIds()).toHaveLength(1);
    await expect(stop({ stopped: true, ...later })).resolves.toMatchObject({ state: 'stopped' });
    expect(await keyIds()).toEqual([]);
  });
});

test('by hand, the key is created without the vendor’s API', async () => {
  const connected = await connect({ ...options, env: {}, byHand: true });
  expect(connected).toMatchObject({ byHand: true, steps: [{ id: 'access-key' }] });
  expect(await keyIds()).toHaveLength(1);
  expect(server.seen).toEqual([]);
});
