import { effectiveChanges } from '../../review/effective';
import type { Change } from '../../review/plan';
import { reviewPlan } from '../../review/review';
import { change } from './change';

/** A complete record of a bucket that does not change. */
const bucket = (name: string, more: Change['before'] = {}): Change => {
  const attributes = {
    bucket: name,
    request_payer: 'BucketOwner',
    versioning: [{ enabled: true }],
    ...more,
  };
  return change({
    address: `aws_s3_bucket.${name}`,
    action: 'no-op',
    before: attributes,
    after: attributes,
  });
};

const VERSIONING = 'aws_s3_bucket_versioning';
const versioning = (name: string, status = 'Enabled') => ({
  bucket: name,
  versioning_configuration: [{ status }],
});

const idsOf = (...changes: readonly Change[]) =>
  reviewPlan({
    source: 'plan.json',
    changes,
    drift: [],
    deferred: false,
    regions: [],
  }).findings.map(({ id }) => id);

test('a setting that moves to another bucket is removed from the first one', () => {
  const moved = change({
    type: VERSIONING,
    action: 'replace',
    actions: ['delete', 'create'],
    before: versioning('calls'),
    after: versioning('logs'),
  });
  expect(idsOf(bucket('calls'), bucket('logs'), moved)).toEqual(['versioning-off']);
});

test('a setting whose destroy follows its create is removed', () => {
  const replaced = (actions: string[]) =>
    change({
      type: VERSIONING,
      action: 'replace',
      actions,
      before: versioning('calls'),
      after: versioning('calls'),
    });
  expect(idsOf(bucket('calls'), replaced(['create', 'delete']))).toEqual(['versioning-off']);
  expect(idsOf(bucket('calls'), replaced(['delete', 'create']))).toEqual([]);
});

test('a second resource for the same setting overwrites the first', () => {
  const first = change({
    type: VERSIONING,
    action: 'no-op',
    before: versioning('calls'),
    after: versioning('calls'),
  });
  const second = (status: string) =>
    change({
      address: `${VERSIONING}.Second`,
      type: VERSIONING,
      action: 'create',
      after: versioning('calls', status),
    });
  expect(idsOf(bucket('calls'), first, second('Suspended'))).toEqual([
    'versioning-off',
    'settings-overwritten',
  ]);
  expect(idsOf(bucket('calls'), first, second('Enabled'))).toEqual(['settings-overwritten']);
});

test('the destroy of one of two resources for the same setting removes the setting', () => {
  const kept = change({
    type: VERSIONING,
    action: 'no-op',
    before: versioning('calls'),
    after: versioning('calls'),
  });
  const destroyed = change({
    address: `${VERSIONING}.Second`,
    type: VERSIONING,
    action: 'delete',
    before: versioning('calls'),
  });
  expect(idsOf(bucket('calls'), kept, destroyed)).toEqual(['versioning-off']);
});

test.each<[string, Change['before'], Change['before'], string[]]>([
  [
    'versioning',
    { versioning: [{ enabled: true }] },
    { versioning: [{ enabled: false }] },
    ['versioning-off'],
  ],
  [
    'logging',
    { logging: [{ target_bucket: 'logs', target_prefix: 'a/' }] },
    { logging: [{ target_bucket: 'logs', target_prefix: 'b/' }] },
    ['logging-removed'],
  ],
  [
    'lifecycle_rule',
    { lifecycle_rule: [{ enabled: true, prefix: '', expiration: [{ days: 365 }] }] },
    { lifecycle_rule: [{ enabled: true, prefix: '', expiration: [{ days: 364 }] }] },
    ['expiry-shortened'],
  ],
  [
    'server_side_encryption_configuration',
    {
      server_side_encryption_configuration: [
        {
          rule: [
            {
              apply_server_side_encryption_by_default: [
                { sse_algorithm: 'aws:kms', kms_master_key_id: 'k' },
              ],
            },
          ],
        },
      ],
    },
    {
      server_side_encryption_configuration: [
        { rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'AES256' }] }] },
      ],
    },
    ['encryption-weakened'],
  ],
  [
    'request_payer',
    { request_payer: 'BucketOwner' },
    { request_payer: 'Requester' },
    ['requester-pays'],
  ],
])('%s in a bucket is compared like the separate resource', (...[, before, after, ids]) => {
  const changed = change({
    before: { bucket: 'calls', ...before },
    after: { bucket: 'calls', ...after },
  });
  expect(idsOf(changed)).toEqual(ids);
});

test('a setting that is added is compared with that of the bucket or with the default of AWS', () => {
  const block = (on: boolean) =>
    change({
      type: 'aws_s3_bucket_public_access_block',
      action: 'create',
      after: {
        bucket: 'calls',
        block_public_acls: on,
        block_public_policy: on,
        ignore_public_acls: on,
        restrict_public_buckets: on,
      },
    });
  expect(idsOf(bucket('calls'), block(false))).toEqual(['public-access-opened']);
  expect(idsOf(bucket('calls'), block(true))).toEqual([]);
});

test('a setting that the plan does not show needs a manual review', () => {
  const lock = change({
    type: 'aws_s3_bucket_object_lock_configuration',
    action: 'create',
    after: { bucket: 'calls', rule: [{ default_retention: [{ mode: 'GOVERNANCE', days: 1 }] }] },
  });
  const named = change({
    action: 'no-op',
    before: { bucket: 'calls' },
    after: { bucket: 'calls' },
  });
  expect(idsOf(named, lock)).toEqual(['recordings-setting-changed', 'lock-irreversible']);
  expect(idsOf(bucket('calls', { object_lock_configuration: [] }), lock)).toEqual([
    'lock-irreversible',
  ]);
});

test('a setting for an unknown bucket needs a manual review, and a sensitive name can be compared', () => {
  const later = change({
    type: VERSIONING,
    action: 'create',
    after: { versioning_configuration: [{ status: 'Suspended' }] },
    unknown: { bucket: true },
    references: ['terraform_data.Later'],
  });
  expect(idsOf(bucket('calls'), later)).toEqual(['value-unknown']);
  const made = change({ address: 'aws_s3_bucket.New', action: 'create', after: { bucket: 'new' } });
  expect(idsOf(bucket('calls'), made, { ...later, references: ['aws_s3_bucket.New'] })).toEqual([]);
  const hidden = change({
    type: VERSIONING,
    action: 'create',
    after: { ...versioning('', 'Suspended'), bucket: '(sensitive value)' },
    targets: { before: '', after: 'calls' },
  });
  expect(idsOf(bucket('calls'), hidden)).toContain('value-unknown');
});

test('changes of other resources stay as they are', () => {
  const role = change({ type: 'aws_iam_role', before: { name: 'a' }, after: { name: 'b' } });
  expect(effectiveChanges([role])).toEqual([role]);
});
