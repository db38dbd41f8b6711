import pMap from 'p-map';
import { RefusedError } from '../../core/problem';
import type { FailedTask } from '../../recordings/batch-files';
import type { PlacedTask } from '../../recordings/batch-parts';
import { type BatchContext, type BatchResult, BatchRun } from '../../recordings/batch-run';
import type { HeldCase, HoldRegister } from '../../recordings/holds';
import {
  type Decide,
  type Intent,
  type JournaledRun,
  readDone,
  type RunSummary,
} from '../../recordings/journal';
import { type ChangeContext, storedIn } from './context';
import { jobContext, type JobInput } from './jobs';

/** What a change of a case by jobs works with. */
interface CaseJobs<I extends Intent> {
  readonly context: ChangeContext;
  readonly register: HoldRegister;
  readonly run: JournaledRun<I>;
  readonly input: JobInput & { readonly name: string };
}

/** What jobs did with a case: like a run without jobs, and the jobs. */
export interface CaseByJobs
  extends RunSummary<Intent>, Pick<BatchResult, 'gone' | 'jobs' | 'pending'> {
  readonly case: HeldCase;
}

type Batches<I extends Intent> = AsyncIterable<Decide<I>>;

/**
 * Registers all versions, and has jobs put them on hold. The register comes first, as without jobs; as long as the jobs are
 * under way, an erasure asks the register.
 */
export async function addByJobs<I extends Intent>(
  jobs: CaseJobs<I>,
  batches: Batches<I>,
  held: HeldCase,
): Promise<CaseByJobs> {
  const { register, run, input } = jobs;
  const { name, onProgress } = input;
  await register.begin('adding', name);
  const summary = await run.prepare(
    batches,
    async (intent) => {
      await register.add(intent, name);
      return intent;
    },
    (done) => {
      onProgress(`${done.toLocaleString('en')} versions registered`);
    },
  );
  if (summary.failed > 0) return withoutJobs(summary, held);
  const result = await new BatchRun(addContext(jobs, run.id)).run(tasksOf(jobs, 'ON'));
  if (result.pending + result.failed > 0) return resultOf(run.id, result, held);
  await register.end('adding', name);
  await run.end(result);
  return resultOf(run.id, result, held);
}

/** Versions that do not exist any more are not registered. */
function addContext(
  { context, register, input }: Omit<CaseJobs<never>, 'run'>,
  run: string,
): BatchContext {
  return {
    ...jobContext(context, run, input),
    title: `Holds recordings for ${input.name}`,
    onFailed: async (task, place) => {
      if (!isMissing(task)) return 'left';
      await register.drop({ ...task, place }, input.name);
      return 'gone';
    },
  };
}

/** Waits for the jobs that still add to a case: they would put versions on hold after its release. */
export async function finishAdding(
  jobs: Omit<CaseJobs<never>, 'run'>,
  { name, runs }: HeldCase,
): Promise<void> {
  if (!(await jobs.register.underWay('adding')).includes(name)) return;
  for (const run of runs) {
    await new BatchRun({ ...addContext(jobs, run), wait: true, retry: false }).finish();
  }
  await jobs.register.end('adding', name);
}

/**
 * Removes the case from the register, and has jobs release the versions that no other case holds. Afterwards the register is
 * read once more: a case that was added meanwhile must not lose its holds.
 */
export async function releaseByJobs(
  jobs: CaseJobs<Released>,
  batches: Batches<Intent>,
  ended: HeldCase,
): Promise<CaseByJobs> {
  const { context, register, run, input } = jobs;
  const { name, onProgress } = input;
  await register.begin('releasing', name);
  const summary = await run.prepare(
    batches,
    async (intent) => {
      await register.drop(intent, name);
      const isKept = (await register.casesOf(intent)).length > 0;
      if (isKept) await register.settle(storedIn(context, intent), intent);
      return { ...intent, ...(isKept && { kept: true }) };
    },
    (done) => {
      onProgress(`${done.toLocaleString('en')} versions looked up in the register`);
    },
  );
  const { released: _, ...held } = ended;
  if (summary.failed > 0) return withoutJobs(summary, held);
  const result = await new BatchRun({
    ...jobContext(context, run.id, input),
    title: `Releases recordings of ${name}`,
    onFailed: (task) => Promise.resolve(isMissing(task) ? 'gone' : 'left'),
  }).run(tasksOf(jobs, 'OFF'));
  if (result.pending + result.failed > 0) return resultOf(run.id, result, held);
  await settleAll(jobs);
  await register.write(ended);
  await register.end('releasing', name);
  await run.end(result);
  return { ...resultOf(run.id, result, ended), done: summary.done, gone: 0 };
}

/** A version of a case that is released. */
export interface Released extends Intent {
  /** Whether another case holds it. @default false */
  readonly kept?: boolean;
}

/** Versions that are looked up concurrently. */
const AT_ONCE = 32;

async function settleAll({ context, register, run }: CaseJobs<Released>): Promise<void> {
  for await (const done of readDone<Released>(context.journal, run.id)) {
    const released = done.filter(({ kept }) => kept !== true);
    const settle = (each: Released) => register.settle(storedIn(context, each), each, false);
    await pMap(released, settle, { concurrency: AT_ONCE });
  }
}

async function* tasksOf(
  { context, run }: Pick<CaseJobs<Released>, 'context'> & { readonly run: { readonly id: string } },
  status: 'ON' | 'OFF',
): AsyncGenerator<PlacedTask> {
  for await (const done of readDone<Released>(context.journal, run.id)) {
    for (const { key, versionId, place, kept } of done) {
      if (kept !== true) yield { key, versionId, place, operation: { kind: 'hold', status } };
    }
  }
}

/** @throws RefusedError while jobs release a case: they could release what is put on hold now */
export async function checkReleases(register: HoldRegister): Promise<void> {
  const [name] = await register.underWay('releasing');
  if (name === undefined) return;
  throw RefusedError.of(
    'hold-after-release',
    `jobs are releasing the case ${name}, and could release what is put on hold now`,
    `Run callvault hold release ${name} --batch until it is done, and add the recordings then.`,
  );
}

const isMissing = ({ code, httpStatus }: FailedTask) =>
  httpStatus === 404 || ['NoSuchKey', 'NoSuchVersion'].includes(code);

function resultOf(run: string, result: BatchResult, held: HeldCase): CaseByJobs {
  return { ...result, run, case: held };
}

function withoutJobs(summary: RunSummary<Intent>, held: HeldCase): CaseByJobs {
  return { ...summary, jobs: [], gone: 0, pending: 0, case: held };
}
