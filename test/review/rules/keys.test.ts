import { change, idsOf } from '../change';

const external = (before: object, after: object) =>
  idsOf(
    change({
      type: 'aws_kms_external_key',
      before: before as Record<string, unknown>,
      after: after as Record<string, unknown>,
    }),
  );

test('a key with imported material can be disabled', () => {
  expect(external({ enabled: true }, { enabled: false })).toEqual(['key-disabled']);
  expect(external({ enabled: false }, { enabled: false })).toEqual([]);
});

test.each([
  ['', '2027-01-01T00:00:00Z', ['key-destroyed', 'key-disabled']],
  ['2028-01-01T00:00:00Z', '2027-12-31T00:00:00Z', ['key-destroyed', 'key-disabled']],
  ['2028-01-01T00:00:00Z', '2028-01-01T00:00:00Z', []],
  ['2028-01-01T00:00:00Z', '2029-01-01T00:00:00Z', []],
  ['2028-01-01T00:00:00Z', '', []],
])('imported material that expires on "%s" and then on "%s"', (before, after, ids) => {
  expect(external({ valid_to: before }, { valid_to: after })).toEqual(ids);
});

const encryption = (sse_algorithm: string, kms_master_key_id?: string) => ({
  bucket: 'calls',
  rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm, kms_master_key_id }] }],
});

test('objects that are encrypted with another algorithm or key have a finding', () => {
  const type = 'aws_s3_bucket_server_side_encryption_configuration';
  const changed = (algorithm: string, key: string) =>
    idsOf(change({ type, before: encryption('aws:kms', 'k'), after: encryption(algorithm, key) }));
  expect(changed('aws:kms', 'k')).toEqual([]);
  expect(changed('aws:kms', 'other')).toEqual(['encryption-key-changed']);
  expect(changed('aws:kms:dsse', 'k')).toEqual(['encryption-key-changed']);
  expect(changed('AES256', '')).toEqual(['encryption-weakened']);
});
