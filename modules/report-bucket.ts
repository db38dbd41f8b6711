import { S3BucketInventory } from '@cdktf/provider-aws/lib/s3-bucket-inventory';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { Construct } from 'constructs';
import { type AccountScope, bucketArn } from '../core/arn';
import type { Statement } from '../core/policy';
import { viaService } from '../core/region';
import { INVENTORY_ID } from '../integrity/inventory';
import { Bucket } from './bucket';
import { denyOtherKeys } from './bucket-statements';
import { type KeyUse, s3EncryptionContext } from './key';
import { deleteMarkers, unfinishedUploads } from './retention';

/** Days the reports are kept: as long as access logs, a year and the time an audit takes. */
const REPORT_DAYS = 400;

/** Days what a run works with is kept: until somebody has looked into a run that failed. */
const WORK_DAYS = 30;

/** Days an old version of either is kept. */
const NONCURRENT_DAYS = 7;

/** Folders of the bucket. */
export const REPORT_FOLDERS = {
  /** What runs work with: `runs/<run>/…`. */
  runs: 'runs/',
  /** What came of each run, for audits. */
  reports: 'reports/',
  /** The lists that S3 Inventory writes. */
  inventory: 'inventory/',
} as const;

/** What {@link ReportBucket} needs to know. */
export interface ReportBucketProps extends AccountScope {
  /** Unique in all of AWS. */
  readonly name: string;
  /** ARN of the key that encrypts it, whose policy must have {@link reportKeyUses}. */
  readonly keyArn: string;
  /** The bucket that takes its access logs. */
  readonly logBucketName: string;
  /** The bucket whose inventory S3 writes here. @default - no inventory is written */
  readonly inventoryOf?: string;
  /** Folder the inventory is of. @default - the whole bucket */
  readonly inventoryPrefix?: string;
  /** A bucket of a throw-away environment. @default false */
  readonly disposable?: boolean;
}

/** Keeps what the integrity check finds and works with. It never holds a recording. */
export class ReportBucket extends Construct {
  /** Name, once the bucket is there. */
  readonly name: string;

  /** @throws RefusedError for what {@link Bucket} refuses */
  constructor(scope: Construct, id: string, props: ReportBucketProps) {
    super(scope, id);
    const { name, keyArn, logBucketName, disposable } = props;
    const bucket = new Bucket(this, 'Bucket', {
      ...{ name, kind: 'reports', keyArn, logBucketName, disposable },
      statements: (arn) => [...denyOtherKeys(arn, keyArn), ...inventoryDelivery(arn, props)],
    });
    new S3BucketLifecycleConfiguration(this, 'Lifecycle', {
      bucket: bucket.name,
      transitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
      rule: [
        expire('expire-reports', REPORT_FOLDERS.reports, REPORT_DAYS),
        expire('expire-runs', REPORT_FOLDERS.runs, WORK_DAYS),
        expire('expire-inventories', REPORT_FOLDERS.inventory, WORK_DAYS),
        {
          ...{ id: 'expire-old-versions', status: 'Enabled', filter: [{ prefix: '' }] },
          noncurrentVersionExpiration: [{ noncurrentDays: NONCURRENT_DAYS }],
        },
        deleteMarkers(),
        unfinishedUploads(),
      ],
      dependsOn: [bucket.versioning],
    });
    if (props.inventoryOf !== undefined) this.inventory(props, bucket);
    this.name = bucket.name;
  }

  /** S3 can deliver only once the policy lets it. */
  private inventory(
    { inventoryOf = '', keyArn, inventoryPrefix }: ReportBucketProps,
    bucket: Bucket,
  ): void {
    new S3BucketInventory(this, 'Inventory', {
      bucket: inventoryOf,
      name: INVENTORY_ID,
      includedObjectVersions: 'Current',
      optionalFields: ['Size', 'LastModifiedDate'],
      schedule: { frequency: 'Daily' },
      ...(inventoryPrefix !== undefined &&
        inventoryPrefix !== '' && { filter: { prefix: inventoryPrefix } }),
      destination: {
        bucket: {
          ...{ bucketArn: bucket.arn, format: 'CSV' },
          prefix: REPORT_FOLDERS.inventory.slice(0, -1),
          encryption: { sseKms: { keyId: keyArn } },
        },
      },
      dependsOn: [bucket.policy],
    });
  }
}

function expire(id: string, prefix: string, days: number) {
  return { id, status: 'Enabled', filter: [{ prefix }], expiration: [{ days }] };
}

/** @see Amazon S3 User Guide, "Granting permissions for S3 Inventory and S3 analytics" */
function inventoryDelivery(
  arn: string,
  { partition, account, inventoryOf }: ReportBucketProps,
): Statement[] {
  if (inventoryOf === undefined) return [];
  return [
    {
      Sid: 'AllowInventoryDelivery',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${arn}/${REPORT_FOLDERS.inventory}*`,
      Condition: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnEquals: { 'aws:SourceArn': bucketArn(partition, inventoryOf) },
      },
    },
  ];
}

/** Who uses the key of a {@link ReportBucket}: those of the account who may use the bucket, and S3 Inventory. */
export function reportKeyUses(
  props: Pick<ReportBucketProps, 'name' | 'partition' | 'account' | 'inventoryOf'> & {
    readonly region: string;
  },
): KeyUse[] {
  const { partition, account, name, region, inventoryOf } = props;
  const reports: KeyUse = {
    sid: 'AccountUsesReportsThroughS3',
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    viaService: viaService('s3', region),
    conditions: s3EncryptionContext(bucketArn(partition, name)),
  };
  if (inventoryOf === undefined) return [reports];
  return [
    reports,
    {
      sid: 'InventoryIsEncrypted',
      actions: ['kms:GenerateDataKey'],
      outsiders: { Service: 's3.amazonaws.com' },
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnEquals: { 'aws:SourceArn': bucketArn(partition, inventoryOf) },
      },
    },
  ];
}
