import { examineBucket } from '../../../cli/adopt/adopt';
import type { Environment } from '../../../config/environment';
import { environmentText } from '../../../dev/environment-text';
import { environmentsOf } from '../../environments';
import { answeringServer, CALLER_IDENTITY } from '../answering-server';

/** What AWS answers, by the beginning of a request. Settings that are not listed do not exist. */
const ANSWERS: readonly (readonly [request: RegExp, status: number, body: string])[] = [
  [/^POST .*Action=GetCallerIdentity/, 200, CALLER_IDENTITY],
  [/^HEAD \/acme-missing/, 404, ''],
  [/^HEAD \/acme-foreign/, 403, ''],
  [/^HEAD \/acme-[a-z]+\/?(?:\?| )/, 200, ''],
  [/^HEAD \/acme-[a-z]+\/recordings/, 200, ''],
  [
    /^GET \/acme-[a-z]+\/?\?list-type=2/,
    200,
    '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>recordings/a.wav</Key><Size>7</Size><LastModified>2024-05-01T10:00:00.000Z</LastModified></Contents></ListBucketResult>',
  ],
  [
    /^GET \/acme-[a-z]+\/?\?versioning/,
    200,
    '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  ],
  [/^GET \/acme-[a-z]+\/?\?(?:logging|notification|inventory)/, 200, '<Nothing/>'],
  [/^GET \/acme-[a-z]+\/recordings.*\?acl/, 200, '<AccessControlPolicy/>'],
];

const server = answeringServer((asked) => {
  const none = ['', 404, '<Error><Code>NoSuchSetting</Code></Error>'] as const;
  const [, status, body] = ANSWERS.find(([pattern]) => pattern.test(asked)) ?? none;
  const region = asked.startsWith('HEAD /acme-far') ? 'eu-west-1' : 'us-east-1';
  return { status, body, headers: { 'x-amz-bucket-region': region } };
});
let environment: Environment;
beforeAll(async () => {
  const endpoint = await server.start();
  [environment] = environmentsOf([
    {
      file: 'environments/local.yaml',
      text: environmentText(
        `  calls:
    vendor: custom
    title: Other
    bucket: acme-calls
    adopt: true
    access:
      kind: assume-role
      principals: ['arn:aws:iam::291871421005:root']
      externalId: 0d9a7c1e-6a0b-4a55
      externalIdSource: chosen
    actions: { object: [s3:PutObject] }
    retention: { days: 30 }
`,
        { localAws: { endpoint } },
      ),
    },
  ]) as [Environment];
});
afterAll(() => server.stop());

const examine = (name: string) =>
  examineBucket({ name, environment, limit: 10, store: 'phone', onProgress: () => undefined });

test('a bucket that no store has is proposed as a store', async () => {
  const report = await examine('acme-other');
  expect(report).toMatchObject({
    bucket: 'acme-other',
    region: 'us-east-1',
    environment: 'local',
    objects: { count: 1, complete: true, bytes: 7, oldest: '2024-05-01', folder: 'recordings/' },
  });
  expect(report.proposal).toMatch(/^ {2}phone:\n[^]*bucket: acme-other\n {4}adopt: true\n/);
  expect(report.gaps.map(({ control }) => control)).toContain('S3-1');
  expect(report.gaps.map(({ control }) => control)).not.toContain('S3-5');
  expect(report).not.toHaveProperty('imports');
});

test('the bucket of a store is imported with the settings that it has', async () => {
  const report = await examine('acme-calls');
  expect(report).toMatchObject({ stack: 'calls-local', adopts: true });
  expect(report.imports).toEqual([
    { to: expect.stringMatching(/^aws_s3_bucket\.Recordings_Bucket_/) as string, id: 'acme-calls' },
    { to: expect.stringMatching(/^aws_s3_bucket_versioning\.Rec/) as string, id: 'acme-calls' },
  ]);
  expect(report).not.toHaveProperty('proposal');
});

test.each([
  ['acme-missing', 'adopt-bucket: the bucket acme-missing does not exist'],
  ['acme-far', 'the bucket acme-far is in eu-west-1, and the region of local is us-east-1'],
  ['acme-foreign', 'The bucket acme-foreign exists, and account 123456789012 does not own it'],
])('%s is refused', async (name, message) => {
  await expect(examine(name)).rejects.toThrow(message);
});
