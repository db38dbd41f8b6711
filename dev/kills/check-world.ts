import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openClients } from '../../lambda/clients';
import type { LocalAws } from '../local-aws';
import { TEST_CREDENTIALS } from '../test-environment';
import { CHECK_FILES, CHECK_OBJECTS, CHECKED, type CheckWorld } from './check';

/**
 * The buckets of a check on the local AWS, new and with new names: of a run that was killed, requests that were under way
 * may still arrive, after its trial has ended.
 */
export async function makeCheckWorld(aws: LocalAws): Promise<CheckWorld> {
  await fetch(`${aws.endpoint}/moto-api/reset`, { method: 'POST' });
  const { endpoint } = aws;
  const bucket = `${CHECKED.bucket}-${randomUUID()}`;
  const settings = { ...CHECKED, bucket, reports: `${bucket}-r` };
  const { region, reports } = settings;
  const place = { endpoint, credentials: TEST_CREDENTIALS, forcePathStyle: true };
  const s3 = new S3Client({ ...place, region });
  for (const Bucket of [bucket, reports]) await s3.send(new CreateBucketCommand({ Bucket }));
  const files = [
    ...CHECK_OBJECTS.map((Key) => ({ Bucket: bucket, Key, Body: 'RIFF' })),
    ...Object.entries(CHECK_FILES).map(([Key, Body]) => ({ Bucket: reports, Key, Body })),
  ];
  for (const each of files) await s3.send(new PutObjectCommand(each));
  return { settings, clients: openClients(settings, place) };
}
