import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { S3BucketReplicationConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { type AccountScope, bucketArn } from '../core/arn';
import { checkPolicySize, type OneOrMany, renderPolicy, type Statement } from '../core/policy';
import { refuse, under } from '../core/problem';
import { checkIamName } from './iam-name';

/** One of the two buckets of a replication. */
export interface ReplicationEnd {
  /** Its name, known before it is made. */
  readonly bucketName: string;
  /** Its region. */
  readonly region: string;
  /** ARN of the key that encrypts it. @default - S3's own keys */
  readonly keyArn?: string | undefined;
}

/** What decides what is replicated, and how. */
export interface ReplicationSettings {
  /** Whether a deletion is replicated as well. @default false - the replica keeps what is hidden here */
  readonly deleteMarkers?: boolean;
  /** Whether AWS promises 99.99 % within 15 minutes, for a price (S3 Replication Time Control). @default false */
  readonly timeControl?: boolean;
}

/** What {@link Replication} needs to know. */
export interface ReplicationProps extends AccountScope, ReplicationSettings {
  /** Name of the role that S3 takes on. */
  readonly roleName: string;
  /** Where recordings are written. */
  readonly source: ReplicationEnd;
  /** Where they are copied. */
  readonly replica: ReplicationEnd;
  /** Folder that is copied, with a slash at the end; empty for the whole bucket. */
  readonly prefix: string;
  /** More folders, of before, that are copied as well. @default - none */
  readonly previousPrefixes?: readonly string[];
  /** Whether versions are locked, which the role then reads to lock the copies as well. @default false */
  readonly locked?: boolean;
  /** What must be there first: the versioning of both buckets. */
  readonly dependsOn: ITerraformDependable[];
}

/** Ids of the rules: one for the folder of now, and one for each of before. CloudWatch's metrics are named by them. */
export function replicationRules(previousPrefixes: readonly string[] = []): string[] {
  return ['all', ...previousPrefixes.map((_, index) => `previous-${index + 1}`)];
}

/**
 * Copies every object that is written below the prefix from now on to a bucket in another region, encrypted with that
 * bucket's key. What was there before is not copied, and neither is what lifecycle rules do.
 *
 * @see Amazon S3 User Guide, "Replicating encrypted objects", "What does Amazon S3 replicate?"
 */
export class Replication extends Construct {
  /** ARN of the role that S3 takes on. */
  readonly roleArn: string;

  /** @throws RefusedError for a name or a policy IAM would not take */
  constructor(scope: Construct, id: string, props: ReplicationProps) {
    super(scope, id);
    const statements = replicationStatements(props);
    const problems = [
      ...checkIamName(props.roleName).map(under('roleName')),
      ...checkPolicySize('role policy', statements).map(under('previousPrefixes')),
    ];
    refuse(problems, this.node.path);
    const role = new IamRole(this, 'Role', {
      name: props.roleName,
      description: `S3 copies ${props.source.bucketName} to ${props.replica.bucketName}`,
      assumeRolePolicy: renderPolicy([replicationTrust(props)]),
    });
    const policy = new IamRolePolicy(this, 'Policy', {
      name: 'replication',
      role: role.id,
      policy: renderPolicy(statements),
    });
    this.roleArn = role.arn;
    this.configure(props, [policy, ...props.dependsOn]);
  }

  private configure(props: ReplicationProps, dependsOn: ITerraformDependable[]): void {
    const { partition, source, replica, prefix, previousPrefixes = [] } = props;
    const { deleteMarkers = false, timeControl = false } = props;
    const fifteenMinutes = { minutes: 15 };
    new S3BucketReplicationConfigurationA(this, 'Configuration', {
      bucket: source.bucketName,
      role: this.roleArn,
      rule: replicationRules(previousPrefixes).map((id, index) => ({
        id,
        status: 'Enabled',
        priority: index,
        filter: { prefix: [prefix, ...previousPrefixes][index] },
        deleteMarkerReplication: { status: deleteMarkers ? 'Enabled' : 'Disabled' },
        ...(source.keyArn !== undefined && {
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
        }),
        destination: {
          bucket: bucketArn(partition, replica.bucketName),
          ...(replica.keyArn !== undefined && {
            encryptionConfiguration: { replicaKmsKeyId: replica.keyArn },
          }),
          metrics: { status: 'Enabled', ...(timeControl && { eventThreshold: fifteenMinutes }) },
          ...(timeControl && { replicationTime: { status: 'Enabled', time: fifteenMinutes } }),
        },
      })),
      dependsOn,
    });
  }
}

type Ends = Pick<
  ReplicationProps,
  'partition' | 'account' | 'source' | 'replica' | 'prefix' | 'previousPrefixes'
>;

/** S3 takes the role on for the one bucket of the one account, and for nobody else's. */
export function replicationTrust({ partition, account, source }: Ends): Statement {
  return {
    Sid: 'S3AssumesRole',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnEquals: { 'aws:SourceArn': bucketArn(partition, source.bucketName) },
    },
  };
}

/**
 * Exactly what replication does.
 *
 * Through which service the keys may be used, and for what, is said by the keys' own policies.
 *
 * @see Amazon S3 User Guide, "Setting up permissions for live replication"
 */
export function replicationStatements(
  props: Ends & Pick<ReplicationProps, 'deleteMarkers' | 'locked'>,
): Statement[] {
  const { partition, source, replica, deleteMarkers, locked } = props;
  const from = bucketArn(partition, source.bucketName);
  const to = bucketArn(partition, replica.bucketName);
  return [
    allow('ReadConfiguration', ['s3:GetReplicationConfiguration', 's3:ListBucket'], from),
    allow(
      'ReadVersions',
      [
        's3:GetObjectVersionForReplication',
        's3:GetObjectVersionAcl',
        's3:GetObjectVersionTagging',
        ...(locked ? ['s3:GetObjectRetention', 's3:GetObjectLegalHold'] : []),
      ],
      folders(from, props),
    ),
    allow(
      'WriteReplicas',
      ['s3:ReplicateObject', 's3:ReplicateTags', ...(deleteMarkers ? ['s3:ReplicateDelete'] : [])],
      folders(to, props),
    ),
    ...(source.keyArn === undefined
      ? []
      : [allow('DecryptRecordings', ['kms:Decrypt'], source.keyArn)]),
    ...(replica.keyArn === undefined
      ? []
      : [allow('EncryptReplicas', REPLICA_KEY_ACTIONS, replica.keyArn)]),
  ];
}

/** What replication does with the replica's key; with a bucket key it also decrypts. */
export const REPLICA_KEY_ACTIONS = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'] as const;

function folders(bucket: string, { prefix, previousPrefixes = [] }: Ends): OneOrMany {
  const [only = '', ...more] = [prefix, ...previousPrefixes].map((each) => `${bucket}/${each}*`);
  return more.length === 0 ? only : [only, ...more];
}

function allow(Sid: string, Action: readonly string[], Resource: OneOrMany): Statement {
  return { Sid, Effect: 'Allow', Action, Resource };
}
