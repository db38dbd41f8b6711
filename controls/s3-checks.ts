import { listed } from '../core/policy-element';
import { appliesToAction, type PolicyStatement } from '../core/policy-statement';
import type { ControlFinding } from './control';
import {
  type BucketResource,
  type StorageContents,
  isForOneSource,
  isOnlyForPlainHttp,
  nestedBlocks,
  statementsOf,
  type SynthesizedAttributes,
  type SynthesizedResource,
  type SynthesizedStack,
} from './stack';

type BucketCheck = (bucket: BucketResource, stack: SynthesizedStack) => string[];

/** The findings of a check of each bucket, or of the buckets that hold something. */
export function ofBuckets(check: BucketCheck, ...holding: readonly StorageContents[]) {
  return (stack: SynthesizedStack): ControlFinding[] =>
    stack
      .buckets(...holding)
      .flatMap((bucket) => check(bucket, stack).map((what) => ({ address: bucket.address, what })));
}

/** The one resource of a type that belongs to a bucket; two would overwrite each other. */
function oneLinked(
  stack: SynthesizedStack,
  bucket: SynthesizedResource,
  type: string,
): SynthesizedAttributes | undefined {
  const found = stack.linked(bucket, type);
  return found.length === 1 ? found[0]?.attributes : undefined;
}

const TYPES = {
  access: 'aws_s3_bucket_public_access_block',
  encryption: 'aws_s3_bucket_server_side_encryption_configuration',
  lifecycle: 'aws_s3_bucket_lifecycle_configuration',
  logging: 'aws_s3_bucket_logging',
  ownership: 'aws_s3_bucket_ownership_controls',
  policy: 'aws_s3_bucket_policy',
  versioning: 'aws_s3_bucket_versioning',
} as const;

function bucketStatements(stack: SynthesizedStack, bucket: SynthesizedResource): PolicyStatement[] {
  return statementsOf(oneLinked(stack, bucket, TYPES.policy)?.policy, bucket.address);
}

/** All four settings of one public access block. */
export function blocksPublicAccess(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const block = oneLinked(stack, bucket, TYPES.access);
  if (!block) return ['has not exactly one public access block'];
  return [
    'block_public_acls',
    'block_public_policy',
    'ignore_public_acls',
    'restrict_public_buckets',
  ]
    .filter((name) => block[name] !== true)
    .map((name) => `does not ${name}`);
}

/** A Deny of plain HTTP without any other condition. */
export function refusesHttp(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const arn = `\${aws_s3_bucket.${bucket.name}.arn}`;
  const refused = bucketStatements(stack, bucket).some(
    (each) =>
      each.effect === 'Deny' &&
      listed(each.principal).join() === '*' &&
      listed(each.action).join() === 's3:*' &&
      [arn, `${arn}/*`].every((resource) => listed(each.resource).includes(resource)) &&
      isOnlyForPlainHttp(each),
  );
  return refused ? [] : ['accepts plain HTTP, or refuses it only on a further condition'];
}

function encryptionOf(stack: SynthesizedStack, bucket: SynthesizedResource) {
  const [rule] = nestedBlocks(oneLinked(stack, bucket, TYPES.encryption)?.rule);
  const [byDefault] = nestedBlocks(rule?.apply_server_side_encryption_by_default);
  return { rule, byDefault };
}

/** A key of the stack, named by its ARN, with a bucket key. */
export function encryptsWithKey(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const { rule, byDefault } = encryptionOf(stack, bucket);
  const key = /^\$\{aws_kms_key\.\w+\.arn\}$/.test(String(byDefault?.kms_master_key_id));
  return [
    ...(byDefault?.sse_algorithm === 'aws:kms' ? [] : ['is not encrypted by aws:kms']),
    ...(key ? [] : ['is not encrypted by a key of the stack, named by its ARN']),
    ...(rule?.bucket_key_enabled === true ? [] : ['has no bucket key']),
  ];
}

/** S3's own keys. */
export function encryptsLogs(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const { byDefault } = encryptionOf(stack, bucket);
  return byDefault?.sse_algorithm === 'AES256' ? [] : ['is not encrypted by AES256'];
}

/** Versioning that is enabled. */
export function isVersioned(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const [versioning] = nestedBlocks(
    oneLinked(stack, bucket, TYPES.versioning)?.versioning_configuration,
  );
  return versioning?.status === 'Enabled' ? [] : ['is not versioned'];
}

function rulesOf(stack: SynthesizedStack, bucket: SynthesizedResource): SynthesizedAttributes[] {
  const rules = nestedBlocks(oneLinked(stack, bucket, TYPES.lifecycle)?.rule);
  return rules.filter(({ status }) => status === 'Enabled');
}

/** Old versions expire. Delete markers need a separate rule, because a rule with days cannot remove them. */
export function expiresVersions(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const rules = rulesOf(stack, bucket);
  const all = nestedBlocks(oneLinked(stack, bucket, TYPES.lifecycle)?.rule);
  const markers = rules.flatMap(({ expiration }) => nestedBlocks(expiration));
  const clears = markers.some(
    ({ expired_object_delete_marker: marker, days }) => marker === true && days === undefined,
  );
  return [
    ...(rules.some((rule) => rule.noncurrent_version_expiration)
      ? []
      : ['keeps old versions forever']),
    ...(clears ? [] : ['keeps delete markers forever']),
    ...(rules.length === all.length ? [] : ['has a lifecycle rule that is not enabled']),
  ];
}

/** A rule for the whole bucket: a rule with a prefix misses uploads elsewhere. */
export function abortsUploads(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const aborts = rulesOf(stack, bucket).some((rule) => {
    const [abort] = nestedBlocks(rule.abort_incomplete_multipart_upload);
    const whole = nestedBlocks(rule.filter).every(
      (filter) => (filter.prefix ?? '') === '' && Object.keys(filter).join() === 'prefix',
    );
    return Number(abort?.days_after_initiation) <= 7 && whole;
  });
  return aborts ? [] : ['keeps the parts of unfinished uploads'];
}

/** A log bucket of the same stack. */
export function isLogged(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const target = String(oneLinked(stack, bucket, TYPES.logging)?.target_bucket);
  const [, type = '', name = ''] = /^\$\{(\w+)\.(\w+)\.(?:bucket|id)\}$/.exec(target) ?? [];
  const reference =
    type === TYPES.policy
      ? String(stack.all(type).find((each) => each.name === name)?.attributes.bucket)
      : target;
  const logs = stack
    .buckets('logs')
    .find((each) => `\${aws_s3_bucket.${each.name}.id}` === reference);
  if (!logs) return ['is not logged to a log bucket of the stack'];
  return takesLogs(stack, logs) ? [] : ['is logged to a bucket that log delivery may not write to'];
}

function takesLogs(stack: SynthesizedStack, logs: SynthesizedResource): boolean {
  return bucketStatements(stack, logs).some(
    (each) =>
      each.effect === 'Allow' &&
      appliesToAction(each, 's3:PutObject') &&
      listed(each.principal).includes(DELIVERY.logs),
  );
}

/** The AWS services that write to a bucket, by what the bucket holds. */
const DELIVERY = {
  logs: 'Service:logging.s3.amazonaws.com',
  reports: 'Service:s3.amazonaws.com',
};

/** Object Lock with a default retention stops log delivery. @see Amazon S3 User Guide, "Enabling Amazon S3 server access logging" */
export function isUnlocked(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const locks = stack.linked(bucket, 'aws_s3_bucket_object_lock_configuration');
  const locked = bucket.attributes.object_lock_enabled === true || locks.length > 0;
  return locked ? ['has Object Lock, which stops log delivery'] : [];
}

/** No ACLs. */
export function isOwnerEnforced(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const [rule] = nestedBlocks(oneLinked(stack, bucket, TYPES.ownership)?.rule);
  return rule?.object_ownership === 'BucketOwnerEnforced' ? [] : ['allows ACLs'];
}

/** No Allow, except for AWS services that deliver to log buckets and buckets of reports. */
export function onlyDenies(bucket: BucketResource, stack: SynthesizedStack): string[] {
  return bucketStatements(stack, bucket)
    .filter(({ effect }) => effect === 'Allow')
    .filter((each) => !isDelivery(each, bucket))
    .map(({ sid }) => `has a policy that allows something: ${sid}`);
}

function isDelivery(statement: PolicyStatement, { holds }: BucketResource): boolean {
  if (holds !== 'logs' && holds !== 'reports') return false;
  return listed(statement.principal).join() === DELIVERY[holds] && isForOneSource(statement);
}

/** Actions whose Deny for every principal locks the owner out. */
const POLICY_ACTIONS = ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:GetBucketPolicy'];

/** No Deny without a condition, and no Deny of changing the policy, except as part of `s3:*`. */
export function locksNobodyOut(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  return bucketStatements(stack, bucket)
    .filter(({ effect }) => effect === 'Deny')
    .filter((each) => {
      const whole = listed(each.action).join() === 's3:*';
      const reaches = POLICY_ACTIONS.some((action) => appliesToAction(each, action));
      return each.conditions.length === 0 || (reaches && !whole);
    })
    .map(({ sid }) => `could lock its owner out: ${sid}`);
}

const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3)$/;

/** A name without dots and reserved parts. */
export function isWellNamed({ attributes: { bucket } }: SynthesizedResource): string[] {
  const name = String(bucket);
  const good = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name) && !RESERVED.test(name);
  return good ? [] : [`is named ${name}`];
}

/** A replication configuration. */
export function isReplicated(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const replication = oneLinked(stack, bucket, 'aws_s3_bucket_replication_configuration');
  const rules = nestedBlocks(replication?.rule).filter(({ status }) => status === 'Enabled');
  if (rules.length === 0) return ['is not replicated'];
  const encrypted = encryptionOf(stack, bucket).byDefault?.sse_algorithm === 'aws:kms';
  return rules.flatMap((rule) => [
    ...(encrypted && !copiesEncrypted(rule) ? ['is replicated without encrypted objects'] : []),
    ...(rule.filter === undefined ? ['is replicated by a rule of the old form'] : []),
    ...(rule.delete_marker_replication === undefined
      ? ['does not define whether deletions are replicated']
      : []),
  ]);
}

function copiesEncrypted({
  source_selection_criteria,
  destination,
}: SynthesizedAttributes): boolean {
  const [selected] = nestedBlocks(
    nestedBlocks(source_selection_criteria)[0]?.sse_kms_encrypted_objects,
  );
  const [encryption] = nestedBlocks(nestedBlocks(destination)[0]?.encryption_configuration);
  return selected?.status === 'Enabled' && encryption?.replica_kms_key_id !== undefined;
}

/** Object Lock. */
export function isLocked(bucket: SynthesizedResource, stack: SynthesizedStack): string[] {
  const lock = oneLinked(stack, bucket, 'aws_s3_bucket_object_lock_configuration');
  const [rule] = nestedBlocks(lock?.rule);
  return nestedBlocks(rule?.default_retention).length > 0 ? [] : ['has no Object Lock'];
}

/** A finding if the stack has no resource of a type, which may belong to the account. */
export const lacks = (type: string, what: string) => (stack: SynthesizedStack) =>
  stack.all(type).length > 0 ? [] : [{ address: '*', what }];

/** Neither destroyed nor emptied by Terraform. */
export function staysThere(
  { attributes }: SynthesizedResource,
  { type }: SynthesizedStack,
): string[] {
  if (type === 'throw-away') return [];
  const { prevent_destroy: kept } = (attributes.lifecycle ?? {}) as SynthesizedAttributes;
  return [
    ...(kept === true ? [] : ['can be destroyed']),
    ...(attributes.force_destroy === true ? ['is emptied when it is destroyed'] : []),
  ];
}
