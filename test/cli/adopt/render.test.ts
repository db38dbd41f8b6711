import type { BucketReport } from '../../../cli/adopt/adopt';
import { renderBucketReport } from '../../../cli/adopt/render';

const REPORT: BucketReport = {
  bucket: 'acme-calls',
  region: 'eu-central-1',
  environment: 'prod',
  gaps: [
    { control: 'S3-5', when: 'before', what: 'It is not versioned', step: 'Turn it on.' },
    { control: '', when: 'after', what: 'S3 notifies EventBridge', step: 'It stays as it is.' },
  ],
  objects: {
    count: 2000,
    complete: false,
    bytes: 12345,
    oldest: '2020-01-01',
    folder: 'recordings/',
    byEncryption: { AES256: 1, none: 1999 },
    withoutMetadata: 3,
    public: ['a', 'b', 'c', 'd\u202E'],
    refused: 1,
  },
};

test('the report names objects, gaps by step, and the store to add', () => {
  expect(renderBucketReport({ ...REPORT, proposal: '  calls:' })).toBe(`acme-calls in eu-central-1
Multi-Region Access Points, and access points of other accounts and of Object Lambda, are not read: see the console of S3.

The first objects, by key: 2,000, 12,345 bytes, all in recordings/
  The oldest is of 2020-01-01.
  Encrypted with none: 1,999
  Encrypted with AES256: 1
  Without metadata: 3
  Public by an ACL: 4, for example a, b, c
  Could not be looked at: 1
Who writes is not known: accesses are not logged, or the logs cannot be read.

Before the deployment:
  1. It is not versioned (S3-5).
     Turn it on.

Afterwards, or left as it is:
  1. S3 notifies EventBridge.
     It stays as it is.

Next: add this store to environments/prod.yaml below stores:, and run this command again.

  calls:`);
});

test('the report names who wrote, by the access logs', () => {
  const render = (writers: BucketReport['writers']) => renderBucketReport({ ...REPORT, writers });
  expect(render([{ who: 'arn:aws:iam::111111111111:user/a', requests: 1200 }])).toContain(
    '\nWritten in the last 7 days, by the access logs:\n  arn:aws:iam::111111111111:user/a: 1,200\n',
  );
  expect(render([])).toContain('\nNothing was written in the last 7 days, by the access logs.\n');
});

test('for a store that has the bucket, the report names what is imported', () => {
  const imports = [{ to: 'aws_s3_bucket.A', id: 'acme-calls' }];
  const render = (adopts: boolean) =>
    renderBucketReport({ ...REPORT, stack: 'calls-prod', adopts, imports });
  expect(render(false)).toContain(
    'The first plan of calls-prod imports:\n  aws_s3_bucket.A\nNext: set adopt: true, and run this command again: it reviews the plan.',
  );
  expect(render(true)).toContain(
    'aws_s3_bucket.A\nNext: callvault deploy calls-prod, if the review of its plan is as you want it.',
  );
});
