import type { Change } from '../../../review/plan';
import { BUCKET, change, findingsOf, idsOf } from '../change';

/** An attribute of a resource that stacks use, and the finding about a change of it. */
test.each<[string, string, string[]]>([
  ['aws_secretsmanager_secret', 'recovery_window_in_days', ['recordings-setting-changed']],
  ['aws_iam_user', 'force_destroy', ['writer-setting-changed']],
  ['aws_kms_key', 'enable_key_rotation', ['access-setting-changed']],
  ['aws_cloudwatch_metric_alarm', 'period', ['monitoring-changed']],
  [
    'aws_s3_bucket_lifecycle_configuration',
    'transition_default_minimum_object_size',
    ['storage-setting-changed'],
  ],
  ['aws_kms_key', 'description', []],
  ['aws_kms_key', 'tags', []],
  ['aws_kms_key', 'an_attribute_of_a_newer_provider', ['attribute-unclassified']],
])('a change of %s.%s has the findings %j', (type, key, ids) => {
  expect(idsOf(change({ type, before: { [key]: 'a' }, after: { [key]: 'b' } }))).toEqual(ids);
});

test('a change is shown with both values', () => {
  const changed = (from: string, to: string) =>
    findingsOf(
      change({ type: 'aws_lambda_function', before: { handler: from }, after: { handler: to } }),
    );
  expect(changed('a.run', 'b.run')).toEqual([
    ['monitoring-changed', 'handler changes from a.run to b.run.'],
  ]);
});

test('long values are shown from shortly before their first difference', () => {
  const value = (end: string) => `${'a'.repeat(200)}${end}`;
  const [found] = findingsOf(
    change({
      type: 'aws_sfn_state_machine',
      before: { definition: value('x') },
      after: { definition: value('y') },
    }),
  );
  const shown = `…${'a'.repeat(30)}`;
  expect(found).toEqual(['monitoring-changed', `definition changes from ${shown}x to ${shown}y.`]);
});

test('a value that is known only after apply needs a manual review, unless its resource is recreated', () => {
  const key = { type: 'aws_kms_key', address: 'aws_kms_key.K' };
  const group = change({
    type: 'aws_cloudwatch_log_group',
    before: { kms_key_id: 'k' },
    unknown: { kms_key_id: true },
    references: ['aws_kms_key.K.arn', 'aws_kms_key.K'],
  });
  const replaced = change({ ...key, action: 'replace', before: { arn: 'k' } });
  expect(idsOf(group)).toEqual(['value-unknown']);
  expect(idsOf(group, replaced)).toEqual(['key-replaced']);
});

test.each<[string, Partial<Change>, string[]]>([
  [
    'can act on buckets',
    { type: 'aws_datasync_task', after: { name: 'a' } },
    ['access-setting-changed'],
  ],
  ['is harmless', { type: 'aws_cloudwatch_dashboard', after: { dashboard_name: 'calls' } }, []],
  [
    'mentions a bucket of the stack',
    { type: 'aws_x', after: { a: ['arn:aws:s3:::calls/*'] } },
    ['resource-unclassified'],
  ],
  ['mentions nothing of the stack', { type: 'aws_x', after: { a: 'arn:aws:s3:::other' } }, []],
  [
    'refers to a bucket of the stack in its configuration',
    { type: 'aws_x', after: {}, unknown: { a: true }, references: [BUCKET.address] },
    ['resource-unclassified'],
  ],
  [
    'is of the Cloud Control provider',
    { type: 'awscc_s3_bucket', after: {} },
    ['attribute-unclassified'],
  ],
])('a new resource of another type that %s', (_, values, ids) => {
  expect(idsOf(change({ action: 'create', ...values }))).toEqual(ids);
});

test('a resource of another type is shown with its values, and sensitive ones are masked', () => {
  const created = change({
    type: 'aws_datasync_location_s3',
    action: 'create',
    after: { s3_bucket_arn: 'arn:aws:s3:::calls', secret: '(sensitive value)', tags: { a: 'b' } },
  });
  expect(findingsOf(created)).toEqual([
    [
      'access-setting-changed',
      'A resource of type aws_datasync_location_s3, which callvault does not review, is created: s3_bucket_arn = arn:aws:s3:::calls, secret = (sensitive value).',
    ],
  ]);
});
