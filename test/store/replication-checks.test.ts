import { resolve } from '../vendors/resolve';

const found = (replication: object) =>
  resolve({ vendor: 'worqhat', replication })
    .problems.filter(({ rule }) => rule !== 'external-id-shared')
    .map(({ rule, path }) => `${rule} ${path.slice(2).join('.')}`);

test.each([
  [{ region: 'eu-west-1' }, []],
  [{ region: 'eu-central-1' }, ['replication-other-region replication.region']],
  [{ region: 'us-gov-west-1' }, ['replication-same-partition replication.region']],
  [{ region: 'nowhere-1' }, ['region-known replication.region']],
  [{ region: 'eu-west-1', bucket: 'a.b' }, ['bucket-name-characters replication.bucket']],
  [{ region: 'eu-west-1', bucket: 'a'.repeat(60) }, ['bucket-name-length replication.bucket']],
])('%j leads to %j', (replication, expected) => {
  expect(found(replication)).toEqual(expected);
});

test('the replica’s bucket is named after the store’s, unless the settings name it', () => {
  const { store } = resolve({ vendor: 'worqhat', replication: { region: 'eu-west-1' } });
  expect(store.replica).toMatchObject({
    bucketName: 'acme-replica',
    logBucketName: 'acme-replica-logs',
    roleArn: 'arn:aws:iam::111111111111:role/replication-calls-prod',
  });
});
