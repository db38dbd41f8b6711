import { printable } from '../../core/printable';
import type { Remains } from './remains';
import { renderRemains, type Retirement } from './retire';

const STATES: Readonly<Record<Retirement['state'], string>> = {
  'not-deployed': 'The setting is not deployed: the vendor may still write.',
  remaining: 'The vendor is denied everything. Something is left.',
  empty: 'Nothing is left. The store can be destroyed.',
  gone: 'The buckets of the store do not exist any more.',
};

/** The report for people. */
export function renderRetirement({ stack, since, reason, ...report }: Retirement): string {
  return [
    `${stack} has been retired since ${since}: ${printable(reason)}`,
    STATES[report.state],
    ...report.remains.flatMap(renderBucket),
    'Next:',
    ...report.next.map((step, index) => `  ${index + 1}. ${step}`),
  ].join('\n');
}

function renderBucket(remains: Remains): string[] {
  const { readableUntil, goneBy, held, kept, keptKey = '' } = remains;
  return [
    `  ${renderRemains(remains)}.`,
    ...(readableUntil === undefined ? [] : [`    The last is readable until ${readableUntil}.`]),
    ...(goneBy === undefined
      ? []
      : [`    The lifecycle has deleted the last version by ${goneBy}, legal holds aside.`]),
    ...(held === 0 ? [] : [`    Cases hold ${held.toLocaleString('en')} versions.`]),
    ...(kept === 0
      ? []
      : [`    No lifecycle rule deletes ${kept} versions, the first is ${printable(keptKey)}.`]),
  ];
}
