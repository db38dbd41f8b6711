import { addDays, type Day, dayOf, isDay } from '../../core/day';
import { RefusedError } from '../../core/problem';
import { BadInventoryError } from '../../integrity/inventory';
import { BadManifestError } from '../../integrity/manifest';
import type { CheckReport } from '../../integrity/report';
import { CheckEndedError } from '../../integrity/days-to-check';
import { NothingKeptError } from '../../integrity/list-length';
import { openClients } from '../../lambda/clients';
import { BadSecretError } from '../../lambda/sources';
import { localPlace } from '../aws';
import type { FoundStore } from '../find-store';
import { runStoreCheck, type CheckProgress } from './check';

/** Where a check keeps its progress while it runs. Never committed. */
const WORK_FOLDER = '.callvault/check';

/** Options of `callvault check`. */
export interface CheckFlags {
  readonly from?: string;
  readonly to?: string;
  readonly manifest?: string;
}

interface CheckInput extends CheckFlags {
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (what: string) => void;
}

/**
 * Checks a store on this machine.
 *
 * @throws RefusedError for a store without integrity check, and for days, manifests and secrets that are not valid
 */
export async function runCheck(
  { store, environment }: FoundStore,
  { from, to, manifest, env, onProgress }: CheckInput,
): Promise<CheckReport> {
  const { integrity } = store;
  if (!integrity) throw withoutIntegrity(store.name);
  const settings = integrity.check;
  const now = Date.now();
  const days = parseDays({ from, to }, now, settings.days);
  try {
    return await runStoreCheck({
      settings,
      clients: openClients(settings, localPlace(environment)),
      manifest,
      workFolder: WORK_FOLDER,
      now,
      env,
      ...(days && { days }),
      onProgress: (progress) => {
        onProgress(renderProgress(progress));
      },
    });
  } catch (error) {
    if (error instanceof NothingKeptError) throw wrongDay(error.message);
    if (error instanceof CheckEndedError) throw ended(store.name, settings.until);
    const bad = [BadManifestError, BadInventoryError, BadSecretError];
    if (!(error instanceof Error) || !bad.some((kind) => error instanceof kind)) throw error;
    throw RefusedError.of('check-source', error.message, 'Correct it, and run the check again.');
  }
}

function renderProgress({ done, of, found }: CheckProgress): string {
  const part = of === undefined ? "reading the vendor's recording list" : `${done} of ${of} parts`;
  return `${part}${found > 0 ? `, ${found} found` : ''}`;
}

function parseDays(
  { from, to }: CheckFlags,
  now: number,
  days: number,
): { from: Day; to: Day } | undefined {
  if (from === undefined && to === undefined) return undefined;
  const last = parseDay('--to', to ?? dayOf(now));
  const first = parseDay('--from', from ?? addDays(last, 1 - days));
  if (first > last) throw wrongDay(`${first} is after ${last}`);
  return { from: first, to: last };
}

function parseDay(option: string, day: string): Day {
  if (isDay(day)) return day;
  throw wrongDay(`${option} ${day} is not a valid date`);
}

function wrongDay(what: string): RefusedError {
  return RefusedError.of('check-days', what, 'Write dates as 2026-11-20; days are counted in UTC.');
}

function ended(name: string, until: Day = ''): RefusedError {
  return RefusedError.of(
    'check-days',
    `the check of ${name} has ended: the vendor recorded until ${until}, before the days that are checked`,
    'Name earlier days with --from and --to to check them once more.',
  );
}

function withoutIntegrity(name: string): RefusedError {
  return RefusedError.of(
    'check-integrity',
    `the store ${name} has no integrity setting, which names the source of the vendor's recording list`,
    'Add integrity: { source: api }, sidecars or manifest to the store.',
  );
}
