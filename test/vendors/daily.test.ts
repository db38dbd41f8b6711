import { DAILY_DOMAIN, DAILY_READINGS, LocalDaily } from '../../dev/vendors/daily';
import { daily } from '../../vendors/daily';
import { dailyRegistration } from '../../vendors/daily/registration';
import type { RegistrationContext } from '../../vendors/registration';
import { context, on, serving, status, take } from './registering';
import { resolve } from './resolve';

const ENV = { DAILY_API_KEY: DAILY_DOMAIN.key };

const { store, trust, identity, access } = resolve({ vendor: 'daily', domain: 'acme' });

const outputs = { assume_role_arn: store.principalArn ?? '' };

const BUCKET = {
  bucket_name: 'acme',
  bucket_region: 'eu-central-1',
  assume_role_arn: outputs.assume_role_arn,
  allow_api_access: false,
};

/** Runs a test with a local Daily. */
async function withDaily(
  use: (
    register: (more?: Partial<RegistrationContext>) => ReturnType<typeof dailyRegistration>,
    api: LocalDaily,
  ) => Promise<void>,
): Promise<void> {
  const api = new LocalDaily();
  await serving([api.answer], async (url) => {
    await use(
      (more) => dailyRegistration(store as never, context(url, ENV, { outputs, ...more })),
      api,
    );
  });
}

test('the account of Daily’s page assumes the role for twelve hours, with the domain as external id', () => {
  expect(trust).toMatchObject({
    Principal: { AWS: ['arn:aws:iam::291871421005:root'] },
    Condition: { StringEquals: { 'sts:ExternalId': 'acme' } },
  });
  expect(access).toMatchObject({ props: { sessionSeconds: 43_200 } });
});

test('a second store of a domain is warned about, because its rooms may have it', () => {
  const claim = daily.exclusive?.(store as never);
  expect(claim?.name).toBe('acme');
  expect(claim?.refuse('other-prod')).toMatchObject({ rule: 'daily-domain-once', warning: true });
});

test('the role has the eight actions of Daily’s page, and the key', () => {
  expect(identity.flatMap(({ Action = [] }) => Action).sort()).toEqual([
    'kms:Decrypt',
    'kms:GenerateDataKey',
    's3:AbortMultipartUpload',
    's3:GetObject',
    's3:GetObjectVersion',
    's3:ListBucket',
    's3:ListBucketMultipartUploads',
    's3:ListBucketVersions',
    's3:ListMultipartUploadParts',
    's3:PutObject',
  ]);
});

describe.each(DAILY_READINGS)('read as %j', (reading) => {
  test('it is set once, unset, and set again', async () => {
    await withDaily(async (register, api) => {
      api.reading = reading;
      expect((await register().inspect()).map(({ id }) => id)).toEqual(['daily-bucket-off']);
      expect(await take(register())).toEqual(['Recordings of acme are stored in acme.']);
      expect(api.bucket).toEqual(BUCKET);
      expect(await register().inspect()).toEqual([]);
      expect(await take(register())).toEqual(['=']);
      expect(await take(register({ prove: true }))).toHaveLength(1);
      expect(api.bucket).toEqual(BUCKET);
      const stop = () => take({ steps: register().disconnect });
      expect(await stop()).toEqual(['Recordings of acme are stored at Daily.']);
      expect((await register().inspect()).map(({ id }) => id)).toEqual(['daily-bucket-off']);
      expect(await stop()).toEqual(['=']);
      await take(register());
      expect(await register().inspect()).toEqual([]);
    });
  });
});

test('a bucket that Daily does not name is replaced with consent only', async () => {
  await withDaily(async (register, api) => {
    api.bucket = true;
    expect((await register().inspect()).map(({ id }) => id)).toEqual(['daily-bucket-other']);
    const [step] = register().steps;
    expect((await step?.plan())?.loses).toBe(
      'recordings would no longer go to the bucket that Daily does not name',
    );
  });
});

test('a role that Daily does not show is not called right', async () => {
  await withDaily(async (register, api) => {
    api.reading = { ...api.reading, shows: 'place' };
    api.bucket = BUCKET;
    const [step] = register().steps;
    expect((await step?.plan())?.says).toBe(
      'Recordings are stored in acme; Daily does not show the role.',
    );
  });
});

test('another bucket is replaced with consent only, and its other settings stay', async () => {
  await withDaily(async (register, api) => {
    api.bucket = { ...BUCKET, bucket_name: 'before', allow_streaming_from_bucket: true };
    const [step] = register().steps;
    expect((await step?.plan())?.loses).toBe('recordings would no longer go to before');
    await take(register());
    expect(api.bucket).toEqual({ ...BUCKET, allow_streaming_from_bucket: true });
  });
});

test.each([
  [{ bucket_region: 'us-east-1' }, 'daily-bucket-other'],
  [{ bucket_name: 'before' }, 'daily-bucket-other'],
  [{ assume_role_arn: 'arn:aws:iam::111111111111:role/before' }, 'daily-role-other'],
  [{ allow_api_access: true }, 'daily-api-access'],
])('a bucket with %j is %s', async (change, id) => {
  await withDaily(async (register, api) => {
    api.bucket = { ...BUCKET, ...change };
    expect((await register().inspect()).map((each) => each.id)).toEqual([id]);
  });
});

test.each([
  ['ignores', 'still names the bucket acme'],
  ['refuses', 'recordings_bucket is false'],
] as const)(
  'a bucket that cannot be unset is an error, if Daily %s that',
  async (otherwise, message) => {
    await withDaily(async (register, api) => {
      await take(register());
      api.reading = { ...api.reading, off: 'nothing' as never, otherwise };
      await expect(take({ steps: register().disconnect })).rejects.toThrow(message);
      expect(api.bucket).toEqual(BUCKET);
    });
  },
);

test('what Daily does not show of the bucket is not taken for another one', async () => {
  await withDaily(async (register, api) => {
    const { bucket_name } = BUCKET;
    api.bucket = { bucket_name };
    const registration = register();
    expect(await registration.inspect()).toEqual([]);
    expect(registration.notShown?.()).toContain('the region of the bucket');
  });
});

test('a request that Daily accepted is named when the next one fails', async () => {
  const api = new LocalDaily();
  await serving([api.answer], async (url, server) => {
    api.bucket = BUCKET;
    const [step] = dailyRegistration(store as never, context(url, ENV, { outputs })).disconnect;
    const { act } = (await step?.plan()) ?? {};
    server.inject({ when: on('GET', /^\/v1\/$/), answer: status(403, { error: 'no' }) });
    const done: string[] = [];
    await expect(act?.((what) => done.push(what))).rejects.toThrow('answered 403');
    expect(done).toEqual(['Set recordings_bucket to null.']);
  });
});

test('the key of another domain is refused, because the external id would be wrong', async () => {
  const other = resolve({ vendor: 'daily', domain: 'other' }).store;
  const api = new LocalDaily();
  await serving([api.answer], async (url) => {
    const registration = dailyRegistration(other as never, context(url, ENV, { outputs }));
    expect((await registration.inspect()).map(({ id }) => id)).toContain('daily-domain');
    await expect(take(registration)).rejects.toThrow('belongs to acme, not to other');
    expect(api.bucket).toBeUndefined();
  });
});

test('no error shows the API key', async () => {
  const api = new LocalDaily();
  await serving([api.answer], async (url) => {
    const wrong = context(url, { DAILY_API_KEY: 'wrong-secret-key' }, { outputs });
    const error = await dailyRegistration(store as never, wrong)
      .inspect()
      .catch((each: unknown) => each);
    expect(String(error)).toContain('401');
    expect(String(error)).not.toContain('wrong-secret-key');
  });
});
