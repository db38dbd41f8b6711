import { S3BucketInventory } from '@cdktf/provider-aws/lib/s3-bucket-inventory';
import { Construct } from 'constructs';
import { type AccountScope, bucketArn, type RegionScope } from '../core/arn';
import type { Statement } from '../core/policy';
import { viaService } from '../core/region';
import { allowService, onBehalfOf } from '../core/statements';
import { INVENTORY_ID } from '../integrity/inventory';
import { Bucket } from './bucket';
import { denyOtherKeys } from './bucket-statements';
import { type KeyUse, s3EncryptionContext } from './key';
import { addLifecycle, type FolderRule } from './lifecycle';

/** Days reports are kept: as long as access logs, a year and the time an audit takes. */
const REPORT_DAYS = 400;

/** Days the working files of a run are kept: long enough to investigate a failed run. */
const WORK_DAYS = 30;

/** Days a noncurrent version of either is kept. */
const NONCURRENT_DAYS = 7;

const S3 = 's3.amazonaws.com';

/** Folders of the bucket. */
export const REPORT_FOLDERS = {
  /** Working files: `runs/<run>/…`. */
  runs: 'runs/',
  /** The result of each run, for audits. */
  reports: 'reports/',
  /** The lists of S3 Inventory. */
  inventory: 'inventory/',
} as const;

/** Props of {@link ReportBucket}. */
export interface ReportBucketProps extends AccountScope {
  /** Unique in the whole partition. */
  readonly name: string;
  /** ARN of the key that encrypts it, whose policy needs {@link reportKeyUses}. */
  readonly keyArn: string;
  /** The bucket for its access logs. */
  readonly logBucketName: string;
  /** The bucket whose inventory S3 writes here. @default - no inventory is written */
  readonly inventoryOf?: string;
  /** Folder the inventory covers. @default - the whole bucket */
  readonly inventoryPrefix?: string;
  /** A bucket of a throw-away environment. @default false */
  readonly disposable?: boolean;
}

/** The reports and working files of the integrity check. It never contains a recording. */
export class ReportBucket extends Construct {
  /** Resolves once the bucket exists. */
  readonly name: string;

  /** @throws RefusedError for what {@link Bucket} refuses */
  constructor(scope: Construct, id: string, props: ReportBucketProps) {
    super(scope, id);
    const { name, keyArn, logBucketName, disposable } = props;
    const bucket = new Bucket(this, 'Bucket', {
      name,
      kind: 'reports',
      keyArn,
      logBucketName,
      disposable,
      statements: (arn) => [...denyOtherKeys(arn, keyArn), ...inventoryDelivery(arn, props)],
    });
    addLifecycle(this, { bucketName: bucket.name, rules: RULES, dependsOn: [bucket.versioning] });
    if (props.inventoryOf !== undefined) this.inventory(props, bucket);
    this.name = bucket.name;
  }

  private inventory(
    { inventoryOf = '', keyArn, inventoryPrefix = '' }: ReportBucketProps,
    bucket: Bucket,
  ): void {
    new S3BucketInventory(this, 'Inventory', {
      bucket: inventoryOf,
      name: INVENTORY_ID,
      includedObjectVersions: 'Current',
      optionalFields: ['Size', 'LastModifiedDate'],
      schedule: { frequency: 'Daily' },
      ...(inventoryPrefix !== '' && { filter: { prefix: inventoryPrefix } }),
      destination: {
        bucket: {
          bucketArn: bucket.arn,
          format: 'CSV',
          prefix: REPORT_FOLDERS.inventory.slice(0, -1),
          encryption: { sseKms: { keyId: keyArn } },
        },
      },
      // S3 can deliver only once the policy allows it.
      dependsOn: [bucket.policy],
    });
  }
}

const RULES: readonly FolderRule[] = [
  {
    id: 'expire-reports',
    prefix: REPORT_FOLDERS.reports,
    expiration: [{ days: REPORT_DAYS }],
  },
  {
    id: 'expire-runs',
    prefix: REPORT_FOLDERS.runs,
    expiration: [{ days: WORK_DAYS }],
  },
  {
    id: 'expire-inventories',
    prefix: REPORT_FOLDERS.inventory,
    expiration: [{ days: WORK_DAYS }],
  },
  {
    id: 'expire-old-versions',
    prefix: '',
    noncurrentVersionExpiration: [{ noncurrentDays: NONCURRENT_DAYS }],
  },
];

/** @see Amazon S3 User Guide, "Granting permissions for S3 Inventory and S3 analytics" */
function inventoryDelivery(
  arn: string,
  { partition, account, inventoryOf }: ReportBucketProps,
): Statement[] {
  if (inventoryOf === undefined) return [];
  return [
    allowService('AllowInventoryDelivery', S3, {
      Action: 's3:PutObject',
      Resource: `${arn}/${REPORT_FOLDERS.inventory}*`,
      Condition: onBehalfOf(account, bucketArn(partition, inventoryOf)),
    }),
  ];
}

/** The uses of the key of a {@link ReportBucket}: by principals of the account that may use the bucket, and S3 Inventory. */
export function reportKeyUses({
  partition,
  account,
  name,
  region,
  inventoryOf,
}: RegionScope & Pick<ReportBucketProps, 'name' | 'inventoryOf'>): KeyUse[] {
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
      outsiders: { Service: S3 },
      conditions: onBehalfOf(account, bucketArn(partition, inventoryOf)),
    },
  ];
}
