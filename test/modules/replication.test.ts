import { Replication, type ReplicationProps } from '../../modules/replication';
import { ReplicationAlarms } from '../../modules/replication-alarms';
import { type Attributes, build, refusal, statements } from './build';

const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';
const COPY_KEY = 'arn:aws:kms:eu-west-1:111111111111:key/9a25f56a-dffb-478a-91f7-2e6f4b4d3c22';
const PROPS: ReplicationProps = {
  partition: 'aws',
  account: '111111111111',
  roleName: 'replication-calls',
  source: { bucketName: 'acme', region: 'eu-central-1', keyArn: KEY },
  replica: { bucketName: 'acme-replica', region: 'eu-west-1', keyArn: COPY_KEY },
  prefix: 'recordings/',
  dependsOn: [],
};
const replication = (change: Partial<ReplicationProps> = {}) =>
  build((scope) => new Replication(scope, 'Replication', { ...PROPS, ...change }));
const rule = (change: Partial<ReplicationProps> = {}) => {
  const { rule: rules } = replication(change).only('aws_s3_bucket_replication_configuration');
  return (rules as Attributes[])[0] ?? {};
};
const allowed = (change: Partial<ReplicationProps> = {}) =>
  statements(replication(change).only('aws_iam_role_policy').policy);

test('objects below the prefix are copied, encrypted with the replica’s key, with metrics', () => {
  expect(rule()).toEqual({
    id: 'all',
    status: 'Enabled',
    priority: 0,
    filter: { prefix: 'recordings/' },
    delete_marker_replication: { status: 'Disabled' },
    source_selection_criteria: { sse_kms_encrypted_objects: { status: 'Enabled' } },
    destination: {
      bucket: 'arn:aws:s3:::acme-replica',
      encryption_configuration: { replica_kms_key_id: COPY_KEY },
      metrics: { status: 'Enabled' },
    },
  });
});

test('deletions are copied and replication time is guaranteed only if requested', () => {
  const asked = rule({ deleteMarkers: true, timeControl: true });
  expect(asked.delete_marker_replication).toEqual({ status: 'Enabled' });
  expect(asked.destination).toMatchObject({
    metrics: { status: 'Enabled', event_threshold: { minutes: 15 } },
    replication_time: { status: 'Enabled', time: { minutes: 15 } },
  });
});

test('S3 can assume the role for this bucket of this account only', () => {
  const { assume_role_policy: trust } = replication().only('aws_iam_role');
  expect(statements(trust)).toEqual([
    {
      Sid: 'S3AssumesRole',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEqualsIfExists: { 'aws:SourceAccount': '111111111111' },
        ArnLikeIfExists: { 'aws:SourceArn': 'arn:aws:s3:::acme' },
      },
    },
  ]);
});

test('the role reads versions of the source and writes copies to the replica', () => {
  expect(allowed().map(({ Sid, Action, Resource }) => [Sid, Action, Resource])).toEqual([
    ['ReadConfiguration', ['s3:GetReplicationConfiguration', 's3:ListBucket'], 'arn:aws:s3:::acme'],
    [
      'ReadVersions',
      ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
      'arn:aws:s3:::acme/recordings/*',
    ],
    [
      'WriteReplicas',
      ['s3:ReplicateObject', 's3:ReplicateTags'],
      'arn:aws:s3:::acme-replica/recordings/*',
    ],
    ['DecryptRecordings', ['kms:Decrypt'], KEY],
    ['EncryptReplicas', ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'], COPY_KEY],
  ]);
});

test('locks are read if the bucket has Object Lock, and deletions written if they are copied', () => {
  const actions = (change: Partial<ReplicationProps>) => JSON.stringify(allowed(change));
  expect(actions({})).not.toMatch(/Retention|LegalHold|ReplicateDelete/);
  expect(actions({ locked: true })).toMatch(/s3:GetObjectRetention","s3:GetObjectLegalHold/);
  expect(actions({ deleteMarkers: true })).toContain('s3:ReplicateDelete');
});

test('without keys, the role has no key permissions', () => {
  const plain = { source: { ...PROPS.source, keyArn: undefined } };
  const change = { ...plain, replica: { ...PROPS.replica, keyArn: undefined } };
  expect(JSON.stringify(allowed(change))).not.toContain('kms:');
  expect(rule(change)).not.toHaveProperty('source_selection_criteria');
});

test('a role name IAM would reject is refused', () => {
  expect(refusal(() => replication({ roleName: 'a b' }))).toContain('Stack/Replication: roleName');
});

const alarms = (topicArn?: string, otherPrefixes?: string[]) =>
  build(
    (scope) =>
      new ReplicationAlarms(scope, 'Alarms', {
        name: 'calls-prod',
        sourceBucketName: 'acme',
        replicaBucketName: 'acme-replica',
        ...(topicArn !== undefined && { topicArn }),
        ...(otherPrefixes && { otherPrefixes }),
      }),
  ).all('aws_cloudwatch_metric_alarm');

test('alarms fire on a copy that failed, and on one that is an hour late', () => {
  expect(
    alarms().map(({ alarm_name: name, metric_name: metric, statistic, threshold }) => [
      name,
      metric,
      statistic,
      threshold,
    ]),
  ).toEqual([
    ['calls-prod-replication-failed', 'OperationsFailedReplication', 'Sum', 0],
    ['calls-prod-replication-late', 'ReplicationLatency', 'Maximum', 3600],
  ]);
  for (const alarm of alarms()) {
    expect(alarm).toMatchObject({
      comparison_operator: 'GreaterThanThreshold',
      treat_missing_data: 'notBreaching',
      dimensions: { SourceBucket: 'acme', DestinationBucket: 'acme-replica', RuleId: 'all' },
      alarm_actions: [],
    });
  }
});

test('each replication rule has two alarms, also those of previous folders', () => {
  const { rule: rules } = replication({ otherPrefixes: ['a/', 'b/'] }).only(
    'aws_s3_bucket_replication_configuration',
  );
  const copied = (rules as Attributes[]).map(({ id, filter }) => [
    id,
    (filter as Attributes).prefix,
  ]);
  expect(copied).toEqual([
    ['all', 'recordings/'],
    ['previous-1', 'a/'],
    ['previous-2', 'b/'],
  ]);
  const watched = alarms(undefined, ['a/', 'b/']).map(({ alarm_name: name, dimensions }) => [
    name,
    (dimensions as Attributes).RuleId,
  ]);
  expect(watched).toEqual([
    ['calls-prod-replication-failed', 'all'],
    ['calls-prod-replication-late', 'all'],
    ['calls-prod-replication-failed-previous-1', 'previous-1'],
    ['calls-prod-replication-late-previous-1', 'previous-1'],
    ['calls-prod-replication-failed-previous-2', 'previous-2'],
    ['calls-prod-replication-late-previous-2', 'previous-2'],
  ]);
});

test('the topic is notified when an alarm fires and when it is over', () => {
  for (const alarm of alarms('arn:aws:sns:eu-central-1:111111111111:a')) {
    const topic = ['arn:aws:sns:eu-central-1:111111111111:a'];
    expect(alarm).toMatchObject({ alarm_actions: topic, ok_actions: topic });
  }
});
