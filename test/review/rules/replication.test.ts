import { change, findingsOf } from '../change';

const DESTINATION = 'arn:aws:s3:::copies';

const rule = (values: object = {}) => ({
  status: 'Enabled',
  filter: [{ prefix: '' }],
  destination: [{ bucket: DESTINATION }],
  source_selection_criteria: [{ sse_kms_encrypted_objects: [{ status: 'Enabled' }] }],
  ...values,
});

function changed(before: object[], after: object[], role = 'copier') {
  const type = 'aws_s3_bucket_replication_configuration';
  return findingsOf(
    change({
      type,
      before: { bucket: 'calls', role: 'copier', rule: before },
      after: { bucket: 'calls', role, rule: after },
    }),
  ).map(([id]) => id);
}

test('another role can make replication fail', () => {
  expect(changed([rule()], [rule()], 'other')).toEqual(['replication-role-changed']);
  expect(changed([rule()], [rule()])).toEqual([]);
});

test.each<[string, object, string[]]>([
  ['does not change', {}, []],
  ['skips objects encrypted with KMS', { source_selection_criteria: [] }, ['replication-removed']],
  [
    'replicates delete markers',
    { delete_marker_replication: [{ status: 'Enabled' }] },
    ['replication-deletes'],
  ],
  [
    'gives the copies to another account',
    { destination: [{ bucket: DESTINATION, account: '210987654321' }] },
    ['copied-elsewhere'],
  ],
  [
    'encrypts the copies with another key',
    {
      destination: [
        { bucket: DESTINATION, encryption_configuration: [{ replica_kms_key_id: 'k' }] },
      ],
    },
    ['copied-elsewhere'],
  ],
  [
    'stores the copies in another class',
    { destination: [{ bucket: DESTINATION, storage_class: 'DEEP_ARCHIVE' }] },
    ['storage-class-changed'],
  ],
  ['requires a tag', { filter: [{ tag: [{ key: 'a', value: 'b' }] }] }, ['replication-narrowed']],
  [
    'goes to an unknown bucket',
    { destination: [{ bucket: 'arn:aws:s3:::x' }] },
    ['replication-removed', 'copied-elsewhere'],
  ],
])('a rule that %s has these findings', (_, values, ids) => {
  expect(changed([rule()], [rule(values)])).toEqual(ids);
});

test('a second rule that replicates delete markers is compared with the default', () => {
  const second = rule({ delete_marker_replication: [{ status: 'Enabled' }] });
  expect(changed([rule()], [rule(), second])).toEqual(['replication-deletes']);
});
