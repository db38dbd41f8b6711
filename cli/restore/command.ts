import { type Command, InvalidArgumentError } from 'commander';
import { defineStoreCommand } from '../command';
import type { RestoreFlags } from './restore';

const HELP = `
Removes the delete markers that hide recordings, restores archived ones for some days, and with --link gives a link to each
that can be read. Shows the steps, the time and the cost first; --yes does them. Each step is logged in the bucket of
reports before and after it is done, and the command can be run again at any time. A recording past its retention is hidden
again at the next midnight UTC. With --batch, jobs of S3 Batch Operations request the restores, for more than 100,000
recordings: the store needs batchJobs. docs/restore.md has the policy that a reader needs, docs/hold.md the form of manifests.

Exit codes: 0 done, or nothing to do, 6 steps need --yes, 3 some failed (run it again), 2 invalid input, 5 AWS refused.`;

/** `callvault restore <stack>` */
export function restoreCommand(): Command {
  return defineStoreCommand<RestoreFlags>('restore', async ({ found, flags, onProgress }) => {
    const [{ restore }, { renderRestored }] = await Promise.all([
      import('./restore'),
      import('./render'),
    ]);
    return renderRestored(await restore(found, { flags, onProgress, now: Date.now() }));
  })
    .description('Make hidden and archived recordings readable again, or give a link to them.')
    .option('--manifest <file>', 'CSV with a column conversation, recording or key')
    .option('--conversation <id>', 'id of a conversation')
    .option('--recording <id>', 'id of a recording')
    .option('--key <key>', 'a key; its metadata file is restored too')
    .option('--from <day>', 'first day in UTC, by the folder or else by the upload')
    .option('--to <day>', 'last day in UTC; today by default')
    .option('--tier <tier>', 'Expedited, Standard or Bulk; Standard by default')
    .option('--days <days>', 'days for which restored copies can be read; 7 by default', wholeDays)
    .option('--link <time>', 'give links that are valid for this time, e.g. 15m or 12h', seconds)
    .option('--replica', 'use the replica instead of the bucket')
    .option('--yes', 'do the steps')
    .option('--batch', 'request the restores with jobs of S3 Batch Operations')
    .option('--no-wait', 'with --batch: do not wait for the jobs')
    .addHelpText('after', HELP);
}

function wholeDays(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is not a whole number of days.');
}

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/** S3 accepts links that are valid for seven days at most. */
const MAX_SECONDS = 604_800;

function seconds(text: string): number {
  const [, number = '', unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const value = Number(number) * (UNITS[unit] ?? 0);
  if (value > 0 && value <= MAX_SECONDS) return value;
  throw new InvalidArgumentError('It is not a time such as 15m, 12h or 7d; 7d is the maximum.');
}
