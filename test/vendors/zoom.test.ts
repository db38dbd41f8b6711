import { Secret } from '../../core/secret';
import { LocalZoom, ZOOM_ACCOUNT, ZOOM_READINGS } from '../../dev/vendors/zoom';
import type { RegistrationContext } from '../../vendors/registration';
import { zoomRegistration } from '../../vendors/zoom/registration';
import { context, KEY, serving, take } from './registering';
import { resolve } from './resolve';

const ENV = {
  ZOOM_VIDEO_SDK_API_KEY: ZOOM_ACCOUNT.key,
  ZOOM_VIDEO_SDK_API_SECRET: ZOOM_ACCOUNT.secret,
};

const { store, identity } = resolve({ vendor: 'zoom' });

const NAME = `${KEY.accessKeyId} calls-prod`;

const S3 = {
  region: 'eu-central-1',
  bucket: 'acme',
  authentication_mechanism: 'aws_access_key',
};

/** Runs a test with a local Zoom. */
async function withZoom(
  use: (
    register: (more?: Partial<RegistrationContext>) => ReturnType<typeof zoomRegistration>,
    api: LocalZoom,
  ) => Promise<void>,
): Promise<void> {
  const api = new LocalZoom();
  await serving([api.answer], async (url) => {
    await use((more) => zoomRegistration(store as never, context(url, ENV, more)), api);
  });
}

test('the user may do what Zoom’s page asks, below its folder', () => {
  const allowed = identity.filter(({ Effect }) => Effect === 'Allow');
  expect(allowed.map(({ Action, Resource }) => [Action, Resource])).toEqual([
    [['s3:ListBucket', 's3:GetBucketLocation'], 'arn:aws:s3:::acme'],
    [
      [
        's3:PutObject',
        's3:GetObject',
        's3:DeleteObject',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
      ],
      'arn:aws:s3:::acme/cmr/byos/*',
    ],
    [['kms:GenerateDataKey', 'kms:Decrypt'], expect.stringContaining('arn:aws:kms:')],
  ]);
});

test('Zoom works without the permission to delete, and without the store’s key', () => {
  const plain = resolve({ vendor: 'zoom', vendorMayDelete: false, encryption: 'sse-s3' });
  expect(JSON.stringify(plain.identity)).not.toMatch(/DeleteObject|kms:/);
});

test.each([
  [{}, []],
  [{ prefix: '' }, []],
  [{ prefix: 'cmr/' }, []],
  [{ prefix: 'cmr/byos/' }, []],
  [{ prefix: 'recordings/' }, ['zoom-prefix']],
  [{ prefix: 'cmr/byos/2026/' }, ['zoom-prefix']],
])('a store with %j: %j', (settings, expected) => {
  const { problems } = resolve({ vendor: 'zoom', ...settings });
  expect(problems.map(({ rule }) => rule)).toEqual(expected);
});

test.each(ZOOM_READINGS)('a location is added and selected once, read as %j', async (reading) => {
  await withZoom(async (register, api) => {
    api.reading = reading;
    expect((await register().inspect()).map(({ id }) => id)).toEqual(['zoom-location-missing']);
    const registration = register();
    expect(await take(registration)).toEqual([
      'Created loc1 at Zoom.',
      'Recordings are stored in acme.',
    ]);
    const accessKey = { id: KEY.accessKeyId, key: KEY.secretAccessKey.reveal() };
    expect(api.locations).toEqual([{ id: 'loc1', name: NAME, s3: S3, accessKey }]);
    expect(api.selected).toBe('loc1');
    expect(await registration.inspect()).toEqual([]);
    expect(await take(register())).toEqual(['=', '=']);
    const steps = register().disconnect;
    expect(await take({ steps })).toEqual(['Recordings are stored at Zoom.']);
    expect(await take({ steps: register().disconnect })).toEqual(['=']);
  });
});

test('a new key is given to the location that exists', async () => {
  await withZoom(async (register, api) => {
    await take(register());
    const next = { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', secretAccessKey: new Secret('new-secret') };
    const key = () => next;
    expect((await register({ key }).inspect()).map(({ id }) => id)).toEqual([
      'zoom-location-key-other',
    ]);
    expect(await take(register({ key }))).toEqual(['Changed loc1 at Zoom.', '=']);
    expect(api.locations[0]?.accessKey).toEqual({ id: next.accessKeyId, key: 'new-secret' });
    expect(await register({ key }).inspect()).toEqual([]);
  });
});

test('what Zoom could not verify, and what is not selected, is found', async () => {
  await withZoom(async (register, api) => {
    await take(register());
    api.verifies = false;
    api.selected = undefined;
    expect((await register().inspect()).map(({ id }) => id)).toEqual([
      'zoom-location-failed',
      'zoom-location-not-selected',
    ]);
  });
});

test('another selected location is replaced with consent only', async () => {
  await withZoom(async (register, api) => {
    const accessKey = { id: 'AKIAIOSFODNN7EXAMPLE', key: 'x' };
    api.locations.push({ id: 'before', name: 'before', s3: { ...S3, bucket: 'old' }, accessKey });
    api.selected = 'before';
    const [, selection] = register().steps;
    expect((await selection?.plan())?.loses).toBe('recordings would no longer go to old');
    await take(register());
    expect(api.selected).toBe('loc2');
  });
});

test('disconnect never has Zoom delete the locations of others', async () => {
  await withZoom(async (register, api) => {
    await take(register());
    const accessKey = { id: 'AKIAIOSFODNN7EXAMPLE', key: 'x' };
    const other = { id: 'other', name: 'other', s3: { ...S3, bucket: 'old' }, accessKey };
    api.locations.push(other);
    const steps = register().disconnect;
    await expect(take({ steps })).rejects.toThrow('select another location at Zoom first');
    api.selected = 'other';
    expect(await take({ steps })).toEqual(['Deleted loc1 at Zoom.']);
    expect(api.locations).toEqual([other]);
  });
});

test('what is shown before the key exists has neither a secret nor a request that is sent', async () => {
  await withZoom(async (register, api) => {
    const [location] = register({ key: () => undefined }).steps;
    const plan = await location?.plan();
    expect(JSON.stringify(plan?.requests)).toContain('<id of the new access key>');
    expect(plan?.act).toBeUndefined();
    expect(api.locations).toEqual([]);
  });
});

test('requests and errors never show a secret', async () => {
  await withZoom(async (register) => {
    const [location] = register().steps;
    const shown = JSON.stringify((await location?.plan())?.requests);
    expect(shown).not.toContain(KEY.secretAccessKey.reveal());
    const credentials = () =>
      Promise.resolve({ a: new Secret('local-zoom-key'), b: new Secret('wrong-secret') });
    const error = await register({ credentials })
      .inspect()
      .catch((each: unknown) => each);
    expect(String(error)).toContain('401');
    expect(String(error)).not.toContain('wrong-secret');
  });
});
