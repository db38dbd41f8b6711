import { BatchJobs, type BatchJobsProps } from '../../modules/batch-jobs';
import { build, statements } from './build';

const PROPS: BatchJobsProps = {
  partition: 'aws',
  account: '111111111111',
  roleName: 'recordings-batch-calls-prod',
  targets: [
    { bucketName: 'acme', logBucketName: 'acme-logs' },
    { bucketName: 'acme-replica', logBucketName: 'acme-replica-logs' },
  ],
  prefixes: ['recordings/', 'before/'],
  locked: true,
};

const made = (props: BatchJobsProps) => build((stack) => new BatchJobs(stack, 'BatchJobs', props));

test('jobs hold and restore objects of all buckets, and use only their own files', () => {
  const { only } = made(PROPS);
  expect(only('aws_iam_role')).toMatchObject({ name: 'recordings-batch-calls-prod' });
  const both = (suffix: string) =>
    ['acme', 'acme-replica'].map((name) => `arn:aws:s3:::${name}${suffix}`);
  const objects = both('').flatMap((arn) => [`${arn}/recordings/*`, `${arn}/before/*`]);
  expect(
    statements(only('aws_iam_role_policy').policy).map(({ Action, Resource }) => [
      Action,
      Resource,
    ]),
  ).toEqual([
    ['s3:GetBucketObjectLockConfiguration', both('')],
    ['s3:PutObjectLegalHold', objects],
    ['s3:RestoreObject', objects],
    ['s3:GetBucketLocation', both('-logs')],
    [['s3:GetObject', 's3:GetObjectVersion'], both('-logs/batch-jobs/manifests/*')],
    ['s3:PutObject', both('-logs/batch-jobs/reports/*')],
  ]);
});

test('only S3 Batch Operations assumes the role, and not for another account', () => {
  expect(statements(made(PROPS).only('aws_iam_role').assume_role_policy)).toEqual([
    {
      Sid: 'BatchOperationsAssumesRole',
      Effect: 'Allow',
      Principal: { Service: 'batchoperations.s3.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '111111111111' } },
    },
  ]);
});

test('without Object Lock, jobs only restore', () => {
  const { only } = made({ ...PROPS, locked: false });
  expect(JSON.stringify(statements(only('aws_iam_role_policy').policy))).not.toMatch(
    /LegalHold|ObjectLock/,
  );
});

test('a policy that IAM would reject is refused', () => {
  const prefixes = Array.from({ length: 60 }, (_, index) => `previous-path-${index}/`);
  expect(() => made({ ...PROPS, prefixes })).toThrow('characters');
});

test('a name that IAM would reject is refused', () => {
  expect(() => made({ ...PROPS, roleName: 'a'.repeat(65) })).toThrow('is not a valid IAM name');
});
