import { S3Client } from '@aws-sdk/client-s3';
import { BatchClient, type BatchJob } from '../../recordings/batch-client';

const ACCOUNT = '111111111111';
const JOB: BatchJob = {
  operation: { kind: 'hold', status: 'ON' },
  roleArn: `arn:aws:iam::${ACCOUNT}:role/recordings-batch-calls-prod`,
  token: 'token',
  description: 'Smith & <Acme>',
  manifest: { arn: 'arn:aws:s3:::acme-logs/batch-jobs/manifests/a.csv', etag: 'e1' },
  report: { bucketArn: 'arn:aws:s3:::acme-logs', prefix: 'batch-jobs/reports/a' },
};

interface Sent {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A client whose requests are answered in turn. */
function answering(...answers: readonly [status: number, body: string][]) {
  const sent: Sent[] = [];
  const left = [...answers];
  const s3 = new S3Client({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: {
      handle: (request: Sent) => {
        sent.push({ ...request, headers: { ...request.headers } });
        const [statusCode, body] = left.shift() ?? [500, ''];
        return Promise.resolve({
          response: { statusCode, headers: {}, body: Buffer.from(body) },
        });
      },
    } as never,
  });
  return { sent, client: new BatchClient(s3, ACCOUNT) };
}

test('a job is created with a signed request to S3 Control of the account and region', async () => {
  const { sent, client } = answering([
    200,
    '<CreateJobResult><JobId>j-1</JobId></CreateJobResult>',
  ]);
  expect(await client.create(JOB)).toBe('j-1');
  const [request] = sent;
  expect(request).toMatchObject({
    method: 'POST',
    hostname: `${ACCOUNT}.s3-control.eu-central-1.amazonaws.com`,
    path: '/v20180820/jobs',
  });
  const { manifest, report } = JOB;
  for (const element of [
    '<ConfirmationRequired>false</ConfirmationRequired>',
    '<ReportScope>FailedTasksOnly</ReportScope>',
    '<Fields><member>Bucket</member><member>Key</member><member>VersionId</member></Fields>',
    `<Location><ObjectArn>${manifest.arn}</ObjectArn><ETag>${manifest.etag}</ETag></Location>`,
    `<Bucket>${report.bucketArn}</Bucket>`,
    `<Prefix>${report.prefix}</Prefix>`,
    `<RoleArn>${JOB.roleArn}</RoleArn>`,
  ])
    expect(request?.body).toContain(element);
  expect(request?.headers).toMatchObject({
    host: `${ACCOUNT}.s3-control.eu-central-1.amazonaws.com`,
    'x-amz-account-id': ACCOUNT,
    authorization: expect.stringMatching(
      /eu-central-1\/s3\/aws4_request, SignedHeaders=.*x-amz-account-id/,
    ) as unknown,
  });
});

test('the status of a job is not that of the hold that it sets', async () => {
  const job = `<DescribeJobResult><Job><JobId>j-1</JobId><Operation><S3PutObjectLegalHold><LegalHold><Status>ON</Status></LegalHold></S3PutObjectLegalHold></Operation><Status>Failed</Status><ProgressSummary><TotalNumberOfTasks>9</TotalNumberOfTasks><NumberOfTasksSucceeded>7</NumberOfTasksSucceeded><NumberOfTasksFailed>2</NumberOfTasksFailed></ProgressSummary><FailureReasons><member><FailureCode>x</FailureCode><FailureReason>a &amp; b</FailureReason></member></FailureReasons></Job></DescribeJobResult>`;
  const { client } = answering([200, job]);
  expect(await client.describe('j-1')).toEqual({
    status: 'Failed',
    total: 9,
    succeeded: 7,
    failed: 2,
    why: 'a & b',
  });
});

test('a job that AWS has forgotten is told from a refusal', async () => {
  const refusal = (code: string) =>
    `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
  const { client } = answering([404, refusal('NoSuchJob')], [403, refusal('AccessDenied')]);
  expect(await client.describe('j-1')).toBeUndefined();
  await expect(client.describe('j-1')).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
});

test('a job is created again after SlowDown, with the same token', async () => {
  const { sent, client } = answering(
    [503, '<Error><Code>SlowDown</Code></Error>'],
    [200, '<CreateJobResult><JobId>j-1</JobId></CreateJobResult>'],
  );
  expect(await client.create(JOB)).toBe('j-1');
  const token = expect.stringContaining(
    '<ClientRequestToken>token</ClientRequestToken>',
  ) as unknown;
  expect(sent.map(({ body }) => body)).toEqual([token, token]);
});

test.each([
  [
    { kind: 'hold', status: 'OFF' },
    '<S3PutObjectLegalHold><LegalHold><Status>OFF</Status></LegalHold></S3PutObjectLegalHold>',
  ],
  [
    { kind: 'restore', tier: 'BULK', days: 3 },
    '<ExpirationInDays>3</ExpirationInDays><GlacierJobTier>BULK</GlacierJobTier>',
  ],
  // Objects of Intelligent-Tiering take no days.
  [
    { kind: 'restore', tier: 'STANDARD' },
    '<S3InitiateRestoreObject><GlacierJobTier>STANDARD</GlacierJobTier></S3InitiateRestoreObject>',
  ],
] as const)('%o is written as %s', async (operation, text) => {
  const { sent, client } = answering([200, '<CreateJobResult><JobId>j</JobId></CreateJobResult>']);
  await client.create({ ...JOB, operation });
  expect(sent[0]?.body).toContain(text);
});
