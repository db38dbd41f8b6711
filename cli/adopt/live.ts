import {
  GetBucketAccelerateConfigurationCommand,
  GetBucketCorsCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  ListBucketAnalyticsConfigurationsCommand,
  ListBucketIntelligentTieringConfigurationsCommand,
  ListBucketInventoryConfigurationsCommand,
  ListBucketMetricsConfigurationsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { LifecycleRule } from '../../core/lifecycle/rule';
import { enabledRules } from '../../recordings/lifecycles';
import {
  type LiveBucket,
  type OwnedBucket,
  readBucket,
  readGrants,
  readMfaDelete,
} from '../doctor/live-bucket';
import { lookUp, type Observed } from '../doctor/observed';
import type { Tags } from '../existing/created';
import { tagsFrom } from '../existing/tag-list';
import type { AccessPoint } from './access-points';
import type { BucketPlace } from './bucket-place';
import type { Writer } from './writers';

/** A bucket as it is, with everything that decides who can use it and what becomes of its objects. */
export interface AdoptableBucket extends Omit<LiveBucket, 'region' | 'lifecycle'> {
  readonly name: string;
  readonly region: string;
  /** Its rules that are enabled. */
  readonly lifecycle: Observed<{ readonly rules: readonly LifecycleRule[] }>;
  readonly tags: Observed<Tags>;
  /** Grantees of its ACL besides the owner, each with its permission. */
  readonly grants: Observed<readonly string[]>;
  /** Set if deleting a version requires MFA. */
  readonly mfaDelete: Observed<true>;
  readonly website: Observed<true>;
  /** How many rules allow requests of web pages. */
  readonly cors: Observed<number>;
  /** What S3 notifies: ARNs, or `EventBridge`. */
  readonly notifications: Observed<readonly string[]>;
  /** Ids of its inventories. */
  readonly inventories: Observed<readonly string[]>;
  /** Ids of its request metrics. */
  readonly metrics: Observed<readonly string[]>;
  /** Ids of its analyses of storage classes. */
  readonly analytics: Observed<readonly string[]>;
  /** Ids of the configurations by which Intelligent-Tiering archives objects. */
  readonly tiering: Observed<readonly string[]>;
  /** Of transfers: `Enabled` or `Suspended`. */
  readonly acceleration: Observed<string>;
  /** Access points of the account. @default - they were not read */
  readonly accessPoints?: Observed<readonly AccessPoint[]>;
  /** Who wrote to it lately. @default - it was not looked for */
  readonly writers?: Observed<readonly Writer[]>;
}

/** Reads everything about a bucket. */
export async function readAdoptable(
  { name, region, account }: BucketPlace,
  s3: S3Client,
): Promise<AdoptableBucket> {
  const bucket = { Bucket: name, ExpectedBucketOwner: account };
  const read: Read = (call, send) => lookUp({ call: `s3:${call} ${name}`, link: 'bucket' }, send);
  const { lifecycle, ...settings } = await readBucket({ bucketName: name, account }, s3);
  return {
    name,
    region,
    ...settings,
    lifecycle:
      lifecycle.kind === 'value' ? observedRules(enabledRules(lifecycle.value)) : lifecycle,
    tags: await read('GetBucketTagging', async () => {
      const { TagSet } = await s3.send(new GetBucketTaggingCommand(bucket));
      return tagsFrom(TagSet);
    }),
    grants: await read('GetBucketAcl', () => readGrants(s3, bucket)),
    mfaDelete: await read('GetBucketVersioning', () => readMfaDelete(s3, bucket)),
    ...(await readUses(s3, bucket, read)),
    ...(await readAnalyses(s3, bucket, read)),
  };
}

const observedRules = (rules: readonly LifecycleRule[]) => ({
  kind: 'value' as const,
  value: { rules },
});

type Read = <T>(call: string, send: () => Promise<T | undefined>) => Promise<Observed<T>>;

/** Reads what uses the bucket. */
async function readUses(
  s3: S3Client,
  bucket: OwnedBucket,
  read: Read,
): Promise<
  Pick<AdoptableBucket, 'website' | 'cors' | 'notifications' | 'inventories' | 'acceleration'>
> {
  return {
    website: await read('GetBucketWebsite', async () => {
      await s3.send(new GetBucketWebsiteCommand(bucket));
      return true as const;
    }),
    cors: await read('GetBucketCORS', async () => {
      const { CORSRules } = await s3.send(new GetBucketCorsCommand(bucket));
      return CORSRules?.length;
    }),
    notifications: await read('GetBucketNotification', () => readNotifications(s3, bucket)),
    inventories: await read('GetInventoryConfiguration', async () => {
      const command = new ListBucketInventoryConfigurationsCommand(bucket);
      const { InventoryConfigurationList: all } = await s3.send(command);
      return idsOf(all);
    }),
    acceleration: await read('GetAccelerateConfiguration', async () => {
      const command = new GetBucketAccelerateConfigurationCommand(bucket);
      return (await s3.send(command)).Status;
    }),
  };
}

const idsOf = (all?: readonly { readonly Id?: string | undefined }[]) =>
  all?.map(({ Id = '' }) => Id);

/** Reads what watches and moves its objects. */
async function readAnalyses(
  s3: S3Client,
  bucket: OwnedBucket,
  read: Read,
): Promise<Pick<AdoptableBucket, 'metrics' | 'analytics' | 'tiering'>> {
  return {
    metrics: await read('GetMetricsConfiguration', async () => {
      const command = new ListBucketMetricsConfigurationsCommand(bucket);
      return idsOf((await s3.send(command)).MetricsConfigurationList);
    }),
    analytics: await read('GetAnalyticsConfiguration', async () => {
      const command = new ListBucketAnalyticsConfigurationsCommand(bucket);
      return idsOf((await s3.send(command)).AnalyticsConfigurationList);
    }),
    tiering: await read('GetIntelligentTieringConfiguration', async () => {
      const command = new ListBucketIntelligentTieringConfigurationsCommand(bucket);
      const { IntelligentTieringConfigurationList: all } = await s3.send(command);
      return idsOf(all?.filter(({ Status }) => Status === 'Enabled'));
    }),
  };
}

async function readNotifications(s3: S3Client, bucket: OwnedBucket): Promise<string[] | undefined> {
  const answer = await s3.send(new GetBucketNotificationConfigurationCommand(bucket));
  const all = [
    ...(answer.TopicConfigurations ?? []).map(({ TopicArn = '' }) => TopicArn),
    ...(answer.QueueConfigurations ?? []).map(({ QueueArn = '' }) => QueueArn),
    ...(answer.LambdaFunctionConfigurations ?? []).map(
      ({ LambdaFunctionArn = '' }) => LambdaFunctionArn,
    ),
    ...(answer.EventBridgeConfiguration ? ['EventBridge'] : []),
  ];
  return all.length > 0 ? all : undefined;
}
