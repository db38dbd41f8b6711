import { DeleteObjectCommand, RestoreObjectCommand } from '@aws-sdk/client-s3';
import { dayOf } from '../../core/day';
import { RESTORE_TIERS, type RestoreTier } from '../../core/lifecycle/storage-class';
import { RefusedError } from '../../core/problem';
import { type Done, JournaledRun } from '../../recordings/journal';
import { presignedLink } from '../../recordings/links';
import { deployedLifecycle } from '../../recordings/lifecycles';
import { openPlaces, type StoredPlace } from '../../recordings/places';
import { RecordingSearch } from '../../recordings/search';
import { localPlace } from '../aws';
import { type ChangeClients, openChange } from '../hold/context';
import { readSelection, type SelectionFlags } from '../find/find';
import type { FoundStore } from '../find-store';
import {
  CostSum,
  type RestoreChoice,
  type RestoreCost,
  type RestoreStep,
  stepsFor,
  whyNotTier,
} from './plan';

/** Options of `callvault restore`. */
export interface RestoreFlags extends SelectionFlags {
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
  /** The steps; at most {@link MAX_STEPS}. */
  readonly steps: readonly RestoreStep[];
  /** @default - nothing has to be restored from an archive */
  readonly cost?: RestoreCost | undefined;
  /** The run in the journal. @default - nothing was changed */
  readonly run?: string;
  readonly left: readonly Done<RestoreStep>[];
  readonly links: readonly { readonly key: string; readonly url: string; readonly until: string }[];
}

/** Steps of one run. Restores of more are a matter for S3 Batch Operations. */
export const MAX_STEPS = 10_000;

/** Days for which a restored copy is kept by default. */
const COPY_DAYS = 7;

interface RestoreInput extends ChangeClients {
  readonly flags: RestoreFlags;
  readonly onProgress: (what: string) => void;
  readonly now: number;
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
  const places = input.places ?? openPlaces(store, localPlace(environment));
  const place = placeOf(places, flags.replica === true);
  const choice = { tier, link: flags.link !== undefined, now };
  const { steps, cost } = await planSteps(found, place, { flags, choice });
  const base = { stack: store.id, tier, days, steps, cost, left: [], links: [] };
  if (steps.length === 0 || flags.yes !== true) return base;
  const run = await openRun(found, { ...input, places });
  const links: { key: string; url: string; until: string }[] = [];
  const act = async (step: RestoreStep) => {
    if (step.act !== 'link') return change(place, step, { tier, days });
    const seconds = flags.link ?? 0;
    const { key: Key, versionId: VersionId } = step;
    const url = await presignedLink(place.s3, { Bucket: place.bucket, Key, VersionId }, seconds);
    links.push({ key: Key, url, until: new Date(Date.now() + seconds * 1000).toISOString() });
  };
  const summary = await run.make([() => Promise.resolve(steps)], act, (done) => {
    onProgress(`${done} of ${steps.length} steps`);
  });
  return { ...base, run: summary.run, left: summary.left, links };
}

async function planSteps(
  { store }: FoundStore,
  place: StoredPlace,
  { flags, choice }: { readonly flags: RestoreFlags; readonly choice: RestoreChoice },
) {
  const today = dayOf(choice.now);
  const { wanted, days } = readSelection(flags, today);
  const described = { place, lifecycle: await deployedLifecycle(place) };
  const cost = new CostSum(choice.tier);
  const steps: RestoreStep[] = [];
  for await (const listed of new RecordingSearch(store, today).run(place, wanted, days)) {
    for (const step of await stepsFor(described, listed, choice)) {
      const why = whyNotTier(step, choice.tier);
      if (why !== undefined) throw refused(`${step.key}: ${why}`);
      cost.add(step);
      steps.push(step);
    }
    if (steps.length > MAX_STEPS) throw refused(`more than ${MAX_STEPS} steps are needed`);
  }
  return { steps, cost: cost.sum };
}

/** Makes a change. To make it again is harmless. */
async function change(
  { s3, bucket: Bucket }: StoredPlace,
  { act, key: Key, versionId: VersionId }: RestoreStep,
  { tier, days }: Pick<Restored, 'tier' | 'days'>,
): Promise<void> {
  if (act === 'remove-marker') {
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    return;
  }
  const RestoreRequest = { Days: days, GlacierJobParameters: { Tier: tier } };
  const request = new RestoreObjectCommand({ Bucket, Key, VersionId, RestoreRequest });
  await s3.send(request).catch((error: unknown) => {
    if ((error as Error).name !== 'RestoreAlreadyInProgress') throw error;
  });
}

async function openRun(found: FoundStore, input: RestoreInput): Promise<JournaledRun<RestoreStep>> {
  const { yes: _, ...what } = input.flags;
  const { journal, who } = await openChange(found, input);
  const at = new Date(input.now).toISOString();
  const head = { command: 'restore', who, at, what: { ...what, stack: found.store.id } };
  return JournaledRun.open<RestoreStep>(journal, head);
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
