import { text } from '../attributes';
import { type Finding, finding, type FindingId, isUnknown, type Rule } from '../finding';
import { isMasked } from '../mask';
import type { Change } from '../plan';
import type { Scene } from '../scene';
import { sentence } from '../sentence';
import { TARGETS } from '../targets';

/** What a resource applies to, for those that can stand several times beside each other as well. */
const APPLIES_TO: Readonly<Record<string, string>> = {
  ...TARGETS,
  aws_iam_role_policy: 'role',
  aws_iam_user_policy: 'user',
  aws_iam_group_policy: 'group',
};

/** Settings of which it is not known what they apply to, and settings that two resources fight over. */
export const targetRule: Rule = (change, scene) => [
  ...replacesUnknown(change, scene),
  ...unknownTarget(change, scene),
  ...overwritten(change),
];

/** What a setting endangers when it takes the place of one that the plan does not show. */
const ENDANGERS: Readonly<Record<string, FindingId>> = {
  aws_s3_bucket_server_side_encryption_configuration: 'writer-setting-changed',
  aws_s3_bucket_object_lock_configuration: 'recordings-setting-changed',
  aws_s3_bucket_replication_configuration: 'recordings-setting-changed',
  aws_s3_bucket_versioning: 'recordings-setting-changed',
  aws_s3_bucket_policy: 'access-setting-changed',
  aws_s3_bucket_logging: 'access-setting-changed',
};

function replacesUnknown(change: Change, { isNew }: Scene): Finding[] {
  const id = ENDANGERS[change.type];
  if (!change.replacesUnknown || id === undefined || isNew) return [];
  const what = sentence`It sets something of ${text(change.after, 'bucket')}, which exists, and replaces whatever is set there; the plan does not show what that is.`;
  return [finding(id, change, what)];
}

function unknownTarget(change: Change, { isNew, changes, replaced }: Scene): Finding[] {
  const key = APPLIES_TO[change.type];
  if (key === undefined || isNew || change.action === 'delete' || change.action === 'no-op')
    return [];
  if (isMasked(change.after[key]) && change.action === 'create') {
    const what = sentence`What it applies to (${key}) is marked as sensitive, so it cannot be compared with what is there.`;
    return [finding('value-unknown', change, what)];
  }
  if (!isUnknown(change, key) || isForMade(change, changes)) return [];
  // What was for a bucket that is replaced is for the new one.
  if (replaced.has(change.targets?.before ?? text(change.before, key))) return [];
  const what = sentence`What it applies to (${key}) is known only once the plan is applied.`;
  return [finding('value-unknown', change, what)];
}

/**
 * Whether it is for something that the same plan makes: as the configuration says, or, in a plan without one, as far as
 * there is any such thing.
 */
export function isForMade({ references, type }: Change, changes: readonly Change[]): boolean {
  const made = changes.filter(({ action }) => action === 'create' || action === 'replace');
  if (references) return made.some(({ address }) => references.includes(address));
  const owner = ownerType(type);
  return made.some((each) => each.type === owner);
}

/** The type of what a resource is for: `aws_s3_bucket` for its settings, `aws_iam_role` for its policies. */
const ownerType = (type: string) =>
  /^aws_(?:s3_bucket|iam_(?:role|user|group)|sns_topic|sqs_queue|secretsmanager_secret|kms_key|lambda_function)/.exec(
    type,
  )?.[0];

function overwritten({ overwrites = [], ...change }: Change): Finding[] {
  if (overwrites.length === 0) return [];
  const target = text(change.after, TARGETS[change.type] ?? '');
  const what = sentence`${change.address} and ${overwrites} set the same thing for ${target}: each apply of one overwrites the other.`;
  return [finding('settings-overwritten', change, what)];
}
