import { printable } from '../../core/printable';
import type { BucketReport } from './adopt';
import { type Gap, STEPS } from './gap';
import type { ObjectCounts } from './objects';

/** Keys that are named of those that a rule concerns. */
const MAX_KEYS = 3;

const TITLES: Readonly<Record<(typeof STEPS)[number], string>> = {
  before: 'Before the deployment:',
  deployment: 'By the deployment:',
  after: 'Afterwards, or left as it is:',
};

/** The report for people. */
export function renderBucketReport(report: BucketReport): string {
  const { bucket, region, objects, gaps } = report;
  return [
    `${printable(bucket)} in ${region}`,
    'Multi-Region Access Points, and access points of other accounts and of Object Lambda, are not read: see the console of S3.',
    '',
    ...renderObjects(objects),
    ...renderWriters(report),
    ...renderGaps(gaps),
    '',
    ...renderNext(report),
  ].join('\n');
}

const count = (number: number) => number.toLocaleString('en');

function renderObjects(objects: ObjectCounts): string[] {
  const { complete, bytes, oldest, folder, byEncryption, withoutMetadata } = objects;
  const all = complete ? 'Objects' : 'The first objects, by key';
  const encrypted = Object.entries(byEncryption).sort(([, a], [, b]) => b - a);
  return [
    `${all}: ${count(objects.count)}, ${count(bytes)} bytes${folder === '' ? '' : `, all in ${printable(folder)}`}`,
    ...(oldest === undefined ? [] : [`  The oldest is of ${oldest}.`]),
    ...encrypted.map(([how, number]) => `  Encrypted with ${printable(how)}: ${count(number)}`),
    ...(withoutMetadata > 0 ? [`  Without metadata: ${count(withoutMetadata)}`] : []),
    ...renderPublic(objects.public),
    ...(objects.refused > 0 ? [`  Could not be looked at: ${count(objects.refused)}`] : []),
  ];
}

/** Accesses may be logged without a request in the last days. */
function renderWriters({ writers }: BucketReport): string[] {
  if (!writers)
    return ['Who writes is not known: accesses are not logged, or the logs cannot be read.'];
  if (writers.length === 0) return ['Nothing was written in the last 7 days, by the access logs.'];
  return [
    'Written in the last 7 days, by the access logs:',
    ...writers.map(({ who, requests }) => `  ${printable(who)}: ${count(requests)}`),
  ];
}

function renderPublic(keys: readonly string[]): string[] {
  if (keys.length === 0) return [];
  const some = keys.slice(0, MAX_KEYS).map(printable).join(', ');
  return [`  Public by an ACL: ${count(keys.length)}, for example ${some}`];
}

function renderGaps(gaps: readonly Gap[]): string[] {
  return STEPS.flatMap((step) => {
    const own = gaps.filter(({ when }) => when === step);
    if (own.length === 0) return [];
    return [
      '',
      TITLES[step],
      ...own.flatMap(({ control, what, step: todo }, index) => [
        `  ${index + 1}. ${printable(what)}${control === '' ? '.' : ` (${control}).`}`,
        `     ${printable(todo)}`,
      ]),
    ];
  });
}

function renderNext({
  proposal,
  stack,
  adopts,
  imports = [],
  environment,
}: BucketReport): string[] {
  if (proposal !== undefined) {
    return [
      `Next: add this store to environments/${environment}.yaml below stores:, and run this command again.`,
      '',
      proposal,
    ];
  }
  return [
    `The first plan of ${stack ?? ''} imports:`,
    ...imports.map(({ to }) => `  ${to}`),
    adopts === true
      ? `Next: callvault deploy ${stack ?? ''}, if the review of its plan is as you want it.`
      : 'Next: set adopt: true, and run this command again: it reviews the plan.',
  ];
}
