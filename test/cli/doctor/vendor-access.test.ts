import { assumeVendor } from '../../../cli/doctor/vendor-access';
import type { AccessMethod } from '../../../store/profile';
import { but, deployed, missing, refused } from './deployed';

// No server listens there: every call to AWS fails.
const settings = { region: 'eu-central-1', endpoint: 'http://127.0.0.1:1' };
const video = deployed('video-prod');
const secret = 'callvault/video-prod/access-key';

test('the key in the secret is the vendor’s', async () => {
  const access = await assumeVendor(video.store, video.live, { asVendor: false, settings });
  expect(access).toEqual({
    kind: 'granted',
    how: 'used the access key AKIA1',
    credentials: { accessKeyId: 'AKIA1', secretAccessKey: 'hush' },
  });
});

test.each([
  [`${secret} holds no key; the policies were compared instead`, missing],
  [`these credentials may not read ${secret}; the policies were compared instead`, refused],
])('%s', async (why, stored) => {
  const { live } = but(video, 'access', { stored });
  const access = await assumeVendor(video.store, live, { asVendor: false, settings });
  expect(access).toEqual({ kind: 'unknown', why });
});

test.each<[string, AccessMethod]>([
  [
    'uses a token of its own',
    { kind: 'oidc', issuer: 'https://a.example', audience: 'a', createProvider: false },
  ],
  ['writes as itself', { kind: 'bucket-policy', principal: { Service: 'a' }, conditions: {} }],
])('doctor cannot act as a vendor that %s', async (how, method) => {
  const profile = { ...video.store.profile, access: method };
  const live = { ...video.live, access: { kind: 'none' } as const };
  const store = { ...video.store, profile };
  expect(await assumeVendor(store, live, { asVendor: false, settings })).toEqual({
    kind: 'unknown',
    why: `Twilio Video ${how}; its policies were compared instead`,
  });
});
