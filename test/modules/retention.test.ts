import { Retention, type RetentionProps } from '../../modules/retention';
import type { Transition } from '../../modules/retention-schedule';
import { STORAGE_PRESETS } from '../../modules/retention-schedule';
import { StateRetention } from '../../modules/state-retention';
import { type Attributes, build, refusal } from './build';

const retention = (change: Partial<RetentionProps> = {}) =>
  build((scope) => new Retention(scope, 'Retention', { bucketName: 'acme', days: 730, ...change }));
const lifecycle = (change: Partial<RetentionProps> = {}) =>
  retention(change).only('aws_s3_bucket_lifecycle_configuration');
const refused = (change: Partial<RetentionProps>) => refusal(() => retention(change));
const to = (storageClass: Transition['storageClass'], days: number) => ({ storageClass, days });

test('the guide’s schedule is the guide’s lifecycle, with the markers cleared by a rule of its own', () => {
  const { rule, transition_default_minimum_object_size: minimum } = lifecycle({
    transitions: STORAGE_PRESETS.archive,
    prefix: 'recordings/',
  });
  expect(rule).toEqual([
    {
      id: 'expire',
      status: 'Enabled',
      filter: [{ prefix: 'recordings/' }],
      transition: [
        { storage_class: 'STANDARD_IA', days: 30 },
        { storage_class: 'GLACIER', days: 90 },
        { storage_class: 'DEEP_ARCHIVE', days: 180 },
      ],
      expiration: [{ days: 730 }],
      noncurrent_version_transition: [],
      noncurrent_version_expiration: [{ noncurrent_days: 30 }],
    },
    {
      id: 'remove-expired-delete-markers',
      status: 'Enabled',
      filter: [{ prefix: '' }],
      expiration: [{ expired_object_delete_marker: true }],
    },
    {
      id: 'abort-unfinished-uploads',
      status: 'Enabled',
      filter: [{ prefix: '' }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    },
  ]);
  expect(minimum).toBe('all_storage_classes_128K');
});

test('a rule with an expiration in days never also removes delete markers, and never has a date', () => {
  for (const rule of lifecycle().rule as Attributes[]) {
    const [expiration] = (rule.expiration ?? []) as Attributes[];
    const keys = Object.keys(expiration ?? {});
    expect(keys.length).toBeLessThanOrEqual(1);
    expect(keys).not.toContain('date');
  }
});

test('the three days are known without asking AWS', () => {
  build((scope) => {
    const { daysFromUpload } = new Retention(scope, 'R', { bucketName: 'acme', days: 365 });
    expect(daysFromUpload).toEqual({ readableUntil: 365, recoverableUntil: 395, goneBy: 397 });
  });
});

test.each<[Partial<RetentionProps>, string]>([
  [{ days: 1 }, 'nothing was refused'],
  [{ days: 0 }, 'Stack/Retention: days\n  retention-whole-days: 0 is not a whole number'],
  [{ days: 1.5 }, 'retention-whole-days'],
  [{ days: 36_500 }, 'nothing was refused'],
  [{ days: 36_501 }, 'retention-whole-days'],
  [{ noncurrentDays: 0 }, 'Stack/Retention: noncurrentDays\n  retention-whole-days'],
  [{ transitions: [to('STANDARD_IA', 30)] }, 'nothing was refused'],
  [
    { transitions: [to('STANDARD_IA', 29)] },
    'Stack/Retention: transitions[0].days\n  retention-transition-earliest: 29 days is less than the 30',
  ],
  [{ transitions: [to('ONEZONE_IA', 29)] }, 'retention-transition-earliest'],
  [{ transitions: [to('GLACIER', 1)] }, 'nothing was refused'],
  [{ transitions: [to('GLACIER', 0)] }, 'nothing was refused'],
  [{ transitions: [to('INTELLIGENT_TIERING', 0)] }, 'nothing was refused'],
  [{ transitions: [to('GLACIER_IR', -1)] }, 'retention-whole-days'],
  [{ transitions: [to('STANDARD_IA', 0)] }, 'retention-transition-earliest'],
  [
    { transitions: [to('ONEZONE_IA', 30), to('GLACIER_IR', 90)] },
    'retention-transition-order: S3 cannot move objects from ONEZONE_IA to GLACIER_IR',
  ],
  [{ transitions: [to('ONEZONE_IA', 30), to('GLACIER', 90)] }, 'nothing was refused'],
  [{ noncurrentDays: 91, noncurrentTransitions: [to('GLACIER', 0)] }, 'retention-whole-days'],
  [{ transitions: [to('STANDARD_IA', 30), to('GLACIER', 60)] }, 'nothing was refused'],
  [
    { transitions: [to('STANDARD_IA', 30), to('GLACIER', 59)] },
    'Stack/Retention: transitions[1].days\n  retention-transition-gap: GLACIER 29 days after STANDARD_IA',
  ],
  [
    { transitions: [to('GLACIER', 60), to('STANDARD_IA', 90)] },
    'Stack/Retention: transitions[1].storageClass\n  retention-transition-order',
  ],
  [{ transitions: [to('GLACIER', 60), to('GLACIER', 90)] }, 'retention-transition-order'],
  [{ transitions: [to('GLACIER', 90), to('DEEP_ARCHIVE', 90)] }, 'retention-transition-order'],
  [{ transitions: [to('GLACIER', 90), to('DEEP_ARCHIVE', 91)] }, 'nothing was refused'],
  [{ transitions: [to('GLACIER', 729)] }, 'nothing was refused'],
  [
    { transitions: [to('GLACIER', 730)] },
    'Stack/Retention: days\n  retention-expires-after-transitions: 730 days is not after the move to GLACIER',
  ],
  [{ noncurrentDays: 91, noncurrentTransitions: [to('DEEP_ARCHIVE', 90)] }, 'nothing was refused'],
  [
    { noncurrentDays: 90, noncurrentTransitions: [to('DEEP_ARCHIVE', 90)] },
    'Stack/Retention: noncurrentTransitions[0].days\n  retention-noncurrent-consistent: 90 days for DEEP_ARCHIVE is never reached',
  ],
  [{ prefix: 'recordings' }, 'prefix-plain-folder: "recordings" does not end with a slash'],
  [{ prefix: '/recordings/' }, 'starts with a slash'],
  [{ prefix: 'a/../b/' }, '. or .. folder'],
  [{ prefix: 'a*/' }, 'wildcard'],
])('%j: %s', (change, expected) => {
  expect(refused(change)).toContain(expected);
});

test('all problems are reported at once', () => {
  const message = refused({
    days: 20,
    transitions: [to('STANDARD_IA', 29), to('GLACIER', 40)],
    prefix: 'a//b',
  });
  for (const rule of [
    'retention-transition-earliest',
    'retention-transition-gap',
    'retention-expires-after-transitions',
    'prefix-plain-folder',
  ]) {
    expect(message).toContain(rule);
  }
});

test('state is kept without limit, its old versions for 90 days or as the 20 newest', () => {
  const built = build(
    (scope) => new StateRetention(scope, 'R', { bucketName: 'state', dependsOn: [] }),
  );
  const rules = built.only('aws_s3_bucket_lifecycle_configuration').rule as Attributes[];
  expect(JSON.stringify(rules)).not.toContain('"expiration":[{"days"');
  expect(rules[0]?.noncurrent_version_expiration).toEqual([
    { noncurrent_days: 90, newer_noncurrent_versions: 20 },
  ]);
});
