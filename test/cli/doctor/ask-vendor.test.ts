import { askVendor } from '../../../cli/doctor/ask-vendor';
import type { Live } from '../../../cli/doctor/live';
import { findStore } from '../../../cli/find-store';
import { environmentText, genesysText } from '../../../dev/environment-text';
import { DAILY_DOMAIN, LocalDaily } from '../../../dev/vendors/daily';
import { GENESYS_CLIENT, LocalGenesys } from '../../../dev/vendors/genesys';
import { VendorServer } from '../../../dev/vendors/server';
import { LocalVonage, VONAGE_PROJECT } from '../../../dev/vendors/vonage';
import { environmentsOf } from '../../environments';
import { serving } from '../../vendors/registering';

const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const LIVE = { key: { arn: KEY_ARN }, access: { kind: 'role' } } as unknown as Live;
const ENV = { GENESYS_CLIENT_ID: GENESYS_CLIENT.id, GENESYS_CLIENT_SECRET: GENESYS_CLIENT.secret };
const YAML = environmentText(genesysText(), {
  localAws: { endpoint: 'http://127.0.0.1:9', vendors: 'VENDORS' },
});

const genesys = new LocalGenesys();
const server = new VendorServer([genesys.answer]);
let url: string;
beforeAll(async () => {
  url = await server.start();
});
afterAll(async () => {
  await server.stop();
});

function ask(env: NodeJS.ProcessEnv = ENV, vendors = url) {
  const text = YAML.replace('VENDORS', vendors);
  const found = findStore(
    'calls-local',
    environmentsOf([{ file: 'environments/local.yaml', text }]),
  );
  return askVendor(found, LIVE, { settings: { region: 'us-east-1' }, env });
}

test('what the vendor has otherwise is a link of the chain, and its first', async () => {
  await expect(ask()).resolves.toMatchObject({
    findings: [{ id: 'genesys-connection-missing', link: 'registration', severity: 'broken' }],
    notes: [],
  });
  genesys.connections.push({
    id: 'c',
    name: 'AWS S3 Dual Storage - calls-local Recordings',
    type: 'S3',
    description: 'Call recordings of calls-local, kept by callvault',
    status: 'ACTIVE',
    settings: {
      bucketName: 'acme-calls',
      region: 'us-east-1',
      pathPrefix: 'recordings/',
      encryption: { type: 'AWS_KMS', keyArn: KEY_ARN },
      storageMode: 'DUAL',
      externalId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      roleArn: 'arn:aws:iam::123456789012:role/recordings-calls-local',
    },
  });
  await expect(ask()).resolves.toEqual({ findings: [], notes: [], compared: true });
  const [connection] = genesys.connections;
  const settings = connection?.settings as { encryption: { keyArn: string } };
  settings.encryption.keyArn = KEY_ARN.replace(/key\/.*/, 'alias/calls');
  genesys.days = 729;
  await expect(ask()).resolves.toMatchObject({
    findings: [
      {
        id: 'genesys-connection-alias',
        guide: 'Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"',
      },
      { id: 'genesys-retention', severity: 'risk' },
    ],
  });
});

test('a vendor whose credentials are not set is a note, and no finding', async () => {
  await expect(ask({})).resolves.toEqual({
    findings: [],
    notes: [
      'Genesys Cloud CX was not asked: GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET are not set.',
    ],
  });
});

test('settings that the vendor refuses to show could not be looked at', async () => {
  const wrong = await ask({ ...ENV, GENESYS_CLIENT_SECRET: 'another-secret' });
  expect(wrong).toMatchObject({
    findings: [{ id: 'could-not-look', link: 'registration', severity: 'risk' }],
    notes: [],
  });
  expect(wrong.findings[0]?.evidence).toEqual([expect.stringMatching(/ answered 401/)]);
  expect(JSON.stringify(wrong)).not.toContain('another-secret');
});

test('a note of what was set that may not be read could not be looked at', async () => {
  const store = `{ vendor: vonage, bucket: acme-vonage, project: '${VONAGE_PROJECT.key}', retention: { days: 90 } }`;
  await serving([new LocalVonage().answer], async (vendors) => {
    const text = `${YAML.split('stores:')[0]?.replace('VENDORS', vendors) ?? ''}stores:\n  calls: ${store}\n`;
    const files = environmentsOf([{ file: 'environments/local.yaml', text }]);
    const found = findStore('calls-local', files);
    const env = { OPENTOK_API_KEY: VONAGE_PROJECT.key, OPENTOK_API_SECRET: VONAGE_PROJECT.secret };
    // Nothing answers for Secrets Manager there.
    const settings = {
      region: 'us-east-1',
      endpoint: vendors,
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
      maxAttempts: 1,
    };
    const live = { access: { kind: 'user', stored: { kind: 'missing' } } } as unknown as Live;
    await expect(askVendor(found, live, { settings, env })).resolves.toMatchObject({
      findings: [
        {
          id: 'could-not-look',
          severity: 'risk',
          what: expect.stringMatching(
            /^Vonage Video API was not asked for its settings: /,
          ) as unknown,
        },
      ],
    });
  });
});

test('what the vendor does not show is a note, because it was not looked at', async () => {
  const daily = new LocalDaily();
  daily.reading = { ...daily.reading, shows: 'place' };
  daily.bucket = { bucket_name: 'acme-daily', bucket_region: 'us-east-1' };
  await serving([daily.answer], async (vendors) => {
    const store = '{ vendor: daily, bucket: acme-daily, domain: acme, retention: { days: 90 } }';
    const text = `${YAML.split('stores:')[0]?.replace('VENDORS', vendors) ?? ''}stores:\n  calls: ${store}\n`;
    const files = environmentsOf([{ file: 'environments/local.yaml', text }]);
    const found = findStore('calls-local', files);
    const env = { DAILY_API_KEY: DAILY_DOMAIN.key };
    const asked = await askVendor(found, LIVE, { settings: { region: 'us-east-1' }, env });
    expect(asked.findings).toEqual([]);
    expect(asked.notes[0]).toBe(
      'Daily does not show the role of the bucket, so it was not looked at: compare it with npx callvault outputs calls-local.',
    );
  });
});
