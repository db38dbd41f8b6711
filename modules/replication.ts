import { S3BucketReplicationConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { type AccountScope, bucketArn } from '../core/arn';
import { checkPolicySize, type Statement } from '../core/policy';
import { refuse, under } from '../core/problem';
import { allow, allowService, objectArns, unlessForOthers } from '../core/statements';
import { checkIamName } from './iam-name';
import { addRole } from './role';

/** One of the two buckets of a replication. */
export interface ReplicationEnd {
  /** Known before Terraform runs. */
  readonly bucketName: string;
  readonly region: string;
  /** ARN of the key that encrypts it. @default - S3's own keys */
  readonly keyArn?: string | undefined;
}

/** What is replicated, and how. */
export interface ReplicationSettings {
  /** Whether deletions are replicated too. @default false - the replica keeps what is deleted in the source */
  readonly deleteMarkers?: boolean;
  /** Whether AWS promises 99.99 % within 15 minutes, for a price (S3 Replication Time Control). @default false */
  readonly timeControl?: boolean;
}

/** Props of {@link Replication}. */
export interface ReplicationProps extends AccountScope, ReplicationSettings {
  /** Name of the role that S3 assumes. */
  readonly roleName: string;
  /** Where recordings are written. */
  readonly source: ReplicationEnd;
  /** Where they are copied. */
  readonly replica: ReplicationEnd;
  /** Folder that is copied, with a slash at the end; empty for the whole bucket. */
  readonly prefix: string;
  /** Further folders that are copied: additional ones and those of previous paths. @default - none */
  readonly otherPrefixes?: readonly string[];
  /** Whether the source has Object Lock: the role then reads locks, to lock the copies too. @default false */
  readonly locked?: boolean;
  /** The versioning of both buckets. */
  readonly dependsOn: ITerraformDependable[];
}

/** Ids of the rules: one for the current folder, one for each other one. They name CloudWatch's metrics. */
export function replicationRules(otherPrefixes: readonly string[] = []): string[] {
  return ['all', ...otherPrefixes.map((_, index) => `previous-${index + 1}`)];
}

/**
 * Copies every object that is written below the prefix from now on to a bucket in another region, encrypted with that
 * bucket's key. Existing objects are not copied, and neither is what lifecycle rules do.
 *
 * @see Amazon S3 User Guide, "Replicating encrypted objects", "What does Amazon S3 replicate?"
 */
export class Replication extends Construct {
  /** ARN of the role that S3 assumes. */
  readonly roleArn: string;

  /** @throws RefusedError for a name or a policy IAM would reject */
  constructor(scope: Construct, id: string, props: ReplicationProps) {
    super(scope, id);
    const statements = replicationStatements(props);
    const problems = [
      ...checkIamName(props.roleName).map(under('roleName')),
      ...checkPolicySize('role policy', statements).map(under('otherPrefixes')),
    ];
    refuse(problems, this.node.path);
    const { source, replica } = props;
    const role = addRole(this, {
      name: props.roleName,
      description: `S3 copies ${source.bucketName} to ${replica.bucketName}`,
      trust: replicationTrust(props),
      policyName: 'replication',
      statements,
    });
    this.roleArn = role.arn;
    new S3BucketReplicationConfigurationA(this, 'Configuration', {
      bucket: source.bucketName,
      role: role.arn,
      rule: replicationConfiguration(props),
      dependsOn: [role.policy, ...props.dependsOn],
    });
  }
}

/** What a replication copies, and where. */
export type ReplicationScope = Omit<ReplicationProps, 'dependsOn' | 'roleName'>;

/** The rules of the bucket's replication configuration. */
export function replicationConfiguration(props: ReplicationScope) {
  const prefixes = [props.prefix, ...(props.otherPrefixes ?? [])];
  return replicationRules(props.otherPrefixes).map((ruleId, index) => ({
    id: ruleId,
    priority: index,
    filter: { prefix: prefixes[index] },
    ...replicationRule(props),
  }));
}

function replicationRule({
  partition,
  source,
  replica,
  deleteMarkers = false,
  timeControl = false,
}: ReplicationScope) {
  const fifteenMinutes = { minutes: 15 };
  return {
    status: 'Enabled',
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
  };
}

type Ends = Pick<
  ReplicationProps,
  'partition' | 'account' | 'source' | 'replica' | 'prefix' | 'otherPrefixes'
>;

/**
 * S3 can assume the role only for this bucket of this account.
 *
 * AWS's examples have no condition, and no document says that S3 names the bucket here. If it does not, a condition that
 * requires it would stop all replication.
 *
 * @see Amazon S3 User Guide, "Setting up permissions for live replication"
 */
export function replicationTrust({ partition, account, source }: Ends): Statement {
  return allowService('S3AssumesRole', 's3.amazonaws.com', {
    Action: 'sts:AssumeRole',
    Condition: unlessForOthers(account, bucketArn(partition, source.bucketName)),
  });
}

/**
 * Exactly what replication does.
 *
 * The policies of the keys limit which service can use the keys, and for what.
 *
 * @see Amazon S3 User Guide, "Setting up permissions for live replication"
 */
export function replicationStatements(
  props: Ends & Pick<ReplicationProps, 'deleteMarkers' | 'locked'>,
): Statement[] {
  const { partition, source, replica, prefix, otherPrefixes = [] } = props;
  const from = bucketArn(partition, source.bucketName);
  const to = bucketArn(partition, replica.bucketName);
  const prefixes = [prefix, ...otherPrefixes];
  const read = [
    's3:GetObjectVersionForReplication',
    's3:GetObjectVersionAcl',
    's3:GetObjectVersionTagging',
    ...(props.locked ? ['s3:GetObjectRetention', 's3:GetObjectLegalHold'] : []),
  ];
  const write = [
    's3:ReplicateObject',
    's3:ReplicateTags',
    ...(props.deleteMarkers ? ['s3:ReplicateDelete'] : []),
  ];
  const keyStatements = [
    source.keyArn !== undefined && allow('DecryptRecordings', ['kms:Decrypt'], source.keyArn),
    replica.keyArn !== undefined && allow('EncryptReplicas', REPLICA_KEY_ACTIONS, replica.keyArn),
  ];
  return [
    allow('ReadConfiguration', ['s3:GetReplicationConfiguration', 's3:ListBucket'], from),
    allow('ReadVersions', read, objectArns(from, prefixes)),
    allow('WriteReplicas', write, objectArns(to, prefixes)),
    ...keyStatements.filter((each) => each !== false),
  ];
}

/** Actions of replication with the replica's key. With a bucket key it also decrypts. */
export const REPLICA_KEY_ACTIONS = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'] as const;
