import { adoptions, readLocalState } from '../../../cli/bootstrap/adopt';

const SYNTHESIZED = JSON.stringify({
  resource: {
    aws_s3_bucket: { Bucket_1: { bucket: 'acme-state' }, Logs_2: { bucket: 'acme-state-logs' } },
    aws_kms_key: { Key_3: {} },
    aws_kms_alias: { Alias_4: { name: 'alias/state-prod' } },
  },
});

const NOTHING = { bucket: false, logBucket: false, alias: false, spareKeyIds: [], state: false };

test('nothing is imported into an empty account', () => {
  expect(adoptions(SYNTHESIZED, NOTHING)).toEqual([]);
});

test('resources of an interrupted bootstrap are imported by address and id', () => {
  const found = { ...NOTHING, bucket: true, logBucket: true, keyId: 'key-1', alias: true };
  expect(adoptions(SYNTHESIZED, found)).toEqual([
    { address: 'aws_kms_key.Key_3', id: 'key-1' },
    { address: 'aws_kms_alias.Alias_4', id: 'alias/state-prod' },
    { address: 'aws_s3_bucket.Bucket_1', id: 'acme-state' },
    { address: 'aws_s3_bucket.Logs_2', id: 'acme-state-logs' },
  ]);
});

test('only the log bucket is imported if only that exists', () => {
  const found = { ...NOTHING, logBucket: true };
  expect(adoptions(SYNTHESIZED, found)).toEqual([
    { address: 'aws_s3_bucket.Logs_2', id: 'acme-state-logs' },
  ]);
});

test('a key without its alias is imported alone', () => {
  expect(adoptions(SYNTHESIZED, { ...NOTHING, keyId: 'key-1' })).toEqual([
    { address: 'aws_kms_key.Key_3', id: 'key-1' },
  ]);
});

test.each([
  ['', {}],
  ['null', {}],
  ['{"resources": null}', {}],
  [
    '{"resources":[{"type":"aws_kms_key","name":"Key_3","instances":[{"status":"tainted","attributes":{"id":"key-2"}}]},{"type":"aws_kms_alias","name":"Alias_4","instances":[]}]}',
    {
      'aws_kms_key.Key_3': { id: 'key-2', tainted: true },
      'aws_kms_alias.Alias_4': { id: '', tainted: false },
    },
  ],
])('the resources in the state %j', (text, resources) => {
  expect(Object.fromEntries(readLocalState(text))).toEqual(resources);
});
