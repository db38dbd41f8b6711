import * as fs from 'node:fs';
import { once } from 'node:events';
import { pMapIterable } from 'p-map';
import { type Day, dayOf, isDay } from '../../core/day';
import { RefusedError } from '../../core/problem';
import { describeKey, type FoundVersion } from '../../recordings/found';
import { HoldRegister } from '../../recordings/holds';
import { deployedLifecycle } from '../../recordings/lifecycles';
import { openPlaces, type StoredPlace } from '../../recordings/places';
import { RecordingSearch, type Wanted, whyNotDays } from '../../recordings/search';
import { KEYS_AT_ONCE, type ListedKey } from '../../recordings/versions';
import type { Store } from '../../store/store';
import { localPlace } from '../aws';
import type { FoundStore } from '../find-store';

/** What a recording is found by. */
export interface SelectionFlags {
  readonly key?: string;
  readonly conversation?: string;
  readonly recording?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Options of `callvault find`. */
export interface FindFlags extends SelectionFlags {
  readonly out?: string;
}

/** What was found. */
export interface FoundRecordings {
  readonly stack: string;
  /** Versions and delete markers, by bucket and key; only the first {@link SHOWN} with `--out` or without. */
  readonly versions: readonly FoundVersion[];
  readonly total: number;
  /** The file with all of them. @default - none was written */
  readonly file?: string;
}

/** Versions that are kept in memory and shown. A file has all. */
export const SHOWN = 1000;

interface FindInput {
  readonly flags: FindFlags;
  readonly onProgress: (what: string) => void;
  /** @default - those of the store */
  readonly places?: readonly StoredPlace[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Finds the versions of recordings in the store's bucket and its replica.
 *
 * @throws RefusedError without anything to look for, and for days that are not valid
 */
export async function find(
  { store, environment }: FoundStore,
  input: FindInput,
): Promise<FoundRecordings> {
  const { flags, now, onProgress } = input;
  const today = dayOf(now);
  const { wanted, days } = readSelection(flags, today);
  const search = new RecordingSearch(store, today);
  const places = input.places ?? openPlaces(store, localPlace(environment));
  const versions: FoundVersion[] = [];
  let total = 0;
  const out =
    flags.out === undefined ? undefined : fs.createWriteStream(flags.out, { mode: 0o600 });
  const register = await tryOpenRegister(store, places);
  for (const place of places) {
    const described = { place, store, register, lifecycle: await deployedLifecycle(place) };
    const describe = (listed: ListedKey) => describeKey(described, listed, now);
    const keys = search.run(place, wanted, days);
    for await (const all of pMapIterable(keys, describe, { concurrency: KEYS_AT_ONCE })) {
      versions.push(...all.slice(0, Math.max(0, SHOWN - total)));
      total += all.length;
      await write(out, all);
      onProgress(`${place.bucket}: ${total} found`);
    }
  }
  await end(out);
  return { stack: store.id, versions, total, ...(flags.out !== undefined && { file: flags.out }) };
}

/** The register of holds, if the store has one and the caller may list it. */
async function tryOpenRegister({ integrity }: Store, [place]: readonly StoredPlace[]) {
  if (!integrity || !place) return undefined;
  const register = new HoldRegister({ s3: place.s3, bucket: integrity.reportBucketName });
  const isReadable = await register.countHeld(1).then(
    () => true,
    (error: unknown) => {
      if (!['AccessDenied', 'NoSuchBucket'].includes((error as Error).name)) throw error;
      return false;
    },
  );
  return isReadable ? register : undefined;
}

async function write(out: fs.WriteStream | undefined, versions: readonly FoundVersion[]) {
  const lines = versions.map((each) => `${JSON.stringify(each)}\n`).join('');
  if (out && !out.write(lines)) await once(out, 'drain');
}

async function end(out: fs.WriteStream | undefined): Promise<void> {
  if (out) await new Promise<void>((resolve) => out.end(resolve));
}

/** What the options ask for. @throws RefusedError */
export function readSelection(
  { key, conversation, recording, from, to }: SelectionFlags,
  today: Day,
): { readonly wanted: Wanted; readonly days: { readonly from?: Day; readonly to?: Day } } {
  const by = { key, conversation, recording };
  const given = Object.entries(by).filter(([, value]) => value !== undefined && value !== '');
  const days = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  for (const [option, day] of Object.entries(days)) {
    if (!isDay(day)) throw refused(`--${option} ${day} is not a valid date`);
  }
  const why = whyNotDays(days, today);
  if (why !== undefined) throw refused(why);
  const [first, second] = given;
  if (second) throw refused('--key, --conversation and --recording exclude each other');
  if (first) return { wanted: { by: first[0], value: first[1] } as Wanted, days };
  if (from === undefined) throw refused('nothing says which recordings are meant');
  return { wanted: { by: 'days' }, days };
}

const refused = (what: string) =>
  RefusedError.of(
    'recordings-selected',
    what,
    'Add one of --conversation, --recording or --key, or --from and --to with dates such as 2026-11-20.',
  );
