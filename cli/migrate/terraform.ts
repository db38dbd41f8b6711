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
 * The Terraform configuration that copies what stands on paths of before to the path of now, by AWS DataSync: one
 * task a path. It is a configuration of its own, with a state of its own: it is destroyed when the copy is done, and the
 * store is not touched. AWS is reached as it is for the store: as the environment's deployer, for its account only.
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
    // The key's ARN is known to AWS only; its alias is the store's.
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
  const name = migrationRoleName(store.id);
  return {
    aws_iam_role: {
      migration: {
        name,
        description: `Copies recordings of ${store.id} to the path of now`,
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
 * Exactly what the copy does: it reads what was, and writes what is. It deletes nothing.
 *
 * @see AWS DataSync User Guide, "Providing DataSync access to S3 buckets"
 */
export function migrationStatements(store: Store, { from, to }: Places): Statement[] {
  const arn = bucketArn(store.partition, store.bucketName);
  const allow = (Sid: string, Action: string[], Resource: string | string[]): Statement => ({
    ...{ Sid, Effect: 'Allow', Action, Resource },
  });
  return [
    allow(
      'FindObjects',
      ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      arn,
    ),
    allow(
      'ReadOldPaths',
      ['s3:GetObject', 's3:GetObjectTagging'],
      from.map((prefix) => `${arn}/${prefix}*`),
    ),
    allow(
      'WriteNewPath',
      [
        ...['s3:GetObject', 's3:GetObjectTagging', 's3:PutObject', 's3:PutObjectTagging'],
        ...['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      ],
      `${arn}/${to}*`,
    ),
    ...(store.encryption === 'sse-kms'
      ? [
          allow(
            'UseRecordingsKey',
            ['kms:Decrypt', 'kms:GenerateDataKey'],
            '${data.aws_kms_alias.recordings.target_key_arn}',
          ),
        ]
      : []),
  ];
}

function locations(store: Store, { from, to }: Places): object {
  const location = (prefix: string) => ({
    s3_bucket_arn: store.bucketArn,
    subdirectory: `/${prefix}`,
    s3_config: { bucket_access_role_arn: '${aws_iam_role.migration.arn}' },
    // DataSync looks into the bucket when the location is made.
    depends_on: ['aws_iam_role_policy.migration'],
  });
  const old = from.map((prefix, index): [string, object] => [
    `path_${index + 1}`,
    location(prefix),
  ]);
  return { now: location(to), ...Object.fromEntries(old) };
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
          // What is there already is newer: the vendor writes there now.
          overwrite_mode: 'NEVER',
          preserve_deleted_files: 'PRESERVE',
          verify_mode: 'ONLY_FILES_TRANSFERRED',
          ...{ posix_permissions: 'NONE', uid: 'NONE', gid: 'NONE' },
          ...{ atime: 'NONE', mtime: 'NONE', preserve_devices: 'NONE' },
        },
      },
    ]),
  );
}
