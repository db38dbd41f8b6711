import { type Attributes, block, number, text } from '../attributes';
import { type Finding, finding, isChanged, isUnknown, type Rule } from '../finding';
import type { Change } from '../plan';
import { isMissing, type PlanContext } from '../plan-context';
import { type Sentence, sentence } from '../sentence';

const KEY_TYPES = ['aws_kms_key', 'aws_kms_replica_key', 'aws_kms_external_key'];

/** A key that is destroyed, disabled or not found, or that can be deleted sooner. */
export const keyRule: Rule = (change, context) => {
  if (!KEY_TYPES.includes(change.type)) return [];
  if (isMissing(change, context)) return [missing(change), ...moved(change, context)];
  const { action, before, after } = change;
  const key = nameOf(change, before);
  const [days, newDays] = [waitingDaysOf(before), waitingDaysOf(after)];
  if (action === 'delete') {
    const what = sentence`Deletion of ${key} is scheduled. From now on nothing can be encrypted or decrypted with it, and after ${days} days everything that it encrypts is lost.`;
    return [finding('key-destroyed', change, what)];
  }
  if (action === 'replace') {
    const what = sentence`A new key replaces ${key}, whose deletion is scheduled: after ${days} days everything that the old key encrypts is lost.`;
    return [finding('key-replaced', change, what)];
  }
  if (action !== 'update') return [];
  const isDisabled = before.is_enabled !== false && after.is_enabled === false;
  const disabled = sentence`While ${key} is disabled, the vendor cannot write and nothing that it encrypts can be read.`;
  const shortened = sentence`The waiting period before a deletion of ${key} is shortened from ${days} to ${newDays} days, so there is less time to notice and cancel it.`;
  return [
    ...(isDisabled ? [finding('key-disabled', change, disabled)] : []),
    ...(newDays < days ? [finding('key-deletion-window-shortened', change, shortened)] : []),
  ];
};

const nameOf = ({ address }: Change, attributes: Attributes): Sentence =>
  sentence`the key ${text(attributes, 'description') || address}`;

/** @see AWS KMS Developer Guide, "Deleting AWS KMS keys": Terraform's default is 30 days */
const waitingDaysOf = (attributes: Attributes) =>
  number(attributes, 'deletion_window_in_days') ?? 30;

function missing(change: Change): Finding {
  const what = sentence`Terraform no longer finds ${nameOf(change, change.after)} and plans to create another key, which cannot decrypt what the old key encrypts. Either its deletion is scheduled, or the plan looks in another region or account.`;
  return finding('key-missing', change, what);
}

/** A provider that looks in another region does not find the existing keys. */
function moved(change: Change, { drift, regions }: PlanContext): Finding[] {
  const arn = text(drift.get(change.address)?.before ?? {}, 'arn');
  const region = arn.split(':')[3] ?? '';
  if (region === '' || regions.length === 0 || regions.includes(region)) return [];
  const what = sentence`The store moves from ${region} to ${regions}. Its existing bucket and keys stay in ${region}, and the new ones must be registered with the vendor.`;
  return [finding('region-moved', change, what)];
}

/** A bucket that encrypts with another key, or no longer with a customer managed key. */
export const encryptionRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_server_side_encryption_configuration') return [];
  const [before, after] = [encryptionOf(change.before), encryptionOf(change.after)];
  if (!before.isKms || !(isChanged(change) || change.action === 'delete')) return [];
  const bucket = text(change.before, 'bucket');
  if (!after.isKms) {
    const what = sentence`New objects in ${bucket} are encrypted with an Amazon S3 managed key (SSE-S3): reading them no longer requires permission to use your key.`;
    return [finding('encryption-weakened', change, what)];
  }
  // A key that the same plan creates has no ARN yet; the key itself has a finding.
  if (after.key === before.key || (after.key === '' && isUnknown(change, 'rule'))) return [];
  const key = after.key === '' ? sentence`the AWS managed key aws/s3` : sentence`${after.key}`;
  const what = sentence`New objects in ${bucket} are encrypted with ${key} instead of ${before.key}. The vendor can write only with permission to use the new key.`;
  return [finding('encryption-key-changed', change, what)];
};

function encryptionOf(attributes: Attributes) {
  const rule = block(attributes, 'rule', 'apply_server_side_encryption_by_default');
  const isKms = text(rule, 'sse_algorithm').startsWith('aws:kms');
  return { isKms, key: text(rule, 'kms_master_key_id') };
}
