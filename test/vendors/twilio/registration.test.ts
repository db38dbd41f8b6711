import { Secret } from '../../../core/secret';
import { LocalTwilio, TWILIO_ACCOUNT, TWILIO_READINGS } from '../../../dev/vendors/twilio';
import type { VendorServer } from '../../../dev/vendors/server';
import type { RegistrationContext } from '../../../vendors/registration';
import { twilio } from '../../../vendors/twilio';
import { findStore } from '../../../cli/find-store';
import { context, KEY, on, reset, serving, status, take } from '../registering';
import { environmentsOf } from '../../environments';

const YAML = `
account: '222222222222'
region: eu-central-1
type: non-production
state: { backend: cloud, organization: acme }
stores:
  video:
    vendor: twilio
    bucket: acme-video
    recordings: RECORDINGS
    compositions: COMPOSITIONS
    retention: { days: 90 }
`;
const URL_OF_STORE = 'https://acme-video.s3-eu-central-1.amazonaws.com/recordings/';
const ENV = { TWILIO_ACCOUNT_SID: TWILIO_ACCOUNT.sid, TWILIO_AUTH_TOKEN: TWILIO_ACCOUNT.token };
const CREDENTIALS = /^\/v1\/Credentials\/AWS/;
const SETTINGS = /^\/v1\/RecordingSettings/;

function storeOf(recordings = true, compositions = false) {
  const text = YAML.replace('RECORDINGS', String(recordings)).replace(
    'COMPOSITIONS',
    String(compositions),
  );
  return findStore('video-prod', environmentsOf([{ file: 'environments/prod.yaml', text }])).store;
}

interface World {
  readonly api: LocalTwilio;
  readonly server: VendorServer;
  readonly register: (
    more?: Partial<RegistrationContext>,
  ) => ReturnType<NonNullable<typeof twilio.registration>>;
}

async function world(
  use: (world: World) => Promise<void>,
  store = storeOf(),
  env: Record<string, string> = ENV,
): Promise<void> {
  const api = new LocalTwilio();
  await serving([api.answer], async (url, server) => {
    const outputs = { aws_s3_url: URL_OF_STORE };
    const register: World['register'] = (more) => {
      const registration = twilio.registration?.(
        store as never,
        context(url, env, { outputs, ...more }),
      );
      if (!registration) throw new Error('Twilio has an API.');
      return registration;
    };
    await use({ api, server, register });
  });
}

test('the key becomes a credential, and recordings are stored with it; a second run changes nothing', async () => {
  await world(async ({ api, server, register }) => {
    expect(await take(register())).toEqual([
      expect.stringMatching(/^Created CR[0-9a-f]{32} at Twilio\.$/),
      `Recordings are stored at ${URL_OF_STORE}; its test file is recordings/test.txt.`,
      '=',
    ]);
    expect(api.credentials).toMatchObject([
      {
        name: `${KEY.accessKeyId} video-prod`,
        credentials: `${KEY.accessKeyId}:${KEY.secretAccessKey.reveal()}`,
      },
    ]);
    expect(api.settings.Recording).toMatchObject({
      aws_s3_url: URL_OF_STORE,
      aws_storage_enabled: true,
      friendly_name: 'callvault video-prod',
      aws_credentials_sid: api.credentials[0]?.sid,
    });
    expect(api.settings.Composition).toMatchObject({ aws_storage_enabled: false });
    server.reset();
    expect(await take(register())).toEqual(['=', '=', '=']);
    expect(server.count('POST', /./)).toBe(0);
    expect(await register().inspect()).toEqual([]);
  });
});

test('a plan shows no secret, and unknown values in angle brackets', async () => {
  await world(async ({ server, register }) => {
    const plans = [];
    for (const { plan } of register({ key: () => undefined }).steps) plans.push(await plan());
    const shown = JSON.stringify(plans);
    expect(shown).toContain('<id of the new access key>:<redacted>');
    expect(shown).toContain('"AwsCredentialsSid":"<SID of the new credential>"');
    const [withKey] = await Promise.all(
      register()
        .steps.slice(0, 1)
        .map(({ plan }) => plan()),
    );
    expect(JSON.stringify(withKey)).toContain(`${KEY.accessKeyId}:<redacted>`);
    expect(JSON.stringify(withKey)).not.toContain(KEY.secretAccessKey.reveal());
    expect(server.count('POST', /./)).toBe(0);
  });
});

test.each([
  ['is reset', reset],
  ['ends in 503', status(503)],
  [
    'is answered with what is not JSON',
    (response: { end: (text: string) => void }) => {
      response.end('<html>');
    },
  ],
])('a credential is found and not created twice when its creation %s', async (_, answer) => {
  await world(async ({ api, server, register }) => {
    server.inject({ when: on('POST', CREDENTIALS), answer: answer, afterwards: true });
    const [made] = await take(register());
    expect(made).toBe(`Created ${api.credentials[0]?.sid ?? ''} at Twilio.`);
    expect(api.credentials).toHaveLength(1);
    expect(server.count('POST', CREDENTIALS)).toBe(1);
  });
});

test('a creation that failed before anything was stored is an error, and is repeated after 429', async () => {
  await world(async ({ api, server, register }) => {
    server.inject({ when: on('POST', CREDENTIALS), answer: reset });
    await expect(take(register())).rejects.toMatchObject({ ambiguous: true });
    expect(api.credentials).toHaveLength(0);
    server.inject({
      when: on('POST', CREDENTIALS),
      answer: status(429, {}, { 'retry-after': '0' }),
    });
    await take(register());
    expect(api.credentials).toHaveLength(1);
  });
});

test.each([401, 403])('%d is not repeated', async (code) => {
  await world(async ({ api, server, register }) => {
    server.inject({ when: on('GET', CREDENTIALS), answer: status(code), times: 9 });
    await expect(take(register())).rejects.toMatchObject({ status: code });
    expect(server.seen).toHaveLength(1);
    expect(api.credentials).toHaveLength(0);
  });
});

test('an error of the settings says what it means for recordings, and shows no secret', async () => {
  await world(async ({ server, register }) => {
    const body = { code: 53615, message: `denied ${KEY.secretAccessKey.reveal()}`, status: 400 };
    server.inject({ when: on('POST', SETTINGS), answer: status(400, body) });
    const error = await take(register()).catch((reason: unknown) => reason);
    expect(String(error)).toContain('(53615: denied');
    expect(String(error)).toContain('the bucket denies access');
    expect(String(error)).not.toContain(KEY.secretAccessKey.reveal());
  });
});

describe.each(TWILIO_READINGS)('read as %j', (reading) => {
  test("a store is registered, gets a new key and is stopped, and Twilio's own encryption stays as it is", async () => {
    await world(async ({ api, register }) => {
      api.reading = reading;
      const encryption = { encryption_key_sid: 'CR1', encryption_enabled: true };
      api.settings.Recording = { ...api.settings.Recording, ...encryption };
      await take(register());
      expect(api.settings.Recording).toMatchObject({ ...encryption, aws_storage_enabled: true });
      expect(await take(register())).toEqual(['=', '=', '=']);
      expect(await register().inspect()).toEqual([]);

      const next = { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', secretAccessKey: new Secret('new') };
      const key = () => next;
      expect((await register({ key }).inspect()).map(({ id }) => id)).toEqual([
        'twilio-credential-other',
      ]);
      await take(register({ key }));
      expect(await register({ key }).inspect()).toEqual([]);
      await register({ key }).forget?.(KEY.accessKeyId);
      expect(api.credentials.map(({ credentials }) => credentials)).toEqual([
        `${next.accessKeyId}:new`,
      ]);

      const { disconnect, forget } = register({ key: () => undefined });
      await take({ steps: disconnect });
      expect(api.settings.Recording).toMatchObject({ ...encryption, aws_storage_enabled: false });
      await forget?.(next.accessKeyId);
      expect(api.credentials).toEqual([]);
    });
  });
});

test('replacing a bucket in use is a loss', async () => {
  await world(async ({ api, register }) => {
    const elsewhere = 'https://other.s3.amazonaws.com/';
    api.settings.Recording = {
      ...api.settings.Recording,
      aws_s3_url: elsewhere,
      aws_storage_enabled: true,
    };
    const [, recordings] = register().steps;
    await expect(recordings?.plan()).resolves.toMatchObject({
      loses: `Recordings would no longer go to ${elsewhere}`,
    });
  });
});

test('compositions have their own settings; unwanted recordings are switched off here, and stay on elsewhere', async () => {
  await world(
    async ({ api, register }) => {
      const on = { friendly_name: 'x', aws_credentials_sid: 'CR1', aws_storage_enabled: true };
      api.settings.Recording = { ...on, aws_s3_url: URL_OF_STORE };
      await take(register());
      expect(api.settings.Recording.aws_storage_enabled).toBe(false);
      expect(api.settings.Composition.aws_storage_enabled).toBe(true);
      api.settings.Recording = { ...on, aws_s3_url: 'https://other.s3.amazonaws.com/' };
      await take(register());
      expect(api.settings.Recording.aws_storage_enabled).toBe(true);
    },
    storeOf(false, true),
  );
});

test.each([
  ['https://acme-video.s3.eu-central-1.amazonaws.com/recordings/', true],
  ['https://acme-video.s3.amazonaws.com', true],
  ['https://s3.eu-central-1.amazonaws.com/acme-video/recordings', true],
  ['https://acme-video-2.s3-eu-central-1.amazonaws.com/recordings/', false],
  ['https://s3-eu-central-1.amazonaws.com/acme/acme-video', false],
  ['acme-video', false],
])('stopping it switches off what is stored at %s: %s', async (url, stops) => {
  await world(async ({ api, register }) => {
    api.settings.Recording = {
      ...api.settings.Recording,
      aws_s3_url: url,
      aws_storage_enabled: true,
    };
    await take({ steps: register().disconnect });
    expect(api.settings.Recording.aws_storage_enabled).toBe(!stops);
  });
});

test('a test file that does not arrive is a finding', async () => {
  await world(async ({ register }) => {
    const registration = register({
      watchArrivals: () => Promise.resolve(() => Promise.resolve(undefined)),
    });
    await take(registration);
    expect((await registration.inspect()).map(({ id }) => id)).toEqual(['twilio-test-file']);
  });
});

test('changes by hand are found', async () => {
  await world(async ({ api, register }) => {
    await take(register());
    const ids = async () => (await register().inspect()).map(({ id }) => id);
    const right = api.settings.Recording;
    api.settings.Recording = { ...right, aws_storage_enabled: false };
    expect(await ids()).toEqual(['twilio-storage-off']);
    api.settings.Recording = {
      ...right,
      aws_s3_url: 'https://acme-video.s3-eu-central-1.amazonaws.com/',
    };
    expect(await ids()).toEqual(['twilio-url']);
    api.settings.Recording = { ...right, aws_credentials_sid: 'CR1' };
    expect(await ids()).toEqual(['twilio-credential-other']);
  });
});

test('an old credential is deleted only when it is no longer used', async () => {
  await world(async ({ api, register }) => {
    await take(register());
    const forget = (id: string) => register().forget?.(id);
    await expect(forget(KEY.accessKeyId)).rejects.toThrow('in use');
    expect(api.credentials).toHaveLength(1);
    api.settings.Recording = { ...api.settings.Recording, aws_credentials_sid: 'CR1' };
    await expect(forget(KEY.accessKeyId)).resolves.toMatch(/^Deleted CR[0-9a-f]{32} at Twilio\.$/);
    expect(api.credentials).toHaveLength(0);
    await expect(forget(KEY.accessKeyId)).resolves.toBe('Twilio has no credential for it.');
  });
});

test('pages that repeat or lead elsewhere are an error', async () => {
  for (const next of ['SELF', 'https://elsewhere.example/v1/Credentials/AWS']) {
    await world(async ({ server, register }) => {
      const url = server.seen;
      server.inject({
        when: on('GET', CREDENTIALS),
        times: 9,
        answer: (response) => {
          const self = `http://${String(response.req.headers.host)}/v1/Credentials/AWS?PageSize=100`;
          const meta = { next_page_url: next === 'SELF' ? self : next };
          status(200, { credentials: [], meta })(response);
        },
      });
      await expect(take(register())).rejects.toThrow(/read before|on another host/);
      expect(url).toHaveLength(1);
    });
  }
});

test('an API key is used as well as the account’s token', async () => {
  const env = { TWILIO_API_KEY: TWILIO_ACCOUNT.sid, TWILIO_API_SECRET: TWILIO_ACCOUNT.token };
  await world(
    async ({ register }) => {
      expect(await take(register())).toHaveLength(3);
    },
    storeOf(),
    env,
  );
});
