import { Command } from 'commander';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { addDays, type Day, dayOf, isDay } from '../../core/day';
import { RefusedError } from '../../core/problem';
import { BadManifestError } from '../../integrity/manifest';
import type { CheckReport } from '../../integrity/report';
import { openClients } from '../../lambda/clients';
import { BadSecretError } from '../../lambda/sources';
import { explainAwsError, localPlace } from '../aws';
import { checkStore, type Progress } from './check';
import { renderReport } from './render';
import { EXIT } from '../exit';
import { type FoundStore, findStore } from '../find-store';
import { withProgress } from '../progress';

/** Where a check keeps what it has done while it runs. Never committed. */
const WORK_FOLDER = '.callvault/check';

interface Flags {
  readonly from?: string;
  readonly to?: string;
  readonly manifest?: string;
  readonly json?: boolean;
}

const HELP = `
Does from here what the weekly check does in AWS, with your credentials: they need s3:ListBucket and
s3:ListBucketVersions on the bucket, s3:ListBucket on the replica, and s3:GetObject where there is one.
With source api, the vendor's credentials are read as by callvault connect, or else from the store's secret. A check that was ended goes on where it was when it is run again within a day.

Exit codes: 0 everything is where it should be, 6 something is not, 2 wrong input, 5 AWS or the vendor refused.`;

/** `callvault check <stack>` */
export function checkCommand(exit: (code: number) => void): Command {
  return new Command('check')
    .description("Compare a store's bucket with what its vendor says it has recorded.")
    .argument('<stack>', 'id of a store’s stack, e.g. calls-prod')
    .option('--from <day>', 'first day, in UTC, e.g. 2026-11-01; as far back as integrity.days')
    .option('--to <day>', 'last day, in UTC; today')
    .option('--manifest <file>', 'JSON lines in the place of the vendor’s word')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, flags: Flags) => {
      const files = readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
      const report = await check(findStore(id, files), flags);
      console.log(flags.json === true ? JSON.stringify(report, null, 2) : renderReport(report));
      exit(report.total > 0 ? EXIT.findings : EXIT.ok);
    });
}

async function check({ store, environment }: FoundStore, flags: Flags): Promise<CheckReport> {
  const { integrity } = store;
  if (!integrity) throw notChecked(store.name);
  const now = Date.now();
  const days = parseDays(flags, { now, days: integrity.check.days });
  let report: CheckReport | undefined;
  const task = async (onProgress: (progress: Progress) => void) => {
    report = await checkStore({
      ...{
        settings: integrity.check,
        clients: openClients(integrity.check, localPlace(environment)),
      },
      ...{ manifest: flags.manifest, workFolder: WORK_FOLDER, now, env: process.env, onProgress },
      ...(days && { days }),
    });
  };
  try {
    await withProgress(store.id, flags.json === true, (say) =>
      task((progress) => {
        say(renderProgress(progress));
      }),
    );
  } catch (error) {
    throw explained(error, store.id);
  }
  return report as unknown as CheckReport;
}

function renderProgress({ done, of, found }: Progress): string {
  const bar = of === undefined ? 'collecting what the vendor says' : `${done} of ${of} parts`;
  return `${bar}${found > 0 ? `, ${found} found` : ''}`;
}

function parseDays(
  { from, to }: Flags,
  { now, days }: { now: number; days: number },
): { from: Day; to: Day } | undefined {
  if (from === undefined && to === undefined) return undefined;
  const last = parseDay('--to', to ?? dayOf(now));
  const first = parseDay('--from', from ?? addDays(last, 1 - days));
  if (first > last) throw wrongDay(`${first} is after ${last}`);
  return { from: first, to: last };
}

function parseDay(option: string, day: string): Day {
  if (isDay(day)) return day;
  throw wrongDay(`${option} ${day} is no day`);
}

function wrongDay(what: string): RefusedError {
  return refused('check-days', what, 'Write days as 2026-11-20; they are counted in UTC.');
}

function notChecked(name: string): RefusedError {
  return refused(
    'check-integrity',
    `the store ${name} has no integrity, which says where the vendor's word comes from`,
    'Add integrity: { source: api }, sidecars or manifest to the store.',
  );
}

function refused(rule: string, what: string, fix: string): RefusedError {
  return new RefusedError([{ rule, path: [], what, fix }]);
}

/** Errors of AWS and of what was put into its buckets are for people; all others are bugs. */
function explained(error: unknown, id: string): unknown {
  if (error instanceof BadManifestError || error instanceof BadSecretError) {
    return refused('check-source', error.message, 'Correct it, and run the check again.');
  }
  return explainAwsError(error, id);
}
