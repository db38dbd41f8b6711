import { pMapIterable } from 'p-map';
import { type Day, dayOf } from '../../core/day';
import { RESTORE_TIERS, type RestoreTier } from '../../core/lifecycle/storage-class';
import { RefusedError } from '../../core/problem';
import { batchesOf, keysOf } from '../../recordings/batches';
import type { BatchJobSummary, BatchResult } from '../../recordings/batch-run';
import { listDigest, readIdList } from '../../recordings/id-list';
import { type Decide, type Done, JournaledRun, type RunSummary } from '../../recordings/journal';
import { presignedLink } from '../../recordings/links';
import { deployedLifecycle } from '../../recordings/lifecycles';
import { openPlaces, type StoredPlace } from '../../recordings/places';
import { RecordingSearch } from '../../recordings/search';
import { KEYS_AT_ONCE, type ListedKey } from '../../recordings/versions';
import { localPlace } from '../aws';
import { type ChangeClients, type ChangeContext, openChange } from '../hold/context';
import { readSelection, type SelectionFlags } from '../find/find';
import type { JobFlags } from '../hold/jobs';
import type { FoundStore } from '../find-store';
import { checkRestoreJobs, restoreByJobs } from './by-jobs';
import { makeStep } from './make-step';
import {
  CostSum,
  type RestoreChoice,
  type RestoreCost,
  type RestoreStep,
  stepsFor,
  whyNotTier,
  withMade,
} from './plan';

/** Options of `callvault restore`. */
export interface RestoreFlags extends SelectionFlags, JobFlags {
  readonly manifest?: string;
  readonly tier?: string;
  readonly days?: number;
  readonly link?: number;
  readonly replica?: boolean;
  readonly yes?: boolean;
}

/** What was restored, or would be. */
export interface Restored {
  readonly stack: string;
  readonly tier: RestoreTier;
  /** Days for which a restored copy can be read. */
  readonly days: number;
  /** The first {@link MAX_STEPS} steps; the journal has all. */
  readonly steps: readonly RestoreStep[];
  readonly total: number;
  /** @default - nothing has to be restored from an archive */
  readonly cost?: RestoreCost | undefined;
  /** The run in the journal. @default - nothing was changed */
  readonly run?: string;
  readonly failed: number;
  /** The first of the steps that failed. */
  readonly left: readonly Done<RestoreStep>[];
  readonly links: readonly RestoredLink[];
  /** The jobs that request the restores. @default - there are none */
  readonly jobs?: readonly BatchJobSummary[];
  /** Jobs that have not ended. @default 0 */
  readonly pending?: number;
}

interface RestoredLink {
  readonly key: string;
  readonly url: string;
  readonly until: string;
}

/** Steps of one run without a manifest, links of one run, and steps in the result. */
export const MAX_STEPS = 10_000;

/** Days for which a restored copy is kept by default. */
const COPY_DAYS = 7;

interface RestoreInput extends ChangeClients {
  readonly flags: RestoreFlags;
  readonly onProgress: (what: string) => void;
  readonly now: number;
  /** Milliseconds between two looks at jobs. @default - from one second to thirty */
  readonly pollMs?: number;
}

/**
 * Makes recordings readable again: shows what that takes and, with `--yes`, does it.
 *
 * @throws RefusedError for options that are not valid, and for a store without a bucket of reports
 */
export async function restore(found: FoundStore, input: RestoreInput): Promise<Restored> {
  const { store, environment } = found;
  const { flags, now, onProgress } = input;
  const [tier, days] = [tierOf(flags.tier ?? 'Standard'), flags.days ?? COPY_DAYS];
  if (flags.batch) checkRestoreJobs(found, tier);
  const places = input.places ?? openPlaces(store, localPlace(environment));
  const place = placeOf(places, flags.replica === true);
  const choice = { tier, link: flags.link !== undefined, now };
  const batches = planBatches(found, place, { flags, choice, onProgress });
  const sum = new StepSum(tier);
  const links: RestoredLink[] = [];
  const result = (
    more: Pick<Restored, 'failed' | 'left' | 'jobs' | 'pending'> & { run?: string },
  ): Restored => {
    const { steps, total, cost } = sum;
    return { stack: store.id, tier, days, steps, total, cost, links, ...more };
  };
  if (flags.yes !== true) {
    for await (const decide of batches) {
      sum.add(await decide());
      onProgress(`${sum.total} steps`);
    }
    return result({ failed: 0, left: [] });
  }
  const { context, run } = await openRun(found, { ...input, places });
  const act = async (step: RestoreStep) => {
    if (step.made === true || (flags.batch && step.act === 'restore')) return step;
    if (step.act === 'link') links.push(await linkTo(place, step, { flags, count: links.length }));
    else await makeStep(place, step, { tier, days });
    return step;
  };
  const summary = await run.prepare(batches, act, (count, results) => {
    sum.add(results);
    onProgress(`${count} steps done`);
  });
  return result(await endRun(context, run, { input, summary, tier, days }));
}

interface EndedRun extends Pick<Restored, 'tier' | 'days'> {
  readonly input: RestoreInput;
  readonly summary: RunSummary<RestoreStep>;
}

/** Ends a run of which nothing is left, with its jobs if it has any. */
async function endRun(
  context: ChangeContext,
  run: JournaledRun<RestoreStep>,
  { input, summary, tier, days }: EndedRun,
) {
  const { failed, left } = summary;
  const jobs =
    input.flags.batch && failed === 0
      ? ofJobs(await restoreByJobs(context, run, { ...input, tier, days }))
      : { failed, left, pending: 0 };
  if (jobs.failed + jobs.pending === 0) await run.end(summary);
  return { ...jobs, run: run.id };
}

/** What jobs leave are steps that failed. */
function ofJobs({ jobs, pending, failed, left }: BatchResult) {
  const act = 'restore' as const;
  return {
    jobs,
    pending,
    failed,
    left: left.map((each) => ({ ...each, act, size: 0, storageClass: '' })),
  };
}

/** Adds up the steps of all batches. */
class StepSum {
  readonly steps: RestoreStep[] = [];
  total = 0;
  private readonly costs: CostSum;

  constructor(tier: RestoreTier) {
    this.costs = new CostSum(tier);
  }

  add(steps: readonly RestoreStep[]): void {
    this.total += steps.length;
    for (const each of steps) {
      this.costs.add(each);
      if (this.steps.length < MAX_STEPS) this.steps.push(each);
    }
  }

  get cost(): RestoreCost | undefined {
    return this.costs.sum;
  }
}

interface Planned extends Pick<RestoreInput, 'onProgress'> {
  readonly flags: RestoreFlags;
  readonly choice: RestoreChoice;
}

/** Decides the steps of each batch. They are decided again in a run that continues: what is restored can be hidden again. */
async function* planBatches(
  { store }: FoundStore,
  place: StoredPlace,
  { flags, choice, onProgress }: Planned,
): AsyncGenerator<Decide<RestoreStep>> {
  const today = dayOf(choice.now);
  const search = new RecordingSearch(store, today, onProgress);
  const described = { place, lifecycle: await deployedLifecycle(place) };
  const stepsOf = (listed: ListedKey) => stepsFor(described, listed, choice);
  for await (const keys of keysOfBatches(search, place, { flags, today })) {
    yield async (known = []) => {
      const steps: RestoreStep[] = [];
      for await (const some of pMapIterable(keys(), stepsOf, { concurrency: KEYS_AT_ONCE })) {
        steps.push(...some);
        if (flags.manifest === undefined) checkSteps(steps, some, choice.tier);
      }
      return withMade(known, steps);
    };
  }
}

async function* keysOfBatches(
  search: RecordingSearch,
  place: StoredPlace,
  { flags, today }: { readonly flags: RestoreFlags; readonly today: Day },
): AsyncGenerator<() => AsyncIterable<ListedKey>> {
  const { manifest, key, conversation, recording, from, to } = flags;
  if (manifest === undefined) {
    const { wanted, days } = readSelection(flags, today);
    yield () => search.run(place, wanted, days);
    return;
  }
  if ([key, conversation, recording, from, to].some((each) => each !== undefined)) {
    throw refused('--manifest says which recordings are meant, and another option as well');
  }
  for await (const batch of batchesOf(readIdList(manifest))) {
    yield () => keysOf(search, place, batch);
  }
}

/** Refuses a whole run before its first step. */
function checkSteps(
  all: readonly RestoreStep[],
  added: readonly RestoreStep[],
  tier: RestoreTier,
): void {
  if (all.length > MAX_STEPS) throw refused(`more than ${MAX_STEPS} steps are needed`);
  for (const step of added) {
    const why = whyNotTier(step, tier);
    if (why !== undefined) throw refused(`${step.key}: ${why}`);
  }
}

async function linkTo(
  { s3, bucket: Bucket }: StoredPlace,
  { key: Key, versionId: VersionId }: RestoreStep,
  { flags, count }: { readonly flags: RestoreFlags; readonly count: number },
): Promise<RestoredLink> {
  if (count >= MAX_STEPS) throw new Error(`one run gives ${MAX_STEPS} links at most`);
  const seconds = flags.link ?? 0;
  const until = new Date(Date.now() + seconds * 1000).toISOString();
  return { key: Key, url: await presignedLink(s3, { Bucket, Key, VersionId }, seconds), until };
}

/**
 * A run that did not end is continued on the same day only: what it has made readable can be hidden again on the next. Links
 * are in no log, so a run with links always begins again. A run with jobs is continued until the jobs have ended.
 */
async function openRun(found: FoundStore, input: RestoreInput) {
  const { key, conversation, recording, from, to, tier, days, replica, link } = input.flags;
  const { manifest: file, batch } = input.flags;
  const manifest = file === undefined ? undefined : await listDigest(file);
  const at = new Date(input.now).toISOString();
  const context = await openChange(found, input);
  const { journal, who } = context;
  const selected = { manifest, key, conversation, recording, from, to };
  const day = link === undefined ? dayOf(input.now) : at;
  // Jobs can take longer than a day.
  const until = batch ? { batch } : { day };
  const what = { ...selected, tier, days, replica, link, ...until, stack: found.store.id };
  const head = { command: 'restore', who, at, what };
  return { context, run: await JournaledRun.open<RestoreStep>(journal, head) };
}

function placeOf(places: readonly StoredPlace[], replica: boolean): StoredPlace {
  const place = places.find(({ kind }) => kind === (replica ? 'replica' : 'recordings'));
  if (place) return place;
  throw refused('the store has no replica');
}

function tierOf(text: string): RestoreTier {
  const tier = RESTORE_TIERS.find((each) => each.toLowerCase() === text.toLowerCase());
  if (tier) return tier;
  throw refused(`${text} is not a tier`);
}

const refused = (what: string) =>
  RefusedError.of(
    'restore-options',
    what,
    `Choose --tier ${RESTORE_TIERS.join(', ')}, fewer recordings, or leave --replica out.`,
  );
