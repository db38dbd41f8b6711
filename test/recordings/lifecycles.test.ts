import { S3Client } from '@aws-sdk/client-s3';
import { deployedLifecycle } from '../../recordings/lifecycles';

/** A client that sends nothing. */
function answering(answer: () => Promise<never>): S3Client {
  const s3 = new S3Client({ region: 'us-east-1' });
  s3.middlewareStack.add(() => () => answer(), { step: 'initialize' });
  return s3;
}

test('the rules of S3 become those of the calculation, and disabled ones are left out', async () => {
  const output = {
    TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
    Rules: [
      { Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
      {
        Status: 'Enabled',
        Filter: { And: { Prefix: 'a/', Tags: [{ Key: 'k', Value: 'v' }], ObjectSizeLessThan: 9 } },
        Expiration: { Date: new Date('2026-12-01T00:00:00Z') },
        Transitions: [{ StorageClass: 'GLACIER', Days: 4 }],
        NoncurrentVersionTransitions: [
          { StorageClass: 'DEEP_ARCHIVE', NoncurrentDays: 5, NewerNoncurrentVersions: 2 },
        ],
        NoncurrentVersionExpiration: { NoncurrentDays: 6, NewerNoncurrentVersions: 3 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ],
  };
  const s3 = answering(() => Promise.resolve({ output, response: {} } as never));
  expect(await deployedLifecycle({ s3, bucket: 'acme' })).toMatchObject({
    minimumSize: 'varies_by_storage_class',
    rules: [
      {
        prefix: 'a/',
        tags: { k: 'v' },
        below: 9,
        date: '2026-12-01',
        clearsMarkers: false,
        noncurrentDays: 6,
        keptVersions: 3,
        transitions: [{ storageClass: 'GLACIER', days: 4 }],
        noncurrentTransitions: [{ storageClass: 'DEEP_ARCHIVE', days: 5, keptVersions: 2 }],
        abortDays: 7,
      },
    ],
  });
});

test('a bucket without a lifecycle has no rules', async () => {
  const error = Object.assign(new Error('none'), { name: 'NoSuchLifecycleConfiguration' });
  const s3 = answering(() => Promise.reject(error));
  expect(await deployedLifecycle({ s3, bucket: 'acme' })).toEqual({
    rules: [],
    minimumSize: undefined,
  });
});
