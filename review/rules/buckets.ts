import { STORAGE_KIND_TAG } from '../../core/tags';
import { type Attributes, block, isRecord, text } from '../attributes';
import { type Finding, finding, isChanged, type Rule } from '../finding';
import type { Change } from '../plan';
import { type Sentence, sentence } from '../sentence';

/** What is lost with a bucket, by its `storage-kind` tag. */
const HELD: Readonly<Record<string, string>> = {
  recordings: 'every recording in it',
  replica: 'every copy of a recording in it',
  logs: 'every access log in it',
  state: 'the Terraform state, without which nothing here can be changed safely',
};

function held({ before }: Change): string {
  const kind = isRecord(before.tags_all) ? text(before.tags_all, STORAGE_KIND_TAG) : '';
  return HELD[kind] ?? 'everything in it';
}

/** A bucket that is destroyed, replaced, not found, or may from now on be destroyed with all it holds. */
export const bucketRule: Rule = (change, scene) => {
  if (change.type !== 'aws_s3_bucket') return [];
  const gone = scene.drift.get(change.address)?.action === 'delete';
  if (change.action === 'create' && gone) return [notFound(change)];
  if (change.action === 'delete') return [destroyed(change)];
  if (change.action === 'replace') return [...moved(change), replaced(change)];
  const { before, after } = change;
  const forced = before.force_destroy !== true && after.force_destroy === true;
  if (!forced || change.action !== 'update') return [];
  return [
    finding(
      'force-destroy-on',
      change,
      sentence`A destroy of ${text(before, 'bucket')} no longer stops at a bucket that is not empty: it would delete ${ours(held(change))}.`,
    ),
  ];
};

/** Words of ours that are computed. */
const ours = (words: string): Sentence => ({ parts: [words] });

function destroyed(change: Change): Finding {
  const { before } = change;
  const name = text(before, 'bucket');
  const what =
    before.force_destroy === true
      ? sentence`${name} is destroyed with ${ours(held(change))}.`
      : sentence`${name} is destroyed; AWS refuses while it holds anything, but its versioning, its policy and its other settings are gone by then, and whoever empties it loses ${ours(held(change))}.`;
  return finding('bucket-destroyed', change, what);
}

function replaced(change: Change): Finding {
  const { before, after } = change;
  const name = text(before, 'bucket');
  const next = text(after, 'bucket');
  const by = next === name || next === '' ? sentence`an empty one` : sentence`the empty ${next}`;
  const loses =
    before.force_destroy === true ? sentence`is lost` : sentence`is lost once it has been emptied`;
  return finding(
    'bucket-replaced',
    change,
    sentence`${name} is destroyed and ${by} made in its place: ${ours(held(change))} ${loses}.`,
  );
}

function moved(change: Change): Finding[] {
  const [from, to] = [text(change.before, 'region'), text(change.after, 'region')];
  if (from === '' || to === '' || from === to) return [];
  const what = sentence`The bucket moves from ${from} to ${to}: its ARNs, endpoint and key are others, and the vendor must be told.`;
  return [finding('region-moved', change, what)];
}

function notFound(change: Change): Finding {
  return finding(
    'bucket-missing',
    change,
    sentence`Terraform no longer finds ${text(change.after, 'bucket')} and would make it anew: it was deleted with ${ours(HELD[kindAfter(change.after)] ?? 'everything in it')}, or the credentials of the plan may not see it.`,
  );
}

const kindAfter = ({ tags_all: tags }: Attributes) =>
  isRecord(tags) ? text(tags, STORAGE_KIND_TAG) : '';

/** Versioning that is suspended or no longer managed as enabled. */
export const versioningRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_versioning') return [];
  const status = (attributes: Attributes) =>
    text(block(attributes, 'versioning_configuration'), 'status');
  if (status(change.before) !== 'Enabled') return [];
  const off =
    change.action === 'delete' || (isChanged(change) && status(change.after) !== 'Enabled');
  if (!off) return [];
  return [
    finding(
      'versioning-off',
      change,
      sentence`Versioning of ${text(change.before, 'bucket')} ends: what is overwritten or deleted from then on is gone at once.`,
    ),
  ];
};

/** Object Lock that is removed, weakened or shortened. */
export const lockRule: Rule = (change) => {
  if (change.type !== 'aws_s3_bucket_object_lock_configuration') return [];
  const [before, after] = [lockOf(change.before), lockOf(change.after)];
  if (before.days === 0 || change.action === 'create') return [];
  const bucket = text(change.before, 'bucket');
  if (change.action === 'delete' || (isChanged(change) && after.days === 0)) {
    return [
      finding(
        'lock-removed',
        change,
        sentence`New recordings in ${bucket} are no longer locked; until now each could not be deleted for ${before.days} days.`,
      ),
    ];
  }
  if (!isChanged(change)) return [];
  return [...weakened(change, before, after), ...shortened(change, before, after)];
};

interface Lock {
  readonly mode: string;
  readonly days: number;
}

/** S3 counts a year as 365 days. */
function lockOf(attributes: Attributes): Lock {
  const { mode, days, years } = block(attributes, 'rule', 'default_retention');
  const count = (value: unknown) => (typeof value === 'number' ? value : 0);
  return { mode: typeof mode === 'string' ? mode : '', days: count(days) + count(years) * 365 };
}

function weakened(change: Change, before: Lock, after: Lock): Finding[] {
  if (before.mode !== 'COMPLIANCE' || after.mode === 'COMPLIANCE') return [];
  const what = sentence`The lock of ${text(change.before, 'bucket')} is weakened from compliance to ${after.mode.toLowerCase()}: whoever may bypass it can delete new recordings before their time.`;
  return [finding('lock-mode-weakened', change, what)];
}

function shortened(change: Change, before: Lock, after: Lock): Finding[] {
  if (after.days >= before.days) return [];
  const what = sentence`New recordings in ${text(change.before, 'bucket')} are locked for ${after.days} days instead of ${before.days}.`;
  return [finding('lock-shortened', change, what)];
}
