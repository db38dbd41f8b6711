import { RefusedError } from '../../core/problem';
import type { BatchContext } from '../../recordings/batch-run';
import type { Store } from '../../store/store';
import type { ChangeContext } from './context';

/** Versions above which a command proposes jobs. */
export const MANY_VERSIONS = 100_000;

/** Whether and how jobs of S3 Batch Operations make the changes of a command. */
export interface JobFlags {
  /** @default false */
  readonly batch?: boolean;
  /** Whether to wait for the jobs. @default true */
  readonly wait?: boolean;
}

/** How a command looks at its jobs. */
export interface JobInput {
  readonly flags: JobFlags;
  readonly onProgress: (what: string) => void;
  /** Milliseconds between two looks at jobs. @default - from one second to thirty */
  readonly pollMs?: number;
}

/** @throws RefusedError for a store without the role of jobs */
export function checkBatch({ name, batchJobs }: Store): void {
  if (batchJobs) return;
  throw RefusedError.of(
    'batch-jobs-role',
    `the store ${name} has no batchJobs, and --batch needs the role of its jobs`,
    'Add batchJobs: true to the store and deploy it, or leave --batch out.',
  );
}

/** What the jobs of a run work with, but for what is done about failures. */
export function jobContext(
  { places, journal, found }: Pick<ChangeContext, 'places' | 'journal' | 'found'>,
  run: string,
  { flags, onProgress, pollMs }: JobInput,
): Omit<BatchContext, 'onFailed' | 'title'> {
  const { account, partition, batchJobs, logBucketName, replica } = found.store;
  return {
    journal,
    run,
    places: places.map((place) => ({
      ...place,
      logBucketName:
        place.kind === 'replica' ? (replica?.logBucketName ?? logBucketName) : logBucketName,
    })),
    account,
    partition,
    roleArn: batchJobs?.roleArn ?? '',
    onProgress,
    wait: flags.wait !== false,
    retry: true,
    pollMs,
  };
}
