import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutGroupPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { connect, type ConnectOptions } from '../../cli/connect/connect';
import { asDeployer } from '../../cli/deployer';
import { disconnect } from '../../cli/disconnect/disconnect';
import { askVendor } from '../../cli/doctor/ask-vendor';
import { readLive } from '../../cli/doctor/live';
import { findStore } from '../../cli/find-store';
import { rotate } from '../../cli/rotate/rotate';
import { findVendor } from '../../config/resolve';
import { environmentText } from '../../dev/environment-text';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { DAILY_DOMAIN, LocalDaily } from '../../dev/vendors/daily';
import { VendorServer } from '../../dev/vendors/server';
import { LocalVonage, VONAGE_PROJECT } from '../../dev/vendors/vonage';
import { LocalZoom, ZOOM_ACCOUNT } from '../../dev/vendors/zoom';
import { accessKeySecretName } from '../../store/store';
import { environmentsOf } from '../environments';
import { on, reset, status } from '../vendors/registering';

jest.setTimeout(120_000);

const WAIT = { totalMs: 500, everyMs: 50 };

const YAML = (endpoint: string, vendors: string) =>
  environmentText(
    `  meetings: { vendor: daily, bucket: end-daily, domain: acme, retention: { days: 90 } }
  sessions: { vendor: zoom, bucket: end-zoom, encryption: sse-s3, retention: { days: 90 } }
  archives: { vendor: vonage, bucket: end-vonage, project: '${VONAGE_PROJECT.key}', retention: { days: 90 } }
`,
    { localAws: { endpoint, vendors } },
  );

const ENV = {
  DAILY_API_KEY: DAILY_DOMAIN.key,
  ZOOM_VIDEO_SDK_API_KEY: ZOOM_ACCOUNT.key,
  ZOOM_VIDEO_SDK_API_SECRET: ZOOM_ACCOUNT.secret,
  OPENTOK_API_KEY: VONAGE_PROJECT.key,
  OPENTOK_API_SECRET: VONAGE_PROJECT.secret,
};

let aws: LocalAws;
let daily: LocalDaily;
let zoom: LocalZoom;
let vonage: LocalVonage;
let server: VendorServer;
let url: string;

beforeAll(async () => {
  aws = await startLocalAws();
});
beforeEach(async () => {
  await fetch(`${aws.endpoint}/moto-api/reset`, { method: 'POST' });
  daily = new LocalDaily();
  zoom = new LocalZoom(aws.endpoint);
  vonage = new LocalVonage({ endpoint: aws.endpoint, region: 'us-east-1' });
  server = new VendorServer([daily.answer, zoom.answer, vonage.answer]);
  url = await server.start();
});
afterEach(async () => {
  aws.faults.clear();
  await server.stop();
});
afterAll(async () => {
  await aws.stop();
});

type StackId = 'meetings-local' | 'sessions-local' | 'archives-local';

const settings = () => ({
  endpoint: aws.endpoint,
  region: 'us-east-1',
  credentials: TEST_CREDENTIALS,
});

/** A store with its bucket and, if it has one, its user, without Terraform. */
async function makeStore(id: StackId): Promise<ConnectOptions> {
  const text = YAML(aws.endpoint, url);
  const found = findStore(id, environmentsOf([{ file: 'environments/local.yaml', text }]));
  const { store } = found;
  const s3 = new S3Client({ ...settings(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: store.bucketName }));
  if (store.profile.access.kind === 'iam-user') {
    const iam = new IAMClient(settings());
    const [UserName, GroupName] = [store.principalName, store.principalName];
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new CreateGroupCommand({ GroupName }));
    await iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
    const Statement = [
      {
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:GetObject'],
        Resource: `${store.bucketArn}/${store.prefix}*`,
      },
      { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: store.bucketArn },
    ];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(
      new PutGroupPolicyCommand({ GroupName, PolicyName: 'recordings', PolicyDocument }),
    );
    const secrets = new SecretsManagerClient(settings());
    await secrets.send(new CreateSecretCommand({ Name: accessKeySecretName(store.id) }));
  }
  const principalArn = store.principalArn ?? '';
  const outputs = findVendor(store.settings.vendor).outputs(store, { principalArn });
  return { found, outputs, env: ENV, wait: WAIT };
}

const keyIds = async ({ found }: ConnectOptions) => {
  const command = new ListAccessKeysCommand({ UserName: found.store.principalName });
  const { AccessKeyMetadata = [] } = await new IAMClient(settings()).send(command);
  return AccessKeyMetadata.map(({ AccessKeyId }) => AccessKeyId);
};

/** What doctor finds at the vendor. */
const doctorIds = async ({ found }: ConnectOptions) => {
  const deployer = await asDeployer(found.environment, found.store.region);
  const { live } = await readLive(found.store, deployer);
  const { findings } = await askVendor(found, live, { settings: deployer, env: ENV });
  return findings.map(({ id }) => id);
};

/** Every vendor, and what it has of a store. */
const CASES = [
  {
    id: 'meetings-local' as const,
    has: () => daily.bucket ?? undefined,
    wrong: { DAILY_API_KEY: 'wrong-secret' },
    refusal: /401/,
    change: on('POST', /^\/v1\/$/),
    left: [],
    unset: ['daily-bucket-off'],
  },
  {
    id: 'sessions-local' as const,
    has: () => zoom.locations.find(({ id }) => id === zoom.selected),
    wrong: { ZOOM_VIDEO_SDK_API_SECRET: 'wrong-secret' },
    refusal: /401/,
    change: on('POST', /storage\/location$/),
    left: [expect.any(String)],
    unset: ['zoom-location-missing'],
  },
  {
    id: 'archives-local' as const,
    has: () => vonage.storage,
    wrong: { OPENTOK_API_SECRET: 'wrong-secret' },
    refusal: /403/,
    change: on('PUT', /archive\/storage$/),
    left: [expect.any(String)],
    unset: ['vonage-storage-unknown'],
  },
];

describe.each(CASES)('$id', ({ id, has, wrong, refusal, change, left, unset }) => {
  const keysOf = async (options: ConnectOptions) =>
    options.found.store.profile.access.kind === 'iam-user' ? keyIds(options) : [];

  test('is registered, registered again without a change, stopped, and stopped again', async () => {
    const options = { ...(await makeStore(id)), yes: true };
    const dry = await connect({ ...options, dryRun: true });
    expect(dry.steps.some(({ state }) => state === 'would-change')).toBe(true);
    expect([has(), await keysOf(options)]).toEqual([undefined, []]);

    const first = await connect(options);
    expect(first.findings).toEqual([]);
    expect(has()).toBeDefined();
    expect(await doctorIds(options)).toEqual([]);
    server.reset();
    const again = await connect(options);
    expect([...new Set(again.steps.map(({ state }) => state))]).toEqual(['unchanged']);
    expect(server.seen.filter(({ method }) => method !== 'GET')).toEqual([]);

    await expect(disconnect({ ...options, yes: false })).resolves.toMatchObject({
      state: 'pending',
    });
    expect(has()).toBeDefined();
    await expect(disconnect(options)).resolves.toMatchObject({ state: 'stopped' });
    expect([has(), await keysOf(options)]).toEqual([undefined, []]);
    expect(await doctorIds(options)).toEqual(unset);
    server.reset();
    await expect(disconnect(options)).resolves.toMatchObject({ state: 'stopped' });
    expect(server.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('is not registered with a wrong key, which no message shows', async () => {
    const options = { ...(await makeStore(id)), yes: true };
    const error: unknown = await connect({ ...options, env: { ...ENV, ...wrong } }).catch(
      (each: unknown) => each,
    );
    expect(String(error)).toMatch(refusal);
    expect(String(error)).not.toContain('wrong-secret');
    expect(has()).toBeUndefined();
  });

  test('is finished by the next run if the network fails, or the run is killed, half-way', async () => {
    const options = { ...(await makeStore(id)), yes: true };
    server.inject({ when: change, answer: reset, times: 9 });
    await expect(connect(options)).rejects.toThrow();
    expect(has()).toBeUndefined();
    server.reset();
    let steps = 0;
    const onStep = () => {
      steps += 1;
      if (steps === 3) throw new Error('killed');
    };
    await connect({ ...options, onStep }).catch(() => undefined);
    const done = await connect(options);
    expect(done.findings).toEqual([]);
    expect(has()).toBeDefined();
    expect(await keysOf(options)).toEqual(left);
  });

  test('what was done before a refusal is named', async () => {
    const options = { ...(await makeStore(id)), yes: true };
    server.inject({ when: change, answer: status(400, { message: 'no' }) });
    const refused = connect(options);
    await expect(refused).rejects.toMatchObject({
      name: left.length > 0 ? 'PartlyDoneError' : 'HttpError',
    });
    expect(has()).toBeUndefined();
  });
});

test('Zoom: a key is replaced, and Zoom tries and uses the new one', async () => {
  const options = { ...(await makeStore('sessions-local')), yes: true };
  await connect(options);
  await zoom.write('a.mp4');
  const [old] = await keyIds(options);
  await expect(rotate({ ...options, graceHours: 0 })).resolves.toMatchObject({ state: 'rotated' });
  await zoom.write('b.mp4');
  expect(await keyIds(options)).toEqual([zoom.locations[0]?.accessKey.id]);
  expect(await keyIds(options)).not.toEqual([old]);
});

test('Zoom: another location is replaced with consent only, and stays', async () => {
  const options = await makeStore('sessions-local');
  const accessKey = { id: 'AKIAIOSFODNN7EXAMPLE', key: 'x' };
  const s3 = { bucket: 'other', region: 'us-east-1', authentication_mechanism: 'aws_access_key' };
  zoom.locations.push({ id: 'other', name: 'other', s3, accessKey });
  zoom.selected = 'other';
  const asked = await connect(options);
  expect(asked.steps.at(-1)).toMatchObject({ state: 'needs-yes' });
  expect(zoom.selected).toBe('other');
  await connect({ ...options, yes: true });
  expect(zoom.selected).not.toBe('other');
  expect(zoom.locations).toHaveLength(2);
});

test('Daily: the bucket of another store, and the key of another domain, are not overwritten', async () => {
  const options = await makeStore('meetings-local');
  const other = { bucket_name: 'other', bucket_region: 'us-east-1' };
  daily.bucket = other;
  const asked = await connect(options);
  expect(asked.steps).toMatchObject([{ state: 'needs-yes' }]);
  expect(daily.bucket).toBe(other);
  const { store } = options.found;
  const domain = { ...store, settings: { ...store.settings, domain: 'another' } };
  const found = { ...options.found, store: domain as typeof store };
  await expect(connect({ ...options, found, yes: true })).rejects.toThrow('belongs to acme');
  expect(daily.bucket).toBe(other);
});

test('Vonage: the first registration needs consent, a rotation does not, and uploads are seen', async () => {
  const options = await makeStore('archives-local');
  const asked = await connect(options);
  expect(asked.steps.at(-1)).toMatchObject({ id: 'vonage-storage', state: 'needs-yes' });
  expect(vonage.storage).toBeUndefined();
  const registered = await connect({ ...options, yes: true });
  expect(registered.notShown).toEqual(['the archive storage, which was set by callvault']);
  await vonage.upload('a');
  expect((await connect(options)).findings).toEqual([]);
  await expect(rotate({ ...options, graceHours: 0 })).resolves.toMatchObject({ state: 'rotated' });
  expect(await keyIds(options)).toEqual([vonage.storage?.config.accessKey]);
  await vonage.upload('b');
  if (vonage.storage) vonage.storage = { ...vonage.storage, config: { bucket: 'other' } };
  await expect(vonage.upload('c')).rejects.toThrow();
  expect((await connect(options)).findings).toMatchObject([{ id: 'vonage-not-uploaded' }]);
});
