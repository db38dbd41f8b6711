import { type Attributes, block, blocks, text } from '../attributes';
import { type Finding, finding, type FindingId, isChanged, type Rule } from '../finding';
import type { Change } from '../plan';
import type { Scene } from '../scene';
import { type Sentence, sentence } from '../sentence';

/** Replication that ends, copies less or to elsewhere, or deletes as well. */
export const replicationRule: Rule = (change, scene) => {
  if (change.type !== 'aws_s3_bucket_replication_configuration') return [];
  if (change.action === 'delete') return [removed(change, destinations(change.before))];
  const elsewhere = copiedElsewhere(change, scene);
  if (!isChanged(change)) return elsewhere;
  const after = enabled(change.after);
  const lost = enabled(change.before).filter(
    (rule) => !after.some((other) => destination(other) === destination(rule)),
  );
  return [
    ...elsewhere,
    ...(lost.length > 0 ? [removed(change, lost.map(destination))] : narrowed(change)),
    ...changedRole(change),
    ...after.flatMap((rule) => changedCopies(change, rule)),
  ];
};

const enabled = (attributes: Attributes) =>
  blocks(attributes, 'rule').filter((rule) => text(rule, 'status') === 'Enabled');

const destinationOf = (rule: Attributes) => block(rule, 'destination');
const destination = (rule: Attributes) => text(destinationOf(rule), 'bucket');
const destinations = (attributes: Attributes) => enabled(attributes).map(destination);

function removed(change: Change, to: readonly string[]): Finding {
  return finding(
    'replication-removed',
    change,
    sentence`New recordings in ${text(change.before, 'bucket')} are no longer copied to ${to}: there is one copy of them, in one region.`,
  );
}

/** Copies to a bucket that this plan does not hold: nobody here knows who reads it. */
function copiedElsewhere(change: Change, { buckets, changes }: Scene): Finding[] {
  const known = destinations(change.before);
  const isOurs = (arn: string) => {
    const name = arn.replace(/^arn:[a-z-]+:s3:::/, '');
    const isMade = changes.some(
      (each) => each.type === 'aws_s3_bucket' && text(each.after, 'bucket') === name,
    );
    return name === '' || buckets.has(name) || isMade;
  };
  const others = destinations(change.after).filter((arn) => !known.includes(arn) && !isOurs(arn));
  if (change.action === 'no-op' || others.length === 0) return [];
  const what = sentence`New recordings in ${text(change.after, 'bucket')} are copied to ${others}, which is not of this stack: whoever has it can read them.`;
  return [finding('copied-elsewhere', change, what)];
}

interface Filter {
  readonly prefix: string;
  /** Tags as text; empty: whatever the tags. */
  readonly tags: string;
}

/** @see AWS provider documentation: `filter` has `prefix`, `tag` or `and`; an older form has `prefix` in the rule */
function filterOf(rule: Attributes): Filter {
  const filter = block(rule, 'filter');
  const and = block(filter, 'and');
  const tags = [filter.tag, and.tags].filter(
    (each) => typeof each === 'object' && each !== null && Object.keys(each).length > 0,
  );
  const prefix = text(filter, 'prefix') || text(and, 'prefix') || text(rule, 'prefix');
  return { prefix, tags: tags.length === 0 ? '' : JSON.stringify(tags) };
}

const covers = (wide: Filter, narrow: Filter) =>
  narrow.prefix.startsWith(wide.prefix) && (wide.tags === '' || wide.tags === narrow.tags);

function narrowed(change: Change): Finding[] {
  return enabled(change.before).flatMap((rule) => {
    const others = enabled(change.after).filter(
      (after) => destination(after) === destination(rule),
    );
    if (others.some((after) => covers(filterOf(after), filterOf(rule)))) return [];
    const what = sentence`Of ${text(change.before, 'bucket')}, only ${others.map((each) => described(filterOf(each)))} is still copied; until now it was ${described(filterOf(rule))}.`;
    return [finding('replication-narrowed', change, what)];
  });
}

function described({ prefix, tags }: Filter): string {
  const folder = prefix === '' ? 'the whole bucket' : `what is below ${prefix}`;
  return tags === '' ? folder : `${folder} with the tags ${tags}`;
}

function changedRole(change: Change): Finding[] {
  const [before, after] = [text(change.before, 'role'), text(change.after, 'role')];
  if (before === after || after === '') return [];
  const what = sentence`Copies of ${text(change.before, 'bucket')} are made as ${after} instead of ${before}: they fail where that role may not read, decrypt or write.`;
  return [finding('replication-role-changed', change, what)];
}

/** What of a copy a rule decides, and what it means that it is another value. */
const FACTS: readonly {
  readonly id: FindingId;
  readonly of: (rule: Attributes) => string;
  /** Whether a value is harmless whatever it was before. */
  readonly safe: readonly string[];
  readonly what: (bucket: string, before: string, after: string) => Sentence;
}[] = [
  {
    id: 'replication-removed',
    of: (rule) =>
      text(block(rule, 'source_selection_criteria', 'sse_kms_encrypted_objects'), 'status') ||
      'Disabled',
    safe: ['Enabled'],
    what: (bucket) =>
      sentence`Objects in ${bucket} that are encrypted with a KMS key are no longer copied; every recording is.`,
  },
  {
    id: 'replication-deletes',
    of: (rule) => text(block(rule, 'delete_marker_replication'), 'status') || 'Disabled',
    safe: ['Disabled'],
    what: (bucket) =>
      sentence`Delete markers of ${bucket} are copied: what is deleted or expires there is hidden in the copy as well.`,
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
      sentence`Copies of ${bucket} belong to the ${after} of the destination, who then decides who reads them.`,
  },
  {
    id: 'copied-elsewhere',
    of: (rule) =>
      text(block(destinationOf(rule), 'encryption_configuration'), 'replica_kms_key_id'),
    safe: [],
    what: (bucket, before, after) =>
      sentence`Copies of ${bucket} are encrypted with ${after || 'no key of yours'} instead of ${before || 'no key of yours'}: copies fail if the role may not use that key, and whoever owns it decides who reads them.`,
  },
  {
    id: 'storage-class-changed',
    of: (rule) => text(destinationOf(rule), 'storage_class'),
    safe: [],
    what: (bucket, before, after) =>
      sentence`Copies of ${bucket} are stored in ${after || 'the class of the original'} instead of ${before || 'the class of the original'}.`,
  },
];

/** A rule is compared with the one of before to the same destination; a new one with what is safe. */
function changedCopies(change: Change, rule: Attributes): Finding[] {
  const [before] = enabled(change.before).filter((each) => destination(each) === destination(rule));
  const bucket = text(change.before, 'bucket');
  return FACTS.flatMap(({ id, of, safe, what }) => {
    const [was, is] = [before ? of(before) : (safe[0] ?? of(rule)), of(rule)];
    if (was === is || safe.includes(is)) return [];
    return [finding(id, change, what(bucket, was, is))];
  });
}
