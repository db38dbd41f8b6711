import { text } from '../attributes';
import { type Finding, finding, type FindingId, isUnknown, type Rule } from '../finding';
import { isMasked } from '../mask';
import type { Change } from '../plan';
import { perPlan } from '../per-plan';
import type { PlanContext } from '../plan-context';
import { sentence } from '../sentence';
import { TARGETS } from '../targets';

/** The attribute that says what a resource applies to, also for types of which one thing can have several. */
const APPLIES_TO: Readonly<Record<string, string>> = {
  ...TARGETS,
  aws_iam_role_policy: 'role',
  aws_iam_user_policy: 'user',
  aws_iam_group_policy: 'group',
};

/** A setting that applies to something unknown, or that overwrites what another resource configures. */
export const targetRule: Rule = (change, context) => [
  ...replacedSetting(change, context),
  ...unknownTarget(change, context),
  ...overwritten(change),
];

/** What a setting puts at risk when it replaces one that the plan does not show. */
const AT_RISK: Readonly<Record<string, FindingId>> = {
  aws_s3_bucket_server_side_encryption_configuration: 'writer-setting-changed',
  aws_s3_bucket_object_lock_configuration: 'recordings-setting-changed',
  aws_s3_bucket_replication_configuration: 'recordings-setting-changed',
  aws_s3_bucket_versioning: 'recordings-setting-changed',
  aws_s3_bucket_policy: 'access-setting-changed',
  aws_s3_bucket_logging: 'access-setting-changed',
};

function replacedSetting(change: Change, { isNewStack }: PlanContext): Finding[] {
  const id = AT_RISK[change.type];
  if (!change.replacesUnknown || id === undefined || isNewStack) return [];
  const what = sentence`The resource configures the existing bucket ${text(change.after, 'bucket')} and replaces its current setting, which the plan does not show.`;
  return [finding(id, change, what)];
}

function unknownTarget(change: Change, context: PlanContext): Finding[] {
  const key = APPLIES_TO[change.type];
  if (key === undefined || context.isNewStack) return [];
  if (isMasked(change.after[key]) && change.action === 'create') {
    const what = sentence`The resource that it applies to (${key}) is marked as sensitive, so its settings cannot be compared.`;
    return [finding('value-unknown', change, what)];
  }
  if (!isUnknown(change, key) || isForNewResource(change, key, context)) return [];
  const what = sentence`The resource that it applies to (${key}) is known only after apply.`;
  return [finding('value-unknown', change, what)];
}

/**
 * Whether a resource applies to one that the same plan creates or replaces: as its configuration says or, in a plan
 * without one, as far as the plan creates such a resource.
 */
function isForNewResource(
  { references, type, targets, before }: Change,
  key: string,
  context: PlanContext,
): boolean {
  if (context.replacedBuckets.has(targets?.before ?? text(before, key))) return true;
  const { addresses, types } = createdOf(context);
  if (references) return references.some((each) => addresses.has(each));
  return types.has(ownerTypeOf(type) ?? '');
}

const createdOf = perPlan(({ changes }) => {
  const created = changes.filter(({ action }) => action === 'create' || action === 'replace');
  return {
    addresses: new Set(created.map(({ address }) => address)),
    types: new Set(created.map(({ type }) => type)),
  };
});

/** The type that a resource applies to: `aws_s3_bucket` for its settings, `aws_iam_role` for its policies. */
const ownerTypeOf = (type: string) =>
  /^aws_(?:s3_bucket|iam_(?:role|user|group)|sns_topic|sqs_queue|secretsmanager_secret|kms_key|lambda_function)/.exec(
    type,
  )?.[0];

function overwritten(change: Change): Finding[] {
  const { address, type, after, overwrites = [] } = change;
  if (overwrites.length === 0) return [];
  const target = text(after, TARGETS[type] ?? '');
  const what = sentence`${address} and ${overwrites} configure the same setting of ${target}: each of them overwrites the other at every apply.`;
  return [finding('settings-overwritten', change, what)];
}
