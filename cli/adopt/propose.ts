import type { ClassTransition } from '../../core/lifecycle/rule';
import { STORAGE_CLASSES } from '../../core/lifecycle/storage-class';
import { observedValue } from '../doctor/observed';
import { allowedBy, policyOf } from './gaps';
import type { AdoptableBucket } from './live';
import type { ObjectCounts } from './objects';
import { ownTags } from './replaced';

/** How the proposed store is called, and who writes to it. */
export interface Proposed {
  readonly name: string;
  /** @default - the reader has to say it */
  readonly vendor?: string | undefined;
}

/** The YAML of a store that keeps a bucket as it is, as far as the bucket says. */
export function proposeStore(
  bucket: AdoptableBucket,
  objects: ObjectCounts,
  { name, vendor }: Proposed,
): string {
  const writers = allowedBy(policyOf(bucket), /^(?:\*|s3:\*|s3:Put\*|s3:PutObject\*?)$/i);
  const lock = observedValue(bucket.lock);
  const prefix = constantFolder(objects.folder);
  const tags = ownTags(bucket);
  const lines = [
    `${name}:`,
    ...(writers.length > 0 ? [`  # The bucket policy lets write: ${writers.join(', ')}`] : []),
    vendor === undefined
      ? '  vendor: # the vendor that records, with its own settings: see docs/vendors.md'
      : `  vendor: ${vendor} # its own settings: see docs/vendors.md`,
    `  bucket: ${bucket.name}`,
    '  adopt: true',
    ...(prefix === '' ? [] : [`  prefix: ${JSON.stringify(prefix)}`]),
    '  retention:',
    ...retentionLines(bucket, prefix),
    ...(lock ? [`  objectLock: ${lockOf(lock)}`] : []),
    ...(tags.length === 0 ? [] : ['  tags:', ...tags.map(tagLine)]),
  ];
  return lines.map((line) => `  ${line}`).join('\n');
}

const tagLine = ([key, value]: readonly [string, string]) =>
  `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`;

/** A folder of a date or of one recording: the next recordings are in others. */
const CHANGING =
  /^(?:\w+=)?(?:[\d_.T-]+Z?|[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f-]{12,})$/i;

/** The part of a folder that does not change from recording to recording. */
function constantFolder(folder: string): string {
  const parts = folder.split('/').slice(0, -1);
  const end = parts.findIndex((part) => CHANGING.test(part));
  return (end < 0 ? parts : parts.slice(0, end)).map((part) => `${part}/`).join('');
}

function lockOf({
  mode,
  days,
  years,
}: {
  mode: string;
  days?: number | undefined;
  years?: number | undefined;
}) {
  return days === undefined
    ? `{ mode: ${mode}, years: ${years ?? 0} }`
    : `{ mode: ${mode}, days: ${days} }`;
}

/** The filter of a rule that neither tags nor sizes narrow. */
const WHOLE = ['', '[[],null,null]'];

function retentionLines({ lifecycle }: AdoptableBucket, folder: string): string[] {
  if (lifecycle.kind === 'refused') {
    return [
      '    days: # AWS does not show the lifecycle: write how long the law requires recordings',
    ];
  }
  const rules = observedValue(lifecycle)?.rules ?? [];
  const own = rules.filter(
    ({ prefix, narrowed }) => folder.startsWith(prefix) && WHOLE.includes(narrowed),
  );
  const days = least(own.flatMap((rule) => rule.days ?? []));
  const noncurrent = least(own.flatMap((rule) => rule.noncurrentDays ?? []));
  const transitions = earliest(own.flatMap((rule) => rule.transitions));
  return [
    days === undefined
      ? '    days: # no rule expires recordings now: write how long the law requires them'
      : `    days: ${days}`,
    ...(noncurrent === undefined ? [] : [`    noncurrentDays: ${noncurrent}`]),
    ...(transitions.length === 0
      ? []
      : [
          '    transitions:',
          ...transitions.map(
            ({ storageClass, days: after }) =>
              `      - { storageClass: ${storageClass}, days: ${after} }`,
          ),
        ]),
  ];
}

/** The first transition to each class, in order. */
function earliest(transitions: readonly ClassTransition[]): ClassTransition[] {
  const byDays = transitions
    .filter(({ date }) => date === undefined)
    .toSorted((one, other) => one.days - other.days);
  return STORAGE_CLASSES.flatMap(
    (name) => byDays.find(({ storageClass }) => storageClass === name) ?? [],
  ).toSorted((one, other) => one.days - other.days);
}

const least = (numbers: readonly number[]) =>
  numbers.length === 0 ? undefined : Math.min(...numbers);
