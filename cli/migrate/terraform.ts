import type { Environment } from '../../config/environment';
import { bucketArn } from '../../core/arn';
import { renderPolicy, type Statement } from '../../core/policy';
import { type Store, migrationRoleName } from '../../store/store';

/** Where AWS DataSync reads and writes. */
interface Places {
  readonly from: readonly string[];
  readonly to: string;
}

/**
 * The Terraform configuration that copies recordings from previous paths to the current one with AWS DataSync: one task
 * per path. It has a state of its own and does not touch the store: it is destroyed when the copy is complete. It reaches
 * AWS as the environment's deployer, and only the store's account.
 *
 * @see AWS DataSync User Guide, "Configuring transfers with Amazon S3", "Configuring how to handle files"
 */
export function migrationConfiguration(
  store: Store,
  from: readonly string[],
  environment: Environment,
): object {
  const { id } = store;
  const places = { from, to: store.prefix };
  return {
    terraform: {
      required_providers: { aws: { source: 'hashicorp/aws', version: '>= 5.99.0, < 7.0.0' } },
    },
    provider: { aws: provider(store, environment) },
    // Only AWS knows the key's ARN; its alias is known from the store.
    ...(store.encryption === 'sse-kms' && {
      data: { aws_kms_alias: { recordings: { name: `alias/${id}-recordings` } } },
    }),
    resource: {
      ...role(store, places),
      aws_datasync_location_s3: locations(store, places),
      aws_datasync_task: tasks(store, places),
    },
    output: {
      tasks: {
        value: from.map((_, index) => `\${aws_datasync_task.path_${index + 1}.arn}`),
      },
    },
  };
}

function provider({ account, region, name, settings }: Store, environment: Environment): object {
  const { deployer, tags } = environment;
  const own = { store: name, environment: environment.name, 'managed-by': 'callvault' };
  return {
    region,
    allowed_account_ids: [account],
    default_tags: [{ tags: { ...tags, ...settings.tags, ...own } }],
    ...(deployer && {
      assume_role: [
        {
          role_arn: deployer.roleArn,
          session_name: deployer.sessionName ?? 'callvault',
          external_id: deployer.externalId,
        },
      ],
    }),
  };
}

function role(store: Store, places: Places): object {
  const name = migrationRoleName(store.nameId);
  return {
    aws_iam_role: {
      migration: {
        name,
        description: `Copies recordings of ${store.id} to the current path`,
        assume_role_policy: renderPolicy([trust(store)]),
      },
    },
    aws_iam_role_policy: {
      migration: {
        name: 'migration',
        role: '${aws_iam_role.migration.id}',
        policy: renderPolicy(migrationStatements(store, places)),
      },
    },
  };
}

/** @see AWS DataSync User Guide, "Cross-service confused deputy prevention" */
function trust({ partition, account, region }: Store): Statement {
  return {
    Sid: 'DataSyncAssumesRole',
    Effect: 'Allow',
    Principal: { Service: 'datasync.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:datasync:${region}:${account}:*` },
    },
  };
}

/**
 * Exactly what the copy needs: it reads the previous paths and writes the current one. It deletes nothing.
 *
 * @see AWS DataSync User Guide, "Providing DataSync access to S3 buckets"
 */
export function migrationStatements(store: Store, { from, to }: Places): Statement[] {
  const arn = bucketArn(store.partition, store.bucketName);
  const read = ['s3:GetObject', 's3:GetObjectTagging'];
  const write = ['s3:PutObject', 's3:PutObjectTagging'];
  const parts = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];
  const list = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
  const key = '${data.aws_kms_alias.recordings.target_key_arn}';
  const previous = from.map((prefix) => `${arn}/${prefix}*`);
  return [
    allow('FindObjects', list, arn),
    allow('ReadOldPaths', read, previous),
    allow('WriteNewPath', [...read, ...write, ...parts], `${arn}/${to}*`),
    ...(store.encryption === 'sse-kms'
      ? [allow('UseRecordingsKey', ['kms:Decrypt', 'kms:GenerateDataKey'], key)]
      : []),
  ];
}

const allow = (Sid: string, Action: string[], Resource: string | string[]): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
});

function locations(store: Store, { from, to }: Places): object {
  const location = (prefix: string) => ({
    s3_bucket_arn: store.bucketArn,
    subdirectory: `/${prefix}`,
    s3_config: { bucket_access_role_arn: '${aws_iam_role.migration.arn}' },
    // DataSync accesses the bucket when the location is created.
    depends_on: ['aws_iam_role_policy.migration'],
  });
  const previous = from.map((prefix, index) => [`path_${index + 1}`, location(prefix)] as const);
  return { now: location(to), ...Object.fromEntries(previous) };
}

function tasks({ id }: Store, { from, to }: Places): object {
  return Object.fromEntries(
    from.map((prefix, index) => [
      `path_${index + 1}`,
      {
        name: `${id}: ${prefix} to ${to}`,
        source_location_arn: `\${aws_datasync_location_s3.path_${index + 1}.arn}`,
        destination_location_arn: '${aws_datasync_location_s3.now.arn}',
        options: {
          transfer_mode: 'CHANGED',
          // An object that already exists is newer: the vendor writes there now.
          overwrite_mode: 'NEVER',
          preserve_deleted_files: 'PRESERVE',
          verify_mode: 'ONLY_FILES_TRANSFERRED',
          posix_permissions: 'NONE',
          uid: 'NONE',
          gid: 'NONE',
          atime: 'NONE',
          mtime: 'NONE',
          preserve_devices: 'NONE',
        },
      },
    ]),
  );
}
