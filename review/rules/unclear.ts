import { isDeepStrictEqual } from 'node:util';
import { finding, isChanged, type Rule } from '../finding';
import { isMasked } from '../mask';
import { sentence } from '../sentence';

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
  terraform_data: ['triggers_replace'],
};

/** A decisive attribute whose new value is sensitive, or known only after apply. */
export const unknownValueRule: Rule = (change) => {
  if (!isChanged(change)) return [];
  const { type, before, after } = change;
  const keys = Object.hasOwn(DECISIVE, type) ? (DECISIVE[type] ?? []) : [];
  return keys
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
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
