import { LocalTwilio, TWILIO_ACCOUNT } from '../../../dev/vendors/twilio';
import { TwilioApi } from '../../../vendors/twilio/api';
import { Secret } from '../../../core/secret';
import { serving } from '../../vendors/registering';

const CREDENTIALS = '/v1/Credentials/AWS';
const SETTINGS = '/v1/RecordingSettings/Default';

async function asking(
  use: (ask: (path: string, fields?: object) => Promise<Response>, url: string) => Promise<void>,
  twilio = new LocalTwilio(),
): Promise<void> {
  await serving([twilio.answer], async (url) => {
    const basic = Buffer.from(`${TWILIO_ACCOUNT.sid}:${TWILIO_ACCOUNT.token}`).toString('base64');
    const headers = { authorization: `Basic ${basic}` };
    await use(
      (path, fields) =>
        fetch(`${url}${path}`, {
          headers,
          ...(fields && { method: 'POST', body: new URLSearchParams({ ...fields }) }),
        }),
      url,
    );
  });
}

test.each([
  [`${CREDENTIALS}?Size=5`, undefined, 20001, 'unknown parameter Size'],
  [`${CREDENTIALS}?PageSize=1001`, undefined, 20422, 'PageSize is more than 1000'],
  [CREDENTIALS, { FriendlyName: 'a' }, 20422, 'Credentials is required'],
  [
    CREDENTIALS,
    { Credentials: 'a:b', FriendlyName: 'x'.repeat(65) },
    20422,
    'FriendlyName has more than 64 characters',
  ],
  [SETTINGS, { AwsStorageEnabled: 'true' }, 20422, 'FriendlyName is required'],
  [SETTINGS, { FriendlyName: 'a', Bucket: 'b' }, 20001, 'unknown parameter Bucket'],
  [
    SETTINGS,
    { FriendlyName: 'a', AwsStorageEnabled: 'yes' },
    20422,
    'AwsStorageEnabled is not a boolean',
  ],
  [SETTINGS, { FriendlyName: 'a', AwsStorageEnabled: 'true' }, 53610, 'Invalid S3 URL'],
])('%s with %j is refused with %s', async (...[path, fields, code, message]) => {
  await asking(async (ask) => {
    expect(await (await ask(path, fields)).json()).toMatchObject({ code, message, status: 400 });
  });
});

test('all pages of a list are read by their token', async () => {
  const twilio = new LocalTwilio();
  for (let index = 0; index < 250; index += 1) {
    twilio.credentials.push({ sid: `CR${index}`, name: '', credentials: 'a:b' });
  }
  await asking(async (_, url) => {
    const credentials = { sid: TWILIO_ACCOUNT.sid, secret: new Secret(TWILIO_ACCOUNT.token) };
    const api = new TwilioApi({ accounts: url, video: url }, credentials);
    const all = (await api.list(CREDENTIALS, 'credentials')) as { sid: string }[];
    expect(all.map(({ sid }) => sid)).toEqual(twilio.credentials.map(({ sid }) => sid));
  }, twilio);
});
