import { type Attributes, block, isRecord, number, text } from '../attributes';
import { type Finding, finding, isChanged, type Rule } from '../finding';
import type { Change } from '../plan';
import { isMissing } from '../plan-context';
import { ownWords, type Sentence, sentence } from '../sentence';
import { lastingText } from '../undo';

/** What a bucket contains, by its `storage-kind` tag. */
const CONTENTS: Readonly<Record<string, string>> = {
  recordings: 'every recording in it',
  replica: 'every copy of a recording in it',
  logs: 'every access log in it',
  state: 'the Terraform state, without which nothing here can be changed safely',
};

function contentsOf({ tags_all: tags }: Attributes): Sentence {
  const kind = isRecord(tags) ? text(tags, 'storage-kind') : '';
  return ownWords(CONTENTS[kind] ?? 'everything in it');
}

/** A bucket that is destroyed, replaced or not found, or that can now be destroyed while it is not empty. */
export const bucketRule: Rule = (change, context) => {
  if (change.type !== 'aws_s3_bucket') return [];
  if (isMissing(change, context)) return [missing(change)];
  const { action, before, after } = change;
  if (action === 'delete') return [destroyed(change)];
  if (action === 'replace') return [...moved(change), replaced(change)];
  const forced = before.force_destroy !== true && after.force_destroy === true;
  if (!forced || action !== 'update') return [];
  const what = sentence`${text(before, 'bucket')} can now be destroyed while it is not empty (force_destroy): a later destroy deletes ${contentsOf(before)}.`;
  return [finding('force-destroy-on', change, what)];
};

function missing(change: Change): Finding {
  const { after } = change;
  const what = sentence`Terraform no longer finds ${text(after, 'bucket')} and plans to recreate it. Either the bucket was deleted with ${contentsOf(after)}, or the credentials used for the plan cannot see it.`;
  return finding('bucket-missing', change, what);
}

function destroyed(change: Change): Finding {
  const { before } = change;
  const name = text(before, 'bucket');
  const guard = change.isUnconfigured
    ? sentence` prevent_destroy does not protect it: it was removed together with the rest of the configuration.`
    : sentence``;
  const what =
    before.force_destroy === true
      ? sentence`${name} is destroyed together with ${contentsOf(before)}.${guard}`
      : sentence`${name} is destroyed.${guard} AWS refuses to delete a bucket that is not empty, but by then its versioning, policy and other settings are already removed. Emptying it deletes ${contentsOf(before)}.`;
  return finding('bucket-destroyed', change, what);
}

function replaced(change: Change): Finding {
  const { before, after } = change;
  const [name, next] = [text(before, 'bucket'), text(after, 'bucket')];
  const action =
    next === name || next === ''
      ? sentence`${name} is destroyed and recreated as an empty bucket`
      : sentence`${name} is destroyed and replaced by ${next}, an empty bucket`;
  const lost =
    before.force_destroy === true ? sentence`is lost` : sentence`is lost once it has been emptied`;
  const what = sentence`${action}: ${contentsOf(before)} ${lost}.`;
  return finding('bucket-replaced', change, what);
}

function moved(change: Change): Finding[] {
  const [from, to] = [text(change.before, 'region'), text(change.after, 'region')];
  if (from === '' || to === '' || from === to) return [];
  const what = sentence`The bucket moves from ${from} to ${to}. Its endpoint and its key change, so the store must be registered with the vendor again.`;
  return [finding('region-moved', change, what)];
}

/** Versioning that is suspended, or no longer managed as enabled. */
export const versioningRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_versioning') return [];
  const isEnabled = (attributes: Attributes) =>
    text(block(attributes, 'versioning_configuration'), 'status') === 'Enabled';
  const isKept = change.action !== 'delete' && !(isChanged(change) && !isEnabled(change.after));
  if (!isEnabled(change.before) || isKept) return [];
  const what = sentence`Versioning of ${text(change.before, 'bucket')} is turned off: objects that are overwritten or deleted from then on cannot be recovered.`;
  return [finding('versioning-off', change, what)];
};

/** Object Lock that is removed, weakened or shortened. */
export const lockRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_object_lock_configuration') return [];
  const [before, after] = [lockOf(change.before), lockOf(change.after)];
  const isDeleted = change.action === 'delete';
  if (before.days === 0 || !(isDeleted || isChanged(change))) return [];
  const bucket = text(change.before, 'bucket');
  if (isDeleted || after.days === 0) {
    const what = sentence`Object Lock no longer applies to new recordings in ${bucket}. Until now, they could not be deleted for ${before.days} days.`;
    return [finding('lock-removed', change, what)];
  }
  const weakened = sentence`Object Lock on ${bucket} changes from compliance to ${after.mode.toLowerCase()} mode: principals with s3:BypassGovernanceRetention can delete new recordings early.`;
  const shortened = sentence`New recordings in ${bucket} are locked for ${after.days} days instead of ${before.days}.`;
  const isWeakened = before.mode === 'COMPLIANCE' && after.mode !== 'COMPLIANCE';
  return [
    ...(isWeakened ? [finding('lock-mode-weakened', change, weakened)] : []),
    ...(after.days < before.days ? [finding('lock-shortened', change, shortened)] : []),
  ];
};

/** Object Lock that is turned on, or that lasts longer: recordings that are stored from then on cannot be deleted. */
export const longerLockRule: Rule = (change, context) => {
  if (change.type !== 'aws_s3_bucket_object_lock_configuration') return [];
  const isAdded = change.action === 'create' && context.buckets.has(text(change.after, 'bucket'));
  if (!isAdded && !isChanged(change)) return [];
  const [before, after] = [lockOf(change.before), lockOf(change.after)];
  if (!isStricter(before, after)) return [];
  const isFinal = isCompliance(after) || before.days === 0;
  const what = sentence`Each version that is stored in ${text(change.after, 'bucket')} from then on is locked ${lastingText(after.days, context)}. ${lockText(before, after)}`;
  return [finding(isFinal ? 'lock-irreversible' : 'lock-extended', change, what)];
};

function lockText(before: BucketLock, after: BucketLock): Sentence {
  const who = isCompliance(after)
    ? sentence`Until then it cannot be deleted by any principal, including the root user of the account.`
    : sentence`Only principals with s3:BypassGovernanceRetention can delete it sooner.`;
  return before.days === 0
    ? sentence`${who} Object Lock cannot be turned off for a bucket, and its versioning cannot be suspended.`
    : sentence`${who} Until now, the period was ${before.days} days.`;
}

interface BucketLock {
  readonly mode: string;
  readonly days: number;
}

const isStricter = (before: BucketLock, after: BucketLock) =>
  after.days > before.days || (after.days > 0 && isCompliance(after) && !isCompliance(before));

const isCompliance = ({ mode }: BucketLock) => mode === 'COMPLIANCE';

/** Object Lock counts a year as 365 days. */
function lockOf(attributes: Attributes): BucketLock {
  const retention = block(attributes, 'rule', 'default_retention');
  const days = (number(retention, 'days') ?? 0) + (number(retention, 'years') ?? 0) * 365;
  return { mode: text(retention, 'mode'), days };
}
