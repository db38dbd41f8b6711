import { isTiering, type RestoreTier } from '../../core/lifecycle/storage-class';
import { RefusedError } from '../../core/problem';
import type { FailedTask } from '../../recordings/batch-files';
import type { PlacedTask } from '../../recordings/batch-parts';
import { type BatchResult, BatchRun } from '../../recordings/batch-run';
import { type JournaledRun, readDone } from '../../recordings/journal';
import type { ChangeContext } from '../hold/context';
import { checkBatch, jobContext, type JobInput } from '../hold/jobs';
import type { FoundStore } from '../find-store';
import type { RestoreMeans } from './make-step';
import type { RestoreStep } from './plan';

/**
 * @throws RefusedError for a store without the role of jobs, and a tier that jobs do not have
 * @see Amazon S3 API Reference, "S3InitiateRestoreObjectOperation"
 */
export function checkRestoreJobs({ store }: FoundStore, tier: RestoreTier): void {
  checkBatch(store);
  if (tier !== 'Expedited') return;
  throw RefusedError.of(
    'batch-jobs-operation',
    'jobs of S3 Batch Operations have no Expedited retrieval',
    'Use --tier Standard or Bulk with --batch.',
  );
}

/** Has jobs request the restores that a run has written down. A restore that is already under way has not failed. */
export async function restoreByJobs(
  context: ChangeContext,
  run: JournaledRun<RestoreStep>,
  input: JobInput & RestoreMeans,
): Promise<BatchResult> {
  return new BatchRun({
    ...jobContext(context, run.id, input),
    title: `Restores recordings of ${context.found.store.id}`,
    onFailed: (task) => Promise.resolve(verdictOn(task)),
  }).run(tasksOf(context, run.id, input));
}

function verdictOn({ code, httpStatus }: FailedTask) {
  if (code === 'RestoreAlreadyInProgress') return 'done';
  return httpStatus === 404 ? 'gone' : 'left';
}

/** Objects of Intelligent-Tiering need jobs of their own: they take no days. */
async function* tasksOf(
  { journal }: ChangeContext,
  run: string,
  { tier, days }: RestoreMeans,
): AsyncGenerator<PlacedTask> {
  const common = { kind: 'restore', tier: tier === 'Bulk' ? 'BULK' : 'STANDARD' } as const;
  for await (const steps of readDone<RestoreStep>(journal, run)) {
    for (const { act, made, key, versionId, place, storageClass } of steps) {
      if (act !== 'restore' || made === true) continue;
      const task = { key, versionId, place };
      yield isTiering(storageClass)
        ? { ...task, operation: common, group: `${place}-tiering` }
        : { ...task, operation: { ...common, days } };
    }
  }
}
