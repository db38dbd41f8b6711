import { dayOf, inDays } from '../../core/day';
import { RefusedError } from '../../core/problem';
import { batchesOf } from '../../recordings/batches';
import { HoldRegister } from '../../recordings/holds';
import { type Decide, type Done, JournaledRun } from '../../recordings/journal';
import { RecordingSearch } from '../../recordings/search';
import type { Store } from '../../store/store';
import type { FoundStore } from '../find-store';
import { type ChangeClients, type ChangeContext, openChange, storedIn } from '../hold/context';
import { type IdFlags, idsOf, linesOf } from '../hold/hold';
import { erase, type Erasure, type ErasureSources, LastDecision, planErasure } from './plan';

/** Options of `callvault erase`. */
export interface EraseFlags extends IdFlags {
  readonly reason?: string;
  readonly yes?: boolean;
  /** It is refused. */
  readonly batch?: boolean;
}

/** What was erased, or would be. */
export interface Erased {
  readonly stack: string;
  /** Versions, delete markers and incomplete uploads. */
  readonly erased: number;
  readonly bytes: number;
  readonly kept: number;
  /** The first of those that are kept or could not be erased; the journal has all. */
  readonly left: readonly Done<Erasure>[];
  readonly failed: number;
  /** The run in the journal. @default - nothing was changed */
  readonly run?: string;
  /** Where else something of the recordings is, which callvault does not erase. */
  readonly elsewhere: readonly string[];
}

interface EraseInput extends ChangeClients {
  readonly flags: EraseFlags;
  readonly now: number;
  readonly onProgress: (what: string) => void;
}

/** Entries that are shown of what is left. */
const SHOWN = 100;

/**
 * Erases recordings in the bucket and its replica: all versions, delete markers, metadata files and incomplete uploads, on
 * all paths. Without `--yes` it only counts.
 *
 * @throws RefusedError for options that are not valid, and for a store without a bucket of reports
 */
export async function eraseRecordings(found: FoundStore, input: EraseInput): Promise<Erased> {
  const { flags, now, onProgress } = input;
  const reason = flags.reason?.trim() ?? '';
  if (reason === '') throw missingReason();
  if (flags.batch) throw withoutBatch();
  const what = { stack: found.store.id, reason, ...(await idsOf(flags)) };
  const context = await openChange(found, input);
  const { places, journal, reports, who } = context;
  const search = new RecordingSearch(found.store, dayOf(now), onProgress);
  const sources = { places, search, register: new HoldRegister(reports), now };
  const sum = new Sum();
  const last = new LastDecision(sources);
  const plans = planBatches(sources, flags);
  const result = (run?: string): Erased => ({
    stack: found.store.id,
    ...sum.total,
    ...(run !== undefined && { run }),
    elsewhere: elsewhereOf(found.store),
  });
  if (flags.yes !== true) {
    for await (const plan of plans) {
      sum.add(await plan());
      onProgress(`${sum.count} found`);
    }
    return result();
  }
  const head = { command: 'erase', who, at: new Date(now).toISOString(), what };
  const run = await JournaledRun.open<Erasure>(journal, head);
  await run.make(
    plans,
    (each) => eraseUnlessKept(last, context, each),
    (_, results) => {
      last.forget();
      sum.add(results);
      onProgress(`${sum.count} done`);
    },
  );
  return result(run.id);
}

async function* planBatches(
  sources: ErasureSources,
  flags: EraseFlags,
): AsyncGenerator<Decide<Erasure>> {
  for await (const batch of batchesOf(linesOf(flags))) {
    yield (known) => (known ? Promise.resolve(known) : planErasure(sources, batch));
  }
}

/** Erases what the last decision does not keep. */
async function eraseUnlessKept(
  last: LastDecision,
  context: Pick<ChangeContext, 'places'>,
  each: Erasure,
): Promise<Erasure> {
  const why = each.act === 'keep' ? each.why : await last.whyKept(each.key);
  if (why !== undefined) return { ...each, act: 'keep', why };
  await erase(storedIn(context, each), each);
  return each;
}

class Sum {
  private erased = 0;
  private bytes = 0;
  private kept = 0;
  private failed = 0;
  private readonly left: Done<Erasure>[] = [];

  add(results: readonly Done<Erasure>[]): void {
    for (const each of results) {
      if (each.act === 'keep') this.kept += 1;
      else if (each.error !== undefined) this.failed += 1;
      else {
        this.erased += 1;
        this.bytes += each.size ?? 0;
        continue;
      }
      if (this.left.length < SHOWN) this.left.push(each);
    }
  }

  get count(): string {
    const count = this.erased + this.kept + this.failed;
    return `${count.toLocaleString('en')} versions, markers and uploads`;
  }

  get total() {
    const { erased, bytes, kept, failed, left } = this;
    return { erased, bytes, kept, failed, left };
  }
}

/** Where else something of a recording can be. */
export function elsewhereOf({
  profile,
  logBucketName,
  replica,
  settings,
  integrity,
}: Store): string[] {
  const logs = [logBucketName, ...(replica ? [replica.logBucketName] : [])].join(' and ');
  const vendor =
    profile.keepsDays === undefined
      ? ''
      : `, which keeps its own copy for ${inDays(profile.keepsDays)}`;
  return [
    `${profile.title}${vendor}: erase it there`,
    `access logs in ${logs}: keys and addresses, for ${settings.logDays ?? 400} days`,
    ...(integrity
      ? [
          `reports of the check in ${integrity.reportBucketName}: keys of discrepancies, for up to 400 days`,
          `the log of this command in ${integrity.reportBucketName}/journal/: keys, version ids and digests, as evidence`,
        ]
      : []),
    'copies outside of the store: downloads, transcripts, backups, and trails of CloudTrail with data events',
  ];
}

const withoutBatch = () =>
  RefusedError.of(
    'batch-jobs-operation',
    'S3 Batch Operations cannot delete versions, so an erasure has no --batch',
    'Leave it out, and run the command in the region of the bucket: it can be interrupted and run again.',
  );

const missingReason = () =>
  RefusedError.of(
    'erase-reason',
    '--reason is missing, which is part of the evidence',
    'Add --reason, for example --reason "request 2026-117 of the data subject".',
  );
