import { largeUpload, mayUploadParts, uploadsOf } from '../../../cli/doctor/uploads';
import { deployed, KEY } from './deployed';

const allowedOf = (store: Parameters<typeof uploadsOf>[0], keyArn?: string) =>
  Object.fromEntries(uploadsOf(store, keyArn).map(({ name, allowed }) => [name, allowed]));

const { store } = deployed('calls-prod');

test('a store with a key accepts uploads that name the key or nothing', () => {
  expect(allowedOf(store, KEY)).toEqual({
    'no encryption header': true,
    'aws:kms with the key’s ARN': true,
    'aws:kms without a key': false,
    AES256: false,
  });
});

test('with allowKmsWithoutKey an upload need not name the key', () => {
  const settings = { ...store.settings, allowKmsWithoutKey: true };
  expect(allowedOf({ ...store, settings }, KEY)['aws:kms without a key']).toBe(true);
});

test('an unknown key is not named', () => {
  expect(Object.keys(allowedOf(store))).not.toContain('aws:kms with the key’s ARN');
});

test('a store with S3’s own keys accepts only those', () => {
  expect(allowedOf({ ...store, encryption: 'sse-s3' })).toEqual({
    'no encryption header': true,
    'aws:kms without a key': false,
    AES256: true,
  });
});

test('a large upload has no encryption header, and is encrypted with the store’s own key if it has one', () => {
  expect(largeUpload(store)).toMatchObject({ headers: {}, bytes: 6_291_456, ownKey: true });
  expect(largeUpload({ ...store, encryption: 'sse-s3' }).ownKey).toBe(false);
});

test('only a vendor that may decrypt can upload in parts to a bucket with a key', () => {
  const grants = (actions: readonly string[]) => ({
    ...store.profile,
    grants: { ...store.profile.grants, key: { sid: 'Key', actions } },
  });
  const without = { ...store, profile: grants(['kms:GenerateDataKey']) };
  expect(mayUploadParts(store)).toBe(true);
  expect(mayUploadParts(without)).toBe(false);
  expect(mayUploadParts({ ...without, encryption: 'sse-s3' })).toBe(true);
});
