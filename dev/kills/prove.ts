import { EXIT, exitCodeOf } from '../../cli/exit';
import { isFileError } from '../../cli/file-error';
import { Random } from '../proof/random';
import { Cut, type CutOptions, CUTS, type Place } from './cut';
import { KilledError } from './file-cut';
import type { KillSubject, KillTrial } from './subject';

/** Runs after which a command that is not disturbed any more must have ended. */
const MAX_RUNS = 5;

/** Runs of a trial that are disturbed at most. */
const MAX_CUTS = 3;

/** What a trial found. */
export interface KillTrialResult {
  readonly subject: string;
  readonly seed: number;
  /** Where its runs were cut off. */
  readonly cuts: readonly CutOptions[];
  /** Runs until nothing was left to do. */
  readonly runs: number;
  /** What was lost, doubled or stuck, in sentences. */
  readonly problems: readonly string[];
}

/** Counts the requests, and the changes of files, of an undisturbed run. */
export async function countRequests(subject: KillSubject, place: Place): Promise<number> {
  const trial = await subject.prepare();
  const cut = new Cut();
  await cutting(place, { cut, folder: trial.folder }, trial.run);
  trial.remove?.();
  return cut.requests;
}

/** Runs a command and cuts it off at random requests, then runs it until nothing is left to do, and looks at the result. */
export async function runKillTrial(
  subject: KillSubject,
  place: Place,
  { seed, requests }: { readonly seed: number; readonly requests: number },
): Promise<KillTrialResult> {
  const random = new Random(seed);
  const trial = await subject.prepare();
  const cuts: CutOptions[] = [];
  const problems: string[] = [];
  let left = 1 + random.below(MAX_CUTS);
  let runs = 0;
  let undisturbed = 0;
  for (let done = false; !done && undisturbed < MAX_RUNS; runs += 1) {
    const options: CutOptions = { at: 1 + random.below(requests), kind: random.oneOf(CUTS) };
    const cut = new Cut(left > 0 ? options : undefined);
    if (left > 0) cuts.push(options);
    left -= 1;
    const outcome = await attempt(trial, place, { cut, withOther: runs === 0 });
    done = outcome === true && !cut.struck;
    if (!cut.struck && left < 0) undisturbed += 1;
    problems.push(...describe(outcome, undisturbed >= MAX_RUNS), ...(await trial.always()));
  }
  problems.push(...(await trial.finally()));
  trial.remove?.();
  return { subject: subject.name, seed, cuts, runs, problems: [...new Set(problems)] };
}

/** Runs a command once, the first time together with another one. Returns an error instead of throwing it. */
async function attempt(
  { run, other, folder }: KillTrial,
  place: Place,
  { cut, withOther }: { readonly cut: Cut; readonly withOther: boolean },
): Promise<unknown> {
  const both = () =>
    Promise.allSettled([
      Promise.resolve().then(run),
      withOther && other ? other() : Promise.resolve(true),
    ]);
  const outcomes = await cutting(place, { cut, folder }, both);
  const failed = outcomes.find((each) => each.status === 'rejected');
  const [first] = outcomes;
  return failed ? (failed.reason as unknown) : first.status === 'fulfilled' && first.value;
}

async function cutting<T>(
  place: Place,
  { cut, folder }: { readonly cut: Cut; readonly folder: string | undefined },
  run: () => Promise<T>,
): Promise<T> {
  const end = cut.apply(place, folder);
  try {
    return await run();
  } finally {
    end();
  }
}

const wasKilled = (error: unknown): boolean =>
  error instanceof KilledError || (error instanceof Error && wasKilled(error.cause));

function describe(outcome: unknown, isLast: boolean): string[] {
  if (!(outcome instanceof Error)) {
    return isLast && outcome !== true ? ['it does not end'] : [];
  }
  if (wasKilled(outcome)) return [];
  if (exitCodeOf(outcome) === EXIT.unexpected && !isFileError(outcome))
    return [`it crashed: ${outcome.stack ?? ''}`];
  return isLast ? [`it is stuck: ${outcome.message}`] : [];
}
