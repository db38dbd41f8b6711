import { isDeepStrictEqual } from 'node:util';
import { isMarked, text } from '../attributes';
import { finding, isChanged, type Rule } from '../finding';
import { isMasked } from '../mask';
import type { Change } from '../plan';
import type { PlanContext } from '../plan-context';
import { sentence } from '../sentence';
import { dependsOnReplaced } from './classes';

/** An action that callvault does not know, or after which Terraform no longer manages the resource. */
export const unknownActionRule: Rule = (change) => {
  const { action, actions, before } = change;
  if (action === 'unknown') {
    const what = sentence`The plan contains the action ${actions}, which this version of callvault does not know.`;
    return [finding('action-unknown', change, what)];
  }
  if (action !== 'forget' || Object.keys(before).length === 0) return [];
  const what = sentence`Terraform no longer manages the resource. It stays in AWS, and later changes to it go unnoticed.`;
  return [finding('no-longer-managed', change, what)];
};

/** Attributes that decide what happens to recordings, by type. Policies have a rule of their own. */
const DECISIVE: Readonly<Record<string, readonly string[]>> = {
  aws_s3_bucket: ['bucket', 'force_destroy'],
  aws_kms_key: ['is_enabled', 'deletion_window_in_days'],
  aws_kms_external_key: ['enabled', 'deletion_window_in_days', 'valid_to'],
  aws_kms_replica_key: ['enabled', 'deletion_window_in_days'],
  aws_kms_replica_external_key: ['enabled', 'deletion_window_in_days', 'valid_to'],
  aws_s3_bucket_lifecycle_configuration: ['rule'],
  aws_s3_bucket_object_lock_configuration: ['rule'],
  aws_s3_bucket_ownership_controls: ['rule'],
  aws_s3_bucket_public_access_block: [
    'block_public_acls',
    'block_public_policy',
    'ignore_public_acls',
    'restrict_public_buckets',
  ],
  aws_s3_bucket_replication_configuration: ['rule'],
  aws_s3_bucket_versioning: ['versioning_configuration'],
  aws_iam_role: ['name', 'max_session_duration'],
  aws_iam_user: ['name'],
  aws_s3_bucket_request_payment_configuration: ['payer'],
  aws_sns_topic_subscription: ['endpoint', 'protocol'],
  terraform_data: ['triggers_replace'],
};

/** Decisive attributes that AWS computes for a new resource, and that are known otherwise unless they change. */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  aws_iam_role: ['permissions_boundary', 'managed_policy_arns', 'inline_policy'],
  aws_iam_user: ['permissions_boundary'],
  aws_s3_bucket_replication_configuration: ['role'],
  aws_sns_topic_subscription: ['topic_arn'],
};

function decisiveKeys(change: Change, context: PlanContext): readonly string[] {
  const of = (keys: Readonly<Record<string, readonly string[]>>) =>
    (Object.hasOwn(keys, change.type) ? keys[change.type] : undefined) ?? [];
  const isComputed = change.action !== 'update' || dependsOnReplaced(change, context);
  return isComputed ? of(DECISIVE) : [...of(DECISIVE), ...of(COMPUTED)];
}

/** Whether a resource has values before the plan: its own, or those of the existing bucket that it configures. */
function isForExisting(change: Change, { buckets, isNewStack }: PlanContext): boolean {
  if (isChanged(change)) return true;
  return change.action === 'create' && !isNewStack && buckets.has(text(change.after, 'bucket'));
}

/** A decisive attribute whose new value is sensitive, or known only after apply. */
export const unknownValueRule: Rule = (change, context) => {
  if (!isForExisting(change, context)) return [];
  const { before, after, unknown } = change;
  return decisiveKeys(change, context)
    .filter((key) => isMarked(unknown[key]) || !isDeepStrictEqual(before[key], after[key]))
    .flatMap((key) => {
      if (isMasked(after[key])) {
        const what = sentence`The new value of ${key} is marked as sensitive, so it cannot be compared.`;
        return [finding('value-unknown', change, what)];
      }
      return unknownPaths(change.unknown[key], after[key], key).map((path) => {
        const what = sentence`The new value of ${path} is known only after apply.`;
        return finding('value-unknown', change, what);
      });
    });
};

/** IDs and names of new resources, which decide nothing. */
const NAMES_OF_NEW = /\.(?:id|bucket|replica_kms_key_id|kms_master_key_id|mfa_delete)$/;

/** The paths of the values that are known only after apply. */
function unknownPaths(mark: unknown, value: unknown, path: string): string[] {
  if (mark === true) return value === undefined && !NAMES_OF_NEW.test(path) ? [path] : [];
  if (typeof mark !== 'object' || mark === null) return [];
  const children = value as Readonly<Record<string, unknown>> | undefined | null;
  return Object.entries(mark).flatMap(([key, child]) =>
    unknownPaths(child, children?.[key], `${path}.${key}`),
  );
}
