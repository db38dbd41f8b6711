import { block, number, text } from '../attributes';
import { type Finding, finding, isChanged, isGone, isUnknown, type Rule } from '../finding';
import type { Change } from '../plan';
import type { Scene } from '../scene';
import { type Sentence, sentence } from '../sentence';

const KEY_TYPES = [
  'aws_kms_key',
  'aws_kms_replica_key',
  'aws_kms_external_key',
  'aws_kms_replica_external_key',
];

/** A key that is destroyed, disabled, or can be lost sooner. */
export const keyRule: Rule = (change, scene) => {
  if (!KEY_TYPES.includes(change.type)) return [];
  const gone = scene.drift.get(change.address)?.action === 'delete';
  if (change.action === 'create' && gone) return [notFound(change), ...elsewhere(change, scene)];
  if (change.action === 'delete') return [destroyed(change)];
  if (change.action === 'replace') return [replaced(change)];
  if (change.action !== 'update') return [];
  return [...disabled(change), ...hurried(change), ...expiring(change)];
};

/** What the key is for, as people wrote it. */
const described = ({ before, address }: Change): Sentence =>
  sentence`the key ${text(before, 'description') || address}`;

/** @see AWS KMS Developer Guide, "Deleting AWS KMS keys": Terraform's default is 30 days */
const windowOf = (values: Change['before']) => number(values, 'deletion_window_in_days') ?? 30;

function destroyed(change: Change): Finding {
  return finding(
    'key-destroyed',
    change,
    sentence`Deletion of ${described(change)} is scheduled: in ${windowOf(change.before)} days nothing that it encrypts can ever be read again, and from now on nothing can be written or read with it.`,
  );
}

function notFound(change: Change): Finding {
  return finding(
    'key-missing',
    change,
    sentence`Terraform no longer finds the key ${text(change.after, 'description') || change.address} and would make another: nothing that the old one encrypts can be read with it. Its deletion was scheduled, or the plan looks in another region or account.`,
  );
}

/** A provider that looks in another region finds none of the keys there were. */
function elsewhere(change: Change, { drift, regions }: Scene): Finding[] {
  const arn = text(drift.get(change.address)?.before ?? {}, 'arn');
  const region = arn.split(':')[3] ?? '';
  if (region === '' || regions.length === 0 || regions.includes(region)) return [];
  const what = sentence`The store moves from ${region} to ${regions}: its keys and its bucket are where they were, and the vendor must be told of the new ones.`;
  return [finding('region-moved', change, what)];
}

function replaced(change: Change): Finding {
  return finding(
    'key-replaced',
    change,
    sentence`A new key takes the place of ${described(change)}, whose deletion is scheduled: in ${windowOf(change.before)} days nothing that the old one encrypts can ever be read again.`,
  );
}

/** Imported key material that will be deleted, or sooner than before. */
function expiring(change: Change): Finding[] {
  const [before, after] = [text(change.before, 'valid_to'), text(change.after, 'valid_to')];
  if (after === '' || (before !== '' && Date.parse(before) <= Date.parse(after))) return [];
  const what = sentence`The imported material of ${described(change)} is deleted on ${after}: from then on nothing can be written or read with it, until the same material is imported again.`;
  return [finding('key-disabled', change, what), finding('key-destroyed', change, what)];
}

/** The attribute has another name for imported key material. */
const enabledOf = ({ is_enabled: own, enabled }: Change['before']) => own ?? enabled;

function disabled(change: Change): Finding[] {
  if (enabledOf(change.before) === false || enabledOf(change.after) !== false) return [];
  return [
    finding(
      'key-disabled',
      change,
      sentence`While ${described(change)} is disabled, the vendor cannot write and nobody can read what it encrypts.`,
    ),
  ];
}

function hurried(change: Change): Finding[] {
  const [before, after] = [windowOf(change.before), windowOf(change.after)];
  if (after >= before) return [];
  return [
    finding(
      'key-deletion-window-shortened',
      change,
      sentence`Should ${described(change)} ever be destroyed, ${after} days are left to notice it instead of ${before}.`,
    ),
  ];
}

/** A bucket that encrypts with another key, or no longer with one of the customer's. */
export const encryptionRule: Rule = (change, scene) => {
  if (change.type !== 'aws_s3_bucket_server_side_encryption_configuration') return [];
  const [before, after] = [encryptionOf(change.before), encryptionOf(change.after)];
  if (!isKms(before) || !(isChanged(change) || change.action === 'delete')) return [];
  return isKms(after) ? otherKey(change, { before, after }, scene) : [weakened(change)];
};

interface Encryption {
  readonly algorithm: string;
  readonly key: string;
}

function encryptionOf(values: Change['before']): Encryption {
  const rule = block(values, 'rule', 'apply_server_side_encryption_by_default');
  return { algorithm: text(rule, 'sse_algorithm'), key: text(rule, 'kms_master_key_id') };
}

const isKms = ({ algorithm }: Encryption) => algorithm.startsWith('aws:kms');

function weakened(change: Change): Finding {
  const what = sentence`New objects in ${text(change.before, 'bucket')} are encrypted with a key of S3's own: whoever may read the bucket no longer needs your key.`;
  return finding('encryption-weakened', change, what);
}

/** That the key of before is replaced is said of the key. */
function otherKey(
  change: Change,
  { before, after }: { before: Encryption; after: Encryption },
  { changes, drift }: Scene,
): Finding[] {
  const unknown = after.key === '' && isUnknown(change, 'rule');
  const replaced = changes.some(
    (each) =>
      KEY_TYPES.includes(each.type) && isGone(each) && text(each.before, 'arn') === before.key,
  );
  const missing = [...drift.values()].some((each) => text(each.before, 'arn') === before.key);
  const told = unknown && (replaced || missing);
  if (before.algorithm === after.algorithm && (after.key === before.key || told)) return [];
  const bucket = text(change.before, 'bucket');
  const key =
    after.key === ''
      ? unknown
        ? sentence`a key that this plan makes`
        : sentence`the key aws/s3`
      : sentence`${after.key}`;
  const [was, is] =
    before.algorithm === after.algorithm
      ? [sentence`${before.key}`, key]
      : [sentence`${before.algorithm}`, sentence`${after.algorithm} and ${key}`];
  const what = sentence`New objects in ${bucket} are encrypted with ${is} instead of ${was}: the vendor writes only if it may use that.`;
  return [finding('encryption-key-changed', change, what)];
}
