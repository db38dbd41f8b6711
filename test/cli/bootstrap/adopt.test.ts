import { adoptions } from '../../../cli/bootstrap/adopt';

const SYNTHESIZED = JSON.stringify({
  resource: {
    aws_s3_bucket: { Bucket_1: { bucket: 'acme-state' }, Logs_2: { bucket: 'acme-state-logs' } },
    aws_kms_key: { Key_3: {} },
    aws_kms_alias: { Alias_4: { name: 'alias/state-prod' } },
  },
});

test('nothing is imported into an empty account', () => {
  expect(adoptions(SYNTHESIZED, { bucket: false, logBucket: false, state: false })).toEqual([]);
});

test('resources of an interrupted bootstrap are imported by address and id', () => {
  const found = { bucket: true, logBucket: true, keyId: 'key-1', state: false };
  expect(adoptions(SYNTHESIZED, found)).toEqual([
    { address: 'aws_kms_key.Key_3', id: 'key-1' },
    { address: 'aws_kms_alias.Alias_4', id: 'alias/state-prod' },
    { address: 'aws_s3_bucket.Bucket_1', id: 'acme-state' },
    { address: 'aws_s3_bucket.Logs_2', id: 'acme-state-logs' },
  ]);
});

test('only the log bucket is imported if only that exists', () => {
  const found = { bucket: false, logBucket: true, state: false };
  expect(adoptions(SYNTHESIZED, found)).toEqual([
    { address: 'aws_s3_bucket.Logs_2', id: 'acme-state-logs' },
  ]);
});
