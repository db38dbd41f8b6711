import { type Attributes, block, text } from '../attributes';
import { type Finding, finding, type FindingId } from '../finding';
import type { Change } from '../plan';
import { type Sentence, sentence } from '../sentence';

/** A setting of a replication rule that decides what its copies are. */
interface CopySetting {
  readonly id: FindingId;
  readonly of: (rule: Attributes) => string;
  /** Values that are harmless, whatever the value before was; a new rule is compared with the first. */
  readonly safe: readonly string[];
  readonly what: (bucket: string, before: string, after: string) => Sentence;
}

const destinationOf = (rule: Attributes) => block(rule, 'destination');

const SETTINGS: readonly CopySetting[] = [
  {
    id: 'replication-removed',
    of: (rule) =>
      text(block(rule, 'source_selection_criteria', 'sse_kms_encrypted_objects'), 'status') ||
      'Disabled',
    safe: ['Enabled'],
    what: (bucket) =>
      sentence`Objects in ${bucket} that are encrypted with a KMS key are not replicated. Every recording is encrypted with one.`,
  },
  {
    id: 'replication-deletes',
    of: (rule) => text(block(rule, 'delete_marker_replication'), 'status') || 'Disabled',
    safe: ['Disabled'],
    what: (bucket) =>
      sentence`Delete markers in ${bucket} are replicated: a recording that is deleted there is hidden in the copy as well.`,
  },
  {
    id: 'copied-elsewhere',
    of: (rule) => text(destinationOf(rule), 'account'),
    safe: [],
    what: (bucket, before, after) =>
      sentence`The account that copies of ${bucket} are for changes from ${before || 'none'} to ${after || 'none'}.`,
  },
  {
    id: 'copied-elsewhere',
    of: (rule) => text(block(destinationOf(rule), 'access_control_translation'), 'owner'),
    safe: [''],
    what: (bucket, _, after) =>
      sentence`Copies of ${bucket} are owned by the ${after} bucket owner, who can give others access to them.`,
  },
  {
    id: 'copied-elsewhere',
    of: (rule) =>
      text(block(destinationOf(rule), 'encryption_configuration'), 'replica_kms_key_id'),
    safe: [],
    what: (bucket, before, after) =>
      sentence`Copies of ${bucket} are encrypted with ${after || 'no KMS key'} instead of ${before || 'no KMS key'}. Replication fails if its role cannot use that key, and the owner of the key decides who can read the copies.`,
  },
  {
    id: 'storage-class-changed',
    of: (rule) => text(destinationOf(rule), 'storage_class'),
    safe: [],
    what: (bucket, before, after) =>
      sentence`Copies of ${bucket} are stored in ${after || 'the class of the original'} instead of ${before || 'the class of the original'}.`,
  },
];

/** Copies that become different ones, or that are no longer made. @param before - the rule with the same destination */
export function changedCopies(
  change: Change,
  before: Attributes | undefined,
  after: Attributes,
): Finding[] {
  const bucket = text(change.before, 'bucket');
  return SETTINGS.flatMap(({ id, of, safe, what }) => {
    const [from, to] = [before ? of(before) : (safe[0] ?? of(after)), of(after)];
    if (from === to || safe.includes(to)) return [];
    return [finding(id, change, what(bucket, from, to))];
  });
}
