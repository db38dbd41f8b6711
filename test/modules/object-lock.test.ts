import { lockedDays, ObjectLock, type DefaultRetention } from '../../modules/object-lock';
import { build, refusal } from './build';

const lock = (settings: DefaultRetention) =>
  build(
    (scope) => new ObjectLock(scope, 'Lock', { ...settings, bucketName: 'acme', dependsOn: [] }),
  );

test('every version is locked from its upload, and Terraform never removes the lock', () => {
  expect(
    lock({ mode: 'compliance', years: 2 }).only('aws_s3_bucket_object_lock_configuration'),
  ).toMatchObject({
    bucket: 'acme',
    object_lock_enabled: 'Enabled',
    rule: { default_retention: { mode: 'COMPLIANCE', years: 2 } },
    lifecycle: { prevent_destroy: true },
  });
});

test('a year is 365 days, as S3 counts', () => {
  expect(lockedDays({ mode: 'governance', years: 2 })).toBe(730);
  expect(lockedDays({ mode: 'governance', days: 30 })).toBe(30);
});

test.each<[Partial<DefaultRetention>, string]>([
  [{ days: 1 }, 'nothing was refused'],
  [{ days: 36_500 }, 'nothing was refused'],
  [{ years: 100 }, 'nothing was refused'],
  [{}, 'object-lock-days-or-years: neither days nor years is set'],
  [{ days: 1, years: 1 }, 'object-lock-days-or-years: both days and years are set'],
  [{ days: 0 }, 'Stack/Lock: days\n  object-lock-whole-days: 0 is not a whole number of days'],
  [{ days: 36_501 }, 'object-lock-whole-days'],
  [{ years: 101 }, 'Stack/Lock: years\n  object-lock-whole-days'],
  [{ days: 1.5 }, 'object-lock-whole-days'],
])('%j: %s', (settings, expected) => {
  expect(refusal(() => lock({ mode: 'governance', ...settings }))).toContain(expected);
});
