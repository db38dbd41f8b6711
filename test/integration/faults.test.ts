import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { ApiCall } from '../../dev/api-call';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';

jest.setTimeout(60_000);

const Bucket = 'recordings';
const THROTTLED = { kind: 'error', status: 503, code: 'SlowDown' } as const;
const puts = ({ service, action }: ApiCall) => service === 's3' && action === 'PutObject';
const put = (Key: string) => new PutObjectCommand({ Bucket, Key, Body: 'RIFF' });

let aws: LocalAws;
const settings = (more: object = {}) => ({
  region: 'us-east-1',
  endpoint: aws.endpoint,
  credentials: TEST_CREDENTIALS,
  ...more,
});
const s3 = (more: object = {}) =>
  new S3Client({ ...settings(), forcePathStyle: true, maxAttempts: 1, ...more });

beforeAll(async () => {
  aws = await startLocalAws();
  await s3().send(new CreateBucketCommand({ Bucket }));
});
afterEach(() => {
  aws.faults.clear();
});
afterAll(async () => {
  await aws.stop();
});

test('a client that retries survives throttling, and one that does not retry fails', async () => {
  const fault = aws.faults.inject({ when: puts, fault: THROTTLED, times: 2 });
  await s3({ maxAttempts: 3 }).send(put('again.wav'));
  expect(fault.struck).toBe(2);

  aws.faults.inject({ when: puts, fault: THROTTLED });
  await expect(s3().send(put('once.wav'))).rejects.toMatchObject({
    name: 'SlowDown',
    $metadata: { httpStatusCode: 503 },
  });
});

test('a rule affects matching calls only, and only after those it lets pass', async () => {
  aws.faults.inject({ when: puts, after: 1, times: 1, fault: THROTTLED });
  await s3().send(put('first.wav'));
  await s3().send(new HeadObjectCommand({ Bucket, Key: 'first.wav' }));
  await expect(s3().send(put('second.wav'))).rejects.toMatchObject({ name: 'SlowDown' });
  await s3().send(put('third.wav'));
});

test('a removed rule has no more effect', async () => {
  const fault = aws.faults.inject({ fault: THROTTLED });
  fault.remove();
  await s3().send(put('untouched.wav'));
  expect(fault.struck).toBe(0);
});

test('each service fails in its own error format', async () => {
  const error = { kind: 'error', status: 400, code: 'ThrottlingException' } as const;
  aws.faults.inject({ fault: error });
  const kms = new KMSClient(settings({ maxAttempts: 1 }));
  const sts = new STSClient(settings({ maxAttempts: 1 }));
  const throttled = { name: 'ThrottlingException' };
  await expect(kms.send(new CreateKeyCommand({}))).rejects.toMatchObject(throttled);
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject(throttled);
});

test('a request whose answer is lost was processed, without the client knowing', async () => {
  aws.faults.inject({ when: puts, times: 1, fault: { kind: 'lost-answer' } });
  await expect(s3().send(put('lost.wav'))).rejects.toThrow();
  await s3().send(new HeadObjectCommand({ Bucket, Key: 'lost.wav' }));
});

test('a request whose connection is reset was not processed', async () => {
  aws.faults.inject({ when: puts, times: 1, fault: { kind: 'reset' } });
  await expect(s3().send(put('reset.wav'))).rejects.toThrow();
  await expect(
    s3().send(new HeadObjectCommand({ Bucket, Key: 'reset.wav' })),
  ).rejects.toMatchObject({ name: 'NotFound' });
});

test('a client times out when no answer comes', async () => {
  aws.faults.inject({ when: puts, fault: { kind: 'silence' } });
  const abortSignal = AbortSignal.timeout(300);
  await expect(s3().send(put('silent.wav'), { abortSignal })).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('a slow answer arrives complete', async () => {
  await s3().send(put('slow.wav'));
  aws.faults.inject({ fault: { kind: 'slow', bytes: 1, milliseconds: 50 } });
  const started = Date.now();
  const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key: 'slow.wav' }));
  await expect(Body?.transformToString()).resolves.toBe('RIFF');
  expect(Date.now() - started).toBeGreaterThanOrEqual(190);
});
