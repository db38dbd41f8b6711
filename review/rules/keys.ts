import { type Attributes, block, number, text } from '../attributes';
import { type Finding, finding, isChanged, isDestroyed, isUnknown, type Rule } from '../finding';
import type { Change } from '../plan';
import { perPlan } from '../per-plan';
import { isMissing, type PlanContext } from '../plan-context';
import { type Sentence, sentence } from '../sentence';
import { lastingText } from '../undo';

const KEY_TYPES = [
  'aws_kms_key',
  'aws_kms_replica_key',
  'aws_kms_external_key',
  'aws_kms_replica_external_key',
];

/** A key that is destroyed, disabled or not found, or that can be deleted sooner. */
export const keyRule: Rule = (change, context) => {
  if (!KEY_TYPES.includes(change.type)) return [];
  if (isMissing(change, context)) return [missing(change), ...moved(change, context)];
  const { action, before, after } = change;
  const key = nameOf(change, before);
  const [days, newDays] = [waitingDaysOf(before), waitingDaysOf(after)];
  if (action === 'delete') {
    const what = sentence`Deletion of ${key} is scheduled. From now on nothing can be encrypted or decrypted with it, and after ${days} days everything that it encrypts is lost. The deletion can be canceled ${lastingText(days, context)}.`;
    return [finding('key-destroyed', change, what)];
  }
  if (action === 'replace') {
    const what = sentence`A new key replaces ${key}, whose deletion is scheduled: after ${days} days everything that the old key encrypts is lost. The deletion can be canceled ${lastingText(days, context)}.`;
    return [finding('key-replaced', change, what)];
  }
  if (action !== 'update') return [];
  const isDisabled = enabledOf(before) !== false && enabledOf(after) === false;
  const disabled = sentence`While ${key} is disabled, the vendor cannot write and nothing that it encrypts can be read.`;
  const shortened = sentence`The waiting period before a deletion of ${key} is shortened from ${days} to ${newDays} days, so there is less time to notice and cancel it.`;
  return [
    ...(isDisabled ? [finding('key-disabled', change, disabled)] : []),
    ...(newDays < days ? [finding('key-deletion-window-shortened', change, shortened)] : []),
    ...expiringMaterial(change),
  ];
};

/** Keys with imported material have the attribute under another name. */
const enabledOf = ({ is_enabled: isEnabled, enabled }: Attributes) => isEnabled ?? enabled;

/** Imported key material that expires, or that expires earlier. */
function expiringMaterial(change: Change): Finding[] {
  const [before, after] = [text(change.before, 'valid_to'), text(change.after, 'valid_to')];
  if (after === '' || (before !== '' && Date.parse(before) <= Date.parse(after))) return [];
  const what = sentence`The imported material of ${nameOf(change, change.before)} expires on ${after}. From then on nothing can be encrypted or decrypted with it, until the same material is imported again.`;
  return [finding('key-disabled', change, what), finding('key-destroyed', change, what)];
}

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
export const encryptionRule: Rule = (change, context) => {
  if (change.type !== 'aws_s3_bucket_server_side_encryption_configuration') return [];
  const [before, after] = [encryptionOf(change.before), encryptionOf(change.after)];
  if (!before.isKms || !(isChanged(change) || change.action === 'delete')) return [];
  const bucket = text(change.before, 'bucket');
  if (!after.isKms) {
    const what = sentence`New objects in ${bucket} are encrypted with an Amazon S3 managed key (SSE-S3): reading them no longer requires permission to use your key.`;
    return [finding('encryption-weakened', change, what)];
  }
  if (before.algorithm !== after.algorithm) {
    const what = sentence`New objects in ${bucket} are encrypted with ${after.algorithm} and ${newKey(change)} instead of ${before.algorithm}. A vendor that requests another encryption is denied.`;
    return [finding('encryption-key-changed', change, what)];
  }
  if (after.key === before.key || isKeyReplaced(change, context)) return [];
  const what = sentence`New objects in ${bucket} are encrypted with ${newKey(change)} instead of ${before.key}. The vendor can write only with permission to use the new key.`;
  return [finding('encryption-key-changed', change, what)];
};

function newKey(change: Change): Sentence {
  const { key } = encryptionOf(change.after);
  if (key !== '') return sentence`${key}`;
  return isUnknown(change, 'rule')
    ? sentence`a key that this plan creates`
    : sentence`the AWS managed key aws/s3`;
}

/** Whether the key that encrypts is another one because the old key is replaced: that key has a finding. */
function isKeyReplaced(change: Change, context: PlanContext): boolean {
  const [before, after] = [encryptionOf(change.before).key, encryptionOf(change.after).key];
  return after === '' && isUnknown(change, 'rule') && lostKeys(context).has(before);
}

/** ARNs of the keys that the plan destroys, or that changed outside Terraform. */
const lostKeys = perPlan(({ changes, drift }) => {
  const replaced = changes.filter((each) => KEY_TYPES.includes(each.type) && isDestroyed(each));
  return new Set([...replaced, ...drift.values()].map(({ before }) => text(before, 'arn')));
});

function encryptionOf(attributes: Attributes) {
  const rule = block(attributes, 'rule', 'apply_server_side_encryption_by_default');
  const algorithm = text(rule, 'sse_algorithm');
  return {
    algorithm,
    isKms: algorithm.startsWith('aws:kms'),
    key: text(rule, 'kms_master_key_id'),
  };
}
