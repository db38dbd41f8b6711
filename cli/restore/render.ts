import { printable } from '../../core/printable';
import type { Outcome } from '../command';
import { EXIT } from '../exit';
import { proposeJobs, renderJobs } from '../hold/render';
import type { RestoreStep } from './plan';
import type { Restored } from './restore';

/** Steps that are shown; `--json` has more, and the journal has all. */
const SHOWN = 50;

/** What was restored, for people and as data. */
export function renderRestored(restored: Restored): Outcome {
  const { stack, steps, total, run, failed, left, links } = restored;
  if (total === 0) {
    return { text: `${stack}: nothing has to be restored, or it is under way.`, json: restored };
  }
  const shown = steps.slice(0, SHOWN).map(renderStep);
  const more = total - shown.length;
  const text = [
    ...shown,
    ...(more > 0
      ? [`… and ${more.toLocaleString('en')} more; --json lists the first 10,000.`]
      : []),
    ...renderCost(restored),
    ...links.map(({ key, url, until }) => `${printable(key)} until ${until}:\n${url}`),
    ...left.map(({ key, error = '' }) => `Failed: ${printable(key)}: ${printable(error)}`),
    ...(failed > 0
      ? [
          `${failed.toLocaleString('en')} of ${total.toLocaleString('en')} steps failed. Run the command again to continue.`,
        ]
      : []),
    ...renderJobs(restored),
    ...(run === undefined ? proposeJobs(total) : []),
    run === undefined
      ? 'Nothing was changed. Add --yes to do this.'
      : `Logged in the bucket of reports as journal/${run}.`,
  ].join('\n');
  return { text, json: restored, code: codeOf(restored) };
}

function codeOf({ run, failed, pending = 0 }: Restored): number {
  if (run === undefined) return EXIT.findings;
  return failed + pending > 0 ? EXIT.partly : EXIT.ok;
}

const WORDS = {
  'remove-marker': 'remove the delete marker of',
  restore: 'restore',
  link: 'make a link to',
} as const;

function renderStep({ act, key, storageClass, hiddenAgain }: RestoreStep): string {
  const from = act === 'restore' ? ` from ${storageClass}` : '';
  const again =
    hiddenAgain === undefined
      ? ''
      : ` (it is past its retention: S3 hides it again from ${hiddenAgain})`;
  return `${WORDS[act]} ${printable(key)}${from}${again}`;
}

function renderCost({ cost, tier, days }: Restored): string[] {
  if (!cost) return [];
  const { objects, bytes, dollars, time } = cost;
  const size = `${(bytes / 1024 ** 3).toFixed(2)} GB`;
  const of = objects === 1 ? 'of 1 object' : `of ${objects} objects`;
  return [
    `${tier} retrieval ${of} (${size}) takes ${time} and costs about $${dollars.toFixed(2)} (list price of us-east-1), and S3 Standard storage of the copies for ${days} days.`,
  ];
}
