import { type Day, dayOf, isDay } from '../../core/day';
import { printable } from '../../core/printable';
import { RefusedError } from '../../core/problem';
import { batchesOf, keysOf } from '../../recordings/batches';
import { type HeldCase, hasObjectLock, HoldRegister } from '../../recordings/holds';
import { listDigest, type IdLine, readIdList } from '../../recordings/id-list';
import {
  type Decide,
  type Intent,
  JournaledRun,
  readIntents,
  type RunSummary,
} from '../../recordings/journal';
import type { StoredPlace } from '../../recordings/places';
import { isSamePerson, wordsOfName } from '../../recordings/second-name';
import { RecordingSearch } from '../../recordings/search';
import type { ListedKey } from '../../recordings/versions';
import { addByJobs, type CaseByJobs, checkReleases, finishAdding, releaseByJobs } from './by-jobs';
import { type ChangeClients, type ChangeContext, openChange, storedIn } from './context';
import { checkBatch, type JobFlags } from './jobs';
import type { FoundStore } from '../find-store';

/** Which recordings a case holds. */
export interface IdFlags {
  readonly manifest?: string;
  readonly conversation?: readonly string[];
  readonly recording?: readonly string[];
  readonly key?: readonly string[];
}

/** Options of `callvault hold add` and `release`. */
export interface HoldFlags extends IdFlags, JobFlags {
  readonly reason?: string;
  readonly until?: string;
  readonly approver?: string;
}

interface HoldInput extends ChangeClients {
  readonly name: string;
  readonly flags: HoldFlags;
  readonly now: number;
  readonly onProgress: (what: string) => void;
  /** Milliseconds between two looks at jobs. @default - from one second to thirty */
  readonly pollMs?: number;
}

/** What a command did with a case. */
export interface HoldResult
  extends RunSummary<Intent>, Partial<Pick<CaseByJobs, 'jobs' | 'pending'>> {
  readonly case: HeldCase;
  /** Versions that were removed before they were on hold. @default 0 */
  readonly gone?: number;
}

interface Held extends Intent {
  /** Whether it was removed before it was on hold. @default false */
  readonly gone?: boolean;
}

/**
 * Puts all versions of recordings on hold for a case, in the bucket and in its replica. It can be repeated, also with more
 * recordings.
 *
 * @throws RefusedError for options that are not valid, and for a bucket without Object Lock
 */
export async function addHold(found: FoundStore, input: HoldInput): Promise<HoldResult> {
  const { name, flags, now, onProgress } = input;
  checkName(name);
  const { reason, until } = flags;
  if (reason === undefined || reason.trim() === '') throw refused('--reason is missing');
  if (until !== undefined && !isDay(until)) throw refused(`--until ${until} is not a valid date`);
  const { batch } = flags;
  if (batch) checkBatch(found.store);
  const ids = await idsOf(flags);
  const what = { stack: found.store.id, case: name, ...ids, ...(batch && { batch }) };
  const context = await openChange(found, input);
  await checkLock(context);
  const register = new HoldRegister(context.reports);
  await checkReleases(register);
  const known = await register.tryFind(name);
  if (known?.released) throw refused(`the case ${name} was released on ${known.released.at}`);
  const at = new Date(now).toISOString();
  const head = { ...headOf(context, at), what, reason };
  const run = await JournaledRun.open<Held>(context.journal, head);
  const held = caseOf({ flags, known }, { name, at, context, run: run.id });
  await register.write(held);
  const batches = plans(context, linesOf(flags), { today: dayOf(now), onProgress });
  if (batch) return addByJobs({ context, register, run, input }, batches, held);
  let gone = 0;
  const summary = await run.make(
    batches,
    async (intent) => {
      const isHeld = await register.hold(storedIn(context, intent), intent, name);
      return isHeld ? intent : { ...intent, gone: true };
    },
    (done, results) => {
      gone += results.filter((each) => each.gone === true).length;
      onProgress(`${done.toLocaleString('en')} versions on hold`);
    },
  );
  return { ...summary, done: summary.done - gone, gone, case: held };
}

function headOf({ who }: ChangeContext, at: string, command = 'hold') {
  return { command, who, at };
}

/**
 * Releases a case. A version that another case holds stays on hold.
 *
 * @throws RefusedError for an unknown case, and without the second name that the store asks for
 */
export async function releaseHold(found: FoundStore, input: HoldInput): Promise<HoldResult> {
  const { name, flags, now, onProgress } = input;
  const { reason, approver } = flags;
  if (reason === undefined || reason.trim() === '') throw refused('--reason is missing');
  const context = await openChange(found, input);
  const register = new HoldRegister(context.reports);
  const held = await register.tryFind(name);
  if (!held) throw refused(`${name} is not a case of ${found.store.id}`);
  checkApprover(found, context.who, approver);
  const at = new Date(now).toISOString();
  const batch = (await isReleasedByJobs(register, found, input)) && { batch: true };
  const what = { stack: found.store.id, case: name, runs: held.runs, ...batch };
  const head = { ...headOf(context, at, 'release'), what, reason, approver };
  await finishAdding({ context, register, input }, held);
  const run = await JournaledRun.open<Intent>(context.journal, head);
  const intents = readIntents(context.journal, held.runs);
  const released = { who: context.who, at, reason, ...(approver !== undefined && { approver }) };
  const ended = { ...held, released: held.released ?? released };
  if (batch) return releaseByJobs({ context, register, run, input }, intents, ended);
  const summary = await run.make(
    intents,
    async (intent) => {
      await register.release(storedIn(context, intent), intent, name);
      return intent;
    },
    (done) => {
      onProgress(`${done.toLocaleString('en')} versions released`);
    },
  );
  if (summary.failed > 0) return { ...summary, case: held };
  await register.write(ended);
  return { ...summary, case: ended };
}

/** Whether jobs release a case. A release that jobs have begun is continued with jobs. */
async function isReleasedByJobs(
  register: HoldRegister,
  { store }: FoundStore,
  { name, flags }: HoldInput,
): Promise<boolean> {
  const byJobs = flags.batch === true || (await register.underWay('releasing')).includes(name);
  if (byJobs) checkBatch(store);
  return byJobs;
}

function caseOf(
  { flags, known }: { readonly flags: HoldFlags; readonly known: HeldCase | undefined },
  { name, at, context, run }: { name: string; at: string; context: ChangeContext; run: string },
): HeldCase {
  const { reason = '', until, approver } = flags;
  return {
    name,
    stack: context.found.store.id,
    who: context.who,
    at,
    ...known,
    reason,
    ...(until !== undefined && { until }),
    ...(approver !== undefined && { approver }),
    runs: [...new Set([...(known?.runs ?? []), run])],
  };
}

/** The versions of each batch, in all places. */
async function* plans(
  context: ChangeContext,
  lines: AsyncIterable<IdLine>,
  { today, onProgress }: { readonly today: Day } & Pick<HoldInput, 'onProgress'>,
): AsyncGenerator<Decide<Held>> {
  const search = new RecordingSearch(context.found.store, today, onProgress);
  for await (const batch of batchesOf(lines)) {
    yield async (known) => {
      if (known) return known;
      const intents: Intent[] = [];
      for (const place of context.places) {
        for await (const listed of keysOf(search, place, batch)) {
          intents.push(...versionsOf(listed, place));
        }
      }
      return intents;
    };
  }
}

function versionsOf({ key, versions }: ListedKey, { kind }: StoredPlace): Intent[] {
  const kept = versions.filter(({ marker }) => marker !== true);
  return kept.map(({ id }) => ({ key, place: kind, versionId: id }));
}

/** The lines of the options. */
export async function* linesOf({
  manifest,
  conversation = [],
  recording = [],
  key = [],
}: IdFlags): AsyncGenerator<IdLine> {
  for (const value of conversation) yield { by: 'conversation', value };
  for (const value of recording) yield { by: 'recording', value };
  for (const value of key) yield { by: 'key', value };
  if (manifest !== undefined) yield* readIdList(manifest);
}

/** What tells one selection from another. @throws RefusedError without any */
export async function idsOf({ manifest, conversation, recording, key }: IdFlags) {
  if ([manifest, conversation, recording, key].every((each) => each === undefined)) {
    throw refused('nothing says which recordings are meant');
  }
  return {
    ...(manifest !== undefined && { manifest: await listDigest(manifest) }),
    ...(conversation && { conversation }),
    ...(recording && { recording }),
    ...(key && { key }),
  };
}

async function checkLock({ places, found }: ChangeContext): Promise<void> {
  for (const place of places) {
    if (await hasObjectLock(place)) continue;
    throw RefusedError.of(
      'hold-object-lock',
      `${place.bucket} has no Object Lock, without which S3 cannot hold a version`,
      `Add objectLock to the store ${found.store.name} and deploy it. It locks every new recording, its existing versions can then be put on hold, and it can never be removed: see docs/object-lock.md.`,
    );
  }
}

function checkName(name: string): void {
  if (/^[\w.-]{1,64}$/.test(name)) return;
  throw refused(`${name} is not a name of a case: up to 64 letters, digits and _ . -`);
}

/** @throws RefusedError without the second name that the store asks for */
function checkApprover({ store }: FoundStore, who: string, approver = ''): void {
  if (store.settings.holdApproval !== true) return;
  const isMissing = wordsOfName(approver).length === 0;
  if (!isMissing && !isSamePerson(who, approver)) return;
  throw RefusedError.of(
    'hold-approver',
    isMissing
      ? `the store ${store.name} has holdApproval, and --approver is missing`
      : `${printable(approver)} is the caller`,
    'Add --approver with the name of a second person who agreed to the release.',
  );
}

const refused = (what: string) =>
  RefusedError.of(
    'hold-options',
    what,
    'Use callvault hold add <case> --reason <text> with --manifest, --conversation, --recording or --key.',
  );
