import { CloudWatchClient, DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  DeleteBucketReplicationCommand,
  PutBucketLoggingCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { LocalAws } from '../../dev/local-aws';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import type { Store } from '../../store/store';

/** Changes the copy and the monitoring of a store with a replica and a check, outside Terraform. */
export async function changeByHand(
  { endpoint }: LocalAws,
  { bucketName: Bucket, replica, id }: Store,
): Promise<void> {
  const settings = { endpoint, region: 'us-east-1', credentials: TEST_CREDENTIALS };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  await s3.send(new DeleteBucketReplicationCommand({ Bucket }));
  await s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }),
  );
  const copy = new S3Client({ ...settings, region: replica?.region ?? '', forcePathStyle: true });
  await copy.send(
    new PutBucketVersioningCommand({
      Bucket: replica?.bucketName,
      VersioningConfiguration: { Status: 'Suspended' },
    }),
  );
  await new EventBridgeClient(settings).send(
    new DisableRuleCommand({ Name: `integrity-${id}-check` }),
  );
  await new CloudWatchClient(settings).send(
    new DeleteAlarmsCommand({ AlarmNames: [`${id}-integrity-late`] }),
  );
  await new CloudWatchLogsClient(settings).send(
    new PutRetentionPolicyCommand({
      logGroupName: `/aws/lambda/integrity-${id}`,
      retentionInDays: 1,
    }),
  );
}
