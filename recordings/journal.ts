import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { createHash } from 'node:crypto';
import pMap from 'p-map';
import type { RunStore } from '../integrity/run-store';

/** Folder of the bucket of reports in which every command that changes recordings writes what it does. It never expires. */
export const JOURNAL_FOLDER = 'journal';

/** Who did what, and why: the beginning of a run. */
export interface RunHead {
  readonly command: string;
  /** ARN of the caller. */
  readonly who: string;
  /** ISO time. */
  readonly at: string;
  /** What tells this run from others: options and the digest of the manifest. */
  readonly what: Readonly<Record<string, unknown>>;
  /** Why, and who agreed; not part of what tells this run from others. */
  readonly reason?: string;
  readonly approver?: string | undefined;
}

/** One change, decided before it is made. */
export interface Intent {
  readonly key: string;
  readonly place: 'recordings' | 'replica';
  readonly versionId: string;
}

/** A change, and how it ended. */
export type Done<I extends Intent> = I & { readonly error?: string };

/** How many changes were made and failed, and those that failed. */
export interface RunSummary<I extends Intent> {
  readonly run: string;
  readonly done: number;
  readonly failed: number;
  /** The first of those that failed; the journal has all. */
  readonly left: readonly Done<I>[];
}

/** Decides the changes of a batch. It is given those that a run that did not end had decided, and made in part. */
export type Decide<I extends Intent> = (known?: readonly I[]) => Promise<readonly I[]>;

/** Changes that are made concurrently. */
const CONCURRENCY = 32;

/** Failed changes that are kept in memory; the journal has all. */
const SHOWN_LEFT = 100;

/**
 * Makes changes in batches, each written to the journal before and after it is made. A run that was killed continues with
 * the batch that was under way: what it had decided is in the journal, and every change can be repeated.
 */
export class JournaledRun<I extends Intent> {
  private constructor(
    private readonly journal: RunStore,
    readonly id: string,
  ) {}

  /** Opens the run with the same command and options that has not ended, or a new one. */
  static async open<I extends Intent>(journal: RunStore, head: RunHead): Promise<JournaledRun<I>> {
    const digest = createHash('sha256').update(JSON.stringify([head.command, head.what]));
    const name = `${head.command}-${digest.digest('hex').slice(0, 16)}`;
    let number = 1;
    while ((await journal.tryRead(`${name}-${number}/end.json`)) !== undefined) number += 1;
    const id = `${name}-${number}`;
    if ((await journal.tryRead(`${id}/begin.json`)) === undefined) {
      await journal.write(`${id}/begin.json`, JSON.stringify(head));
    }
    return new JournaledRun<I>(journal, id);
  }

  /**
   * @param act - makes a change, and returns it as it was made; it must be harmless to make it again
   */
  async make(
    batches: AsyncIterable<Decide<I>> | Iterable<Decide<I>>,
    act: (intent: I) => Promise<I>,
    onBatch: (done: number, results: readonly Done<I>[]) => void = () => undefined,
  ): Promise<RunSummary<I>> {
    const summary = await this.prepare(batches, act, onBatch);
    if (summary.failed === 0) await this.end(summary);
    return summary;
  }

  /** The same for a run that goes on after that, and is ended by {@link end}. */
  async prepare(
    batches: AsyncIterable<Decide<I>> | Iterable<Decide<I>>,
    act: (intent: I) => Promise<I>,
    onBatch: (done: number, results: readonly Done<I>[]) => void = () => undefined,
  ): Promise<RunSummary<I>> {
    const left: Done<I>[] = [];
    let [done, number, failed] = [0, 0, 0];
    for await (const decide of batches) {
      number += 1;
      const name = `${this.id}/${String(number).padStart(6, '0')}`;
      const finished = parse<I>(await this.journal.tryRead(`${name}.done.jsonl`));
      const results = finished ?? (await this.batch(name, decide, act));
      const bad = results.filter(({ error }) => error !== undefined);
      failed += bad.length;
      left.push(...bad.slice(0, SHOWN_LEFT - left.length));
      done += results.length - bad.length;
      onBatch(done, results);
    }
    return { run: this.id, done, failed, left };
  }

  /** Ends a run of which nothing is left. */
  async end({ done, failed }: Pick<RunSummary<I>, 'done' | 'failed'>): Promise<void> {
    const end = { done, failed, at: new Date().toISOString() };
    await this.journal.write(`${this.id}/end.json`, JSON.stringify(end));
  }

  private async batch(
    name: string,
    decide: Decide<I>,
    act: (intent: I) => Promise<I>,
  ): Promise<Done<I>[]> {
    const known = parse<I>(await this.journal.tryRead(`${name}.plan.jsonl`));
    const intents = await decide(known);
    if (intents !== known) await this.journal.write(`${name}.plan.jsonl`, lines(intents));
    const attempt = async (intent: I): Promise<Done<I>> => {
      try {
        return await act(intent);
      } catch (error) {
        return { ...intent, error: `${(error as Error).name}: ${(error as Error).message}` };
      }
    };
    const results = await pMap(intents, attempt, { concurrency: CONCURRENCY });
    const isDone = results.every(({ error }) => error === undefined);
    await this.journal.write(`${name}.${isDone ? 'done' : 'left'}.jsonl`, lines(results));
    return results;
  }
}

const lines = (items: readonly object[]) =>
  items.map((each) => `${JSON.stringify(each)}\n`).join('');

function parse<I extends Intent>(text: string | undefined): Done<I>[] | undefined {
  return text
    ?.split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Done<I>);
}

/** What runs decided, batch by batch. */
export async function* readIntents<I extends Intent>(
  journal: RunStore,
  runs: readonly string[],
): AsyncGenerator<Decide<I>> {
  for (const run of runs) {
    const names = await journal.list(`${run}/`);
    for (const name of names.filter((each) => each.endsWith('.plan.jsonl'))) {
      yield async () => parse<I>(await journal.tryRead(name)) ?? [];
    }
  }
}

/** What a run has done, batch by batch. */
export async function* readDone<I extends Intent>(
  journal: RunStore,
  run: string,
): AsyncGenerator<readonly I[]> {
  for (const name of await journal.list(`${run}/`)) {
    if (/\/\d+\.done\.jsonl$/.test(name)) yield parse<I>(await journal.tryRead(name)) ?? [];
  }
}

/** ARN of the caller. */
export async function callerArn(sts: STSClient): Promise<string> {
  return (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? 'unknown';
}
