import { canonical } from '../attributes';
import { finding, type Rule } from '../finding';
import { isMasked } from '../mask';
import type { Change } from '../plan';
import { sentence } from '../sentence';

/** What a program cannot judge. */
export const unclearRule: Rule = (change) => {
  const { action, actions, before } = change;
  if (action === 'unknown') {
    const what = sentence`The plan does ${actions} to it, which this version of callvault does not know.`;
    return [finding('action-unknown', change, what)];
  }
  if (action !== 'forget' || isMirror(before)) return [];
  const what = sentence`Terraform no longer looks after it; it stays in AWS as it is, and nobody notices when it changes.`;
  return [finding('no-longer-managed', change, what)];
};

const isMirror = (before: Change['before']) => Object.keys(before).length === 0;

/** What decides over recordings, by type; policies are looked at by a rule of their own. */
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
    ...['block_public_acls', 'block_public_policy'],
    ...['ignore_public_acls', 'restrict_public_buckets'],
  ],
  aws_s3_bucket_replication_configuration: ['rule'],
  aws_s3_bucket_versioning: ['versioning_configuration'],
  aws_iam_role: ['name', 'max_session_duration'],
  aws_iam_user: ['name'],
  terraform_data: ['triggers_replace'],
};

/** A value that decides over recordings, and is hidden or not known yet. */
export const undecidedRule: Rule = (change) => {
  if (change.action !== 'update' && change.action !== 'replace') return [];
  const keys = Object.hasOwn(DECISIVE, change.type) ? (DECISIVE[change.type] ?? []) : [];
  return keys
    .filter((key) => canonical(change.before[key]) !== canonical(change.after[key]))
    .flatMap((key) => {
      if (isMasked(change.after[key])) {
        const what = sentence`What ${key} becomes is marked as sensitive, so it cannot be compared.`;
        return [finding('value-unknown', change, what)];
      }
      return unknownLeaves(change.unknown[key], change.after[key], key).map((leaf) => {
        const what = sentence`What ${leaf} becomes is known only once the plan is applied.`;
        return finding('value-unknown', change, what);
      });
    });
};

/** Ids and names of what the same plan makes, which are not what decides. */
const NAMES_OF_MADE = /\.(?:id|bucket|replica_kms_key_id|kms_master_key_id|mfa_delete)$/;

/** The places of a value that are known only once the plan is applied. */
function unknownLeaves(mark: unknown, value: unknown, path: string): string[] {
  if (mark === true) return value === undefined && !NAMES_OF_MADE.test(path) ? [path] : [];
  if (typeof mark !== 'object' || mark === null) return [];
  const below = value as Readonly<Record<string, unknown>> | undefined | null;
  return Object.entries(mark).flatMap(([key, child]) =>
    unknownLeaves(child, below?.[key], `${path}.${key}`),
  );
}
