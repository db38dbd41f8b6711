import { DAY_MS, type Day, dayOf } from '../../core/day';
import { datesOf } from '../../core/lifecycle/dates';
import type { Lifecycle } from '../../core/lifecycle/rule';
import {
  isArchive,
  type RestoreTerms,
  type RestoreTier,
  restoreTerms,
} from '../../core/lifecycle/storage-class';
import type { Intent } from '../../recordings/journal';
import type { StoredPlace } from '../../recordings/places';
import { type ListedKey, tryReadVersion, type VersionDetails } from '../../recordings/versions';

/** One step towards a recording that can be read. */
export interface RestoreStep extends Intent {
  readonly act: 'remove-marker' | 'restore' | 'link';
  readonly size: number;
  readonly storageClass: string;
  /** The day on which lifecycle rules hide it again. @default - on none */
  readonly hiddenAgain?: Day;
  /** Whether a run that did not end has made it already. @default false */
  readonly made?: boolean;
}

/** What is restored, and how. */
export interface RestoreChoice {
  readonly tier: RestoreTier;
  readonly link: boolean;
  readonly now: number;
}

/**
 * The steps that make the newest version of a key readable. A key that is already readable needs none but its link.
 *
 * @see Amazon S3 User Guide, "Removing delete markers to make an older version current", "Restoring an archived object"
 */
export async function stepsFor(
  { place, lifecycle }: { readonly place: StoredPlace; readonly lifecycle: Lifecycle },
  { key, versions }: ListedKey,
  choice: RestoreChoice,
): Promise<RestoreStep[]> {
  const newest = versions.findIndex(({ marker }) => marker !== true);
  const listed = versions[newest];
  if (!listed) return [];
  const details = await tryReadVersion(place, key, listed);
  if (!details) return [];
  const { version } = details;
  const { size, storageClass } = version;
  const common = { key, place: place.kind, size, storageClass };
  const hiddenAgain = hiddenOn(key, details, { lifecycle, now: choice.now });
  const markers = versions.slice(0, newest).map(({ id }) => ({
    ...common,
    act: 'remove-marker' as const,
    versionId: id,
    ...(hiddenAgain !== undefined && { hiddenAgain }),
  }));
  const archived = needsRestore(details, choice.now);
  const one = { ...common, versionId: listed.id };
  return [
    ...markers,
    ...(archived === 'yes' ? [{ ...one, act: 'restore' as const }] : []),
    ...(archived === 'no' && choice.link ? [{ ...one, act: 'link' as const }] : []),
  ];
}

function needsRestore({ version, restored }: VersionDetails, now: number) {
  if (!isArchive(version.storageClass) || (restored?.until ?? 0) > now) return 'no';
  return restored?.ongoing === true ? 'under way' : 'yes';
}

/** An expired recording is hidden again at the next midnight. */
function hiddenOn(
  key: string,
  { version }: VersionDetails,
  { lifecycle, now }: { readonly lifecycle: Lifecycle; readonly now: number },
): Day | undefined {
  const { noncurrentSince: _, ...current } = version;
  const dates = datesOf({ key, versions: [current] }, lifecycle, { asOf: now }).at(-1);
  const at = dates?.noncurrent?.first;
  return at !== undefined && at < now + DAY_MS ? dayOf(at) : undefined;
}

/** The steps of a batch, and those that a run that did not end had decided and made. */
export function withMade(
  known: readonly RestoreStep[],
  steps: readonly RestoreStep[],
): readonly RestoreStep[] {
  const open = new Set(steps.map(idOf));
  const made = known.filter((each) => !open.has(idOf(each)));
  return [...made.map((each) => ({ ...each, made: true })), ...steps];
}

const idOf = ({ act, key, versionId }: RestoreStep) => JSON.stringify([act, key, versionId]);

/** What the restores of a plan take and cost, by AWS's list prices for us-east-1. */
export interface RestoreCost {
  readonly objects: number;
  readonly bytes: number;
  readonly dollars: number;
  /** The longest documented time in words. */
  readonly time: string;
}

/** Adds up the restores of a plan. */
export class CostSum {
  private objects = 0;
  private bytes = 0;
  private dollars = 0;
  private longest: RestoreTerms | undefined;

  constructor(private readonly tier: RestoreTier) {}

  add({ act, storageClass, size }: RestoreStep): void {
    const terms = act === 'restore' ? restoreTerms(storageClass, this.tier) : undefined;
    if (!terms) return;
    this.objects += 1;
    this.bytes += size;
    this.dollars += (size / 1024 ** 3) * terms.perGigabyte + terms.perThousand / 1000;
    if (terms.hours > (this.longest?.hours ?? -1)) this.longest = terms;
  }

  get sum(): RestoreCost | undefined {
    if (!this.longest) return undefined;
    const { objects, bytes, dollars } = this;
    return { objects, bytes, dollars: Math.ceil(dollars * 100) / 100, time: this.longest.time };
  }
}

/** Why a tier cannot be used for a step. @returns undefined if it can */
export function whyNotTier(
  { act, storageClass }: RestoreStep,
  tier: RestoreTier,
): string | undefined {
  if (act !== 'restore' || restoreTerms(storageClass, tier)) return undefined;
  return `${storageClass} has no ${tier} retrieval`;
}
