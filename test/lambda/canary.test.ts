import type { CanarySettings } from '../../canary/settings';
import { LINKS } from '../../core/links';
import { Secret } from '../../core/secret';
import { runCanary } from '../../lambda/canary';
import type { CanaryClients, CanaryUpload, VendorKey } from '../../lambda/canary-clients';
import { LARGEST_TEST_BYTES } from '../../core/test-bytes';
import { ASSUMING, KEYED, VALIDATED } from '../canary/settings';

const TIME = '2026-11-20T10:20:00Z';
const STORED = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 's3cret' };

/** An error as the AWS SDK throws it. */
const refusal = (name: string, message: string, httpStatusCode = 403) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

async function fly(settings: CanarySettings, change: Partial<CanaryClients> = {}) {
  const uploads: { readonly key: VendorKey; readonly upload: CanaryUpload }[] = [];
  const lines: Record<string, unknown>[] = [];
  const clients: CanaryClients = {
    readSecret: () => Promise.resolve(new Secret(JSON.stringify(STORED))),
    assumeRole: () => Promise.resolve({ ...STORED, sessionToken: 't' }),
    upload: (key, upload) => {
      uploads.push({ key, upload });
      return Promise.resolve();
    },
    readPrincipal: () => Promise.resolve({ exists: true, grouped: true }),
    ...change,
  };
  const emit = (line: object) => lines.push(line as Record<string, unknown>);
  const result = await runCanary({ action: 'canary', settings, time: TIME }, { clients, emit });
  return { result, uploads, line: lines[0] };
}

test('it overwrites one small file with the key of the vendor, and reports 0', async () => {
  const { result, uploads, line } = await fly(KEYED);
  expect(result).toEqual({ link: '' });
  const [{ key, upload } = {}] = uploads;
  expect(key).toEqual(STORED);
  expect(upload).toEqual({
    bucket: 'acme-video',
    key: 'video/callvault-canary.txt',
    body: `A canary of callvault wrote this for video-prod at ${TIME}. It is not a recording.\n`,
    begin: false,
  });
  expect(line).toMatchObject({
    level: 'INFO',
    event: 'canary',
    how: 'wrote with the access key of Twilio Video',
    Store: 'video-prod',
    CanaryBrokenLink: 0,
    _aws: {
      CloudWatchMetrics: [
        {
          Namespace: 'callvault',
          Dimensions: [['Store']],
          Metrics: [{ Name: 'CanaryBrokenLink' }],
        },
      ],
    },
  });
});

test('the file is never large enough to be counted as an arrival', async () => {
  const { uploads } = await fly({ ...KEYED, stack: 's'.repeat(400) });
  expect(Buffer.byteLength(uploads[0]?.upload.body ?? '')).toBe(LARGEST_TEST_BYTES);
});

test('where Object Lock would keep the file, the upload is only begun, and the log says so', async () => {
  const { uploads, line } = await fly({ ...KEYED, locked: true });
  expect(uploads[0]?.upload.begin).toBe(true);
  expect(line?.how).toBe(
    'wrote with the access key of Twilio Video, and aborted the upload, which Object Lock would have kept',
  );
});

test('a refusal is logged with its link, the answer and what to do, and its number is the metric', async () => {
  const answer = refusal('KMS.DisabledException', 'the key is disabled', 400);
  const { result, line } = await fly(KEYED, { upload: () => Promise.reject(answer) });
  expect(result).toEqual({ link: 'key' });
  expect(line).toMatchObject({
    level: 'ERROR',
    link: 'key',
    what: 'KMS.DisabledException: the key is disabled',
    fix: 'Run npx callvault doctor video-prod.',
    CanaryBrokenLink: LINKS.indexOf('key') + 1,
  });
});

test.each<readonly [string, string, readonly [CanarySettings, Partial<CanaryClients>]]>([
  [
    'credential',
    'callvault/video-prod/access-key holds nothing',
    [
      KEYED,
      { readSecret: () => Promise.reject(refusal('ResourceNotFoundException', 'no value', 400)) },
    ],
  ],
  [
    'credential',
    'callvault/video-prod/access-key holds no access key',
    [KEYED, { readSecret: () => Promise.resolve(new Secret('{}')) }],
  ],
  [
    'monitoring',
    'the canary cannot read callvault/video-prod/access-key (AccessDeniedException: no)',
    [KEYED, { readSecret: () => Promise.reject(refusal('AccessDeniedException', 'no', 400)) }],
  ],
  [
    'trust',
    'Acme Recorder cannot assume the role recordings-video-prod (AccessDenied: no)',
    [ASSUMING, { assumeRole: () => Promise.reject(refusal('AccessDenied', 'no')) }],
  ],
  [
    'policy',
    'the role recordings-video-prod has no policy (AccessDenied: no)',
    [ASSUMING, { upload: () => Promise.reject(refusal('AccessDenied', 'no')) }],
  ],
  [
    'bucket',
    'AccessDenied: no',
    [
      KEYED,
      {
        upload: () => Promise.reject(refusal('AccessDenied', 'no')),
        readPrincipal: () => Promise.reject(refusal('AccessDenied', 'nothing to see')),
      },
    ],
  ],
  [
    'registration',
    'callvault/calls-prod/vendor-api does not hold {"GENESYS_CLIENT_ID": "…", "GENESYS_CLIENT_SECRET": "…"}. Store the credentials there with: aws secretsmanager put-secret-value --secret-id callvault/calls-prod/vendor-api --secret-string file://<file>',
    [VALIDATED, {}],
  ],
])('%s: %s', async (link, what, run) => {
  const { line } = await fly(...run);
  expect({ link: line?.link, what: line?.what }).toEqual({ link, what });
});

test('a role is assumed as the vendor does, and its session writes', async () => {
  const { uploads, line } = await fly(ASSUMING);
  expect(uploads[0]?.key.sessionToken).toBe('t');
  expect(line?.how).toBe('wrote with the role of Acme Recorder');
});

test.each([
  ['does not answer', refusal('InternalError', 'try again', 500)],
  ['is busy', refusal('ThrottlingException', 'slow down', 400)],
])('when AWS %s, the run fails, and reports no metric', async (_, error) => {
  await expect(fly(KEYED, { upload: () => Promise.reject(error) })).rejects.toBe(error);
});
