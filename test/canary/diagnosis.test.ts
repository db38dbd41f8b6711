import { diagnoseTrust, diagnoseUpload, type LivePrincipal } from '../../canary/diagnosis';
import { readStatements } from '../../core/policy-statement';
import { resolve } from '../vendors/resolve';
import { ASSUMING, KEYED } from './settings';

const TWILIO = { vendor: 'twilio', recordings: true, compositions: false, bucket: 'acme-video' };

/** The statements of Twilio's user for a folder. */
const policyFor = (prefix: string) => {
  const { identity } = resolve({ ...TWILIO, prefix });
  return readStatements(JSON.stringify({ Version: '2012-10-17', Statement: identity }));
};

const live = (change: Partial<LivePrincipal> = {}): LivePrincipal => ({
  exists: true,
  grouped: true,
  policy: policyFor('video/'),
  ...change,
});

const PUT =
  'AccessDenied: User: arn:aws:iam::111111111111:user/recordings-video-prod is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::acme-video/video/callvault-canary.txt"';
const KEY =
  'AccessDenied: User: arn:aws:iam::111111111111:user/recordings-video-prod is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:eu-central-1:111111111111:key/8f14e45f';
const SILENT = 'because no identity-based policy allows the s3:PutObject action';

test.each<readonly [string, string, LivePrincipal | undefined]>([
  ['credential', 'InvalidAccessKeyId: The AWS Access Key Id you provided does not exist', live()],
  ['credential', 'SignatureDoesNotMatch: The request signature does not match', live()],
  ['credential', `${PUT} ${SILENT}`, live({ grouped: false })],
  ['credential', `${PUT} ${SILENT}`, { exists: false }],
  ['role', `${PUT} because no permissions boundary allows the s3:PutObject action`, live()],
  ['role', `${PUT} with an explicit deny in a permissions boundary`, live()],
  ['policy', `${PUT} ${SILENT}`, { exists: true, grouped: true }],
  ['policy', `${PUT} ${SILENT}`, live({ policy: [] })],
  ['policy', `${PUT} ${SILENT}`, undefined],
  ['policy', `${PUT} ${SILENT}`, live()],
  ['policy', `${PUT} with an explicit deny in an identity-based policy`, live()],
  [
    'policy',
    `${KEY} because no identity-based policy allows the kms:GenerateDataKey action`,
    live(),
  ],
  ['prefix', `${PUT} ${SILENT}`, live({ policy: policyFor('other/') })],
  [
    'prefix',
    `${PUT} with an explicit deny in an identity-based policy`,
    live({ policy: policyFor('video/2026/') }),
  ],
  ['prefix', `${PUT} with an explicit deny`, live({ policy: policyFor('other/') })],
  ['bucket', `${PUT} with an explicit deny`, live()],
  ['key', `${KEY} because no policy allows the action`, live()],
  ['prefix', 'AccessDenied: Access Denied', live({ policy: policyFor('other/') })],
  ['key', `${KEY} because no resource-based policy allows the kms:GenerateDataKey action`, live()],
  ['key', `${KEY} with an explicit deny in a resource-based policy`, live()],
  ['key', 'KMS.DisabledException: arn:aws:kms:eu-central-1:1:key/8f14e45f is disabled.', live()],
  ['key', 'KMS.KMSInvalidStateException: it is pending deletion.', live()],
  ['bucket', 'NoSuchBucket: The specified bucket does not exist', live()],
  [
    'bucket',
    'PermanentRedirect: The bucket must be addressed using the specified endpoint',
    live(),
  ],
  ['bucket', `${PUT} with an explicit deny in a resource-based policy`, live()],
  ['bucket', `${PUT} with an explicit deny in a service control policy`, live()],
  ['bucket', 'AccessDenied: Access Denied', live()],
  [
    'lock',
    'InvalidRequest: Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    live(),
  ],
])('%s: %s', async (link, answer, principal) => {
  const read = () => Promise.resolve(principal);
  const found = await diagnoseUpload(answer, { settings: KEYED, read });
  expect(found.link).toBe(link);
  expect(found.what).toContain(answer);
});

test('a statement that denies everything is the policy, not the prefix', async () => {
  const [retired] = readStatements(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: { Sid: 'Deny', Effect: 'Deny', Action: '*', Resource: '*' },
    }),
  );
  const policy = [...policyFor('video/'), ...(retired ? [retired] : [])];
  const read = () => Promise.resolve(live({ policy }));
  const answer = `${PUT} with an explicit deny in an identity-based policy`;
  const { link } = await diagnoseUpload(answer, { settings: KEYED, read });
  expect(link).toBe('policy');
});

test('what no answer and no policy explains is the link that was tried', async () => {
  const context = {
    settings: KEYED,
    read: () => Promise.resolve(live()),
    otherwise: 'key',
  } as const;
  const { link } = await diagnoseUpload('the key cannot be used', context);
  expect(link).toBe('key');
});

const trusting = (...ids: readonly string[]): LivePrincipal => ({
  exists: true,
  trust: readStatements(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: ids.map((id) => ({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: '111111111111' },
        Condition: { StringEquals: { 'sts:ExternalId': id } },
      })),
    }),
  ),
});

test.each<readonly [string, LivePrincipal | undefined]>([
  ['role', { exists: false }],
  ['trust', trusting()],
  ['trust', trusting('a-8f14e45f')],
  ['external id', trusting('A-8F14E45F')],
  ['trust', undefined],
])('a role that cannot be assumed is the %s of %j', async (link, principal) => {
  const read = () => Promise.resolve(principal);
  const answer = 'AccessDenied: not authorized to perform: sts:AssumeRole';
  const found = await diagnoseTrust(answer, { settings: ASSUMING, read });
  expect(found.link).toBe(link);
  expect(found.what).toContain(answer);
});
