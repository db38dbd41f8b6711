import { comeIn } from '../../../cli/doctor/vendor-credentials';
import type { AccessMethod } from '../../../store/profile';
import { but, deployed, missing, refused } from './deployed';

// Nobody answers there: whoever asks anything of AWS fails.
const settings = { region: 'eu-central-1', endpoint: 'http://127.0.0.1:1' };
const video = deployed('video-prod');
const secret = 'callvault/video-prod/access-key';

test('the key in the secret is the vendor’s', async () => {
  const came = await comeIn(video.store, video.live, { asVendor: false, settings });
  expect(came).toEqual({
    ...{ kind: 'in', how: 'used the access key AKIA1' },
    credentials: { accessKeyId: 'AKIA1', secretAccessKey: 'hush' },
  });
});

test.each([
  [`${secret} holds no key; the policies were compared instead`, missing],
  [`${secret} may not be read; the policies were compared instead`, refused],
])('%s', async (why, stored) => {
  const { live } = but(video, 'access', { stored });
  const came = await comeIn(video.store, live, { asVendor: false, settings });
  expect(came).toEqual({ kind: 'unknown', why });
});

test.each<[string, AccessMethod]>([
  [
    'comes in with a token of its own',
    { kind: 'oidc', issuer: 'https://a.example', audience: 'a', createProvider: false },
  ],
  ['writes as itself', { kind: 'bucket-policy', principal: { Service: 'a' }, conditions: {} }],
])('a vendor that %s cannot be stood in for', async (how, access) => {
  const profile = { ...video.store.profile, access };
  const live = { ...video.live, access: { kind: 'none' } as const };
  const store = { ...video.store, profile };
  expect(await comeIn(store, live, { asVendor: false, settings })).toEqual({
    ...{ kind: 'unknown' },
    why: `Twilio Video ${how}; its policies were compared instead`,
  });
});
