import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { BucketClient } from '../integrity/bucket-client';
import { s3RunStore } from '../integrity/s3-run-store';
import { BATCH_FOLDERS } from '../modules/batch-jobs';
import { csvFields } from './id-list';

/** A version that a job changes. */
export interface BatchTask {
  readonly key: string;
  readonly versionId: string;
}

/** A task that failed, from the completion report. */
export interface FailedTask extends BatchTask {
  readonly code: string;
  readonly httpStatus: number;
  readonly message: string;
}

/** Characters of a manifest: it is sent in one request, and one is in memory. */
export const MANIFEST_LENGTH = 64 * 1024 ** 2;

/**
 * A line of a manifest. Everything in it is encoded, so it has no quotes.
 *
 * @see Amazon S3 User Guide, "Creating an S3 Batch Operations job": keys are URL-encoded; an unversioned object has the
 *   version id `null`
 */
export function manifestLine(bucket: string, { key, versionId }: BatchTask): string {
  const encoded = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll("'", '%27');
  return `${bucket},${encoded},${versionId}\n`;
}

/** The manifests and completion reports of jobs, in the log bucket of their region. */
export class BatchFiles {
  constructor(
    private readonly logs: BucketClient,
    private readonly run: string,
  ) {}

  private get manifests() {
    return s3RunStore(this.logs, `${BATCH_FOLDERS.manifests}${this.run}`);
  }

  /** The prefix of a job's completion report, and the key of its manifest. */
  places(name: string) {
    return {
      prefix: `${BATCH_FOLDERS.reports}${this.run}/${name}`,
      manifest: `${BATCH_FOLDERS.manifests}${this.run}/${name}.csv`,
    };
  }

  /** Writes a manifest, unless it exists: the ETag of one that is written again would be another. */
  async writeManifest(name: string, text: string): Promise<void> {
    await this.manifests.create(`${name}.csv`, text);
  }

  async etagOf(name: string): Promise<string> {
    const { manifest: Key } = this.places(name);
    const { s3, bucket: Bucket } = this.logs;
    const { ETag = '' } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    return ETag.replaceAll('"', '');
  }

  /**
   * The tasks of a job that failed.
   *
   * @see Amazon S3 User Guide, "Examples: S3 Batch Operations completion reports"
   */
  async *failedTasks(name: string, job: string): AsyncGenerator<FailedTask> {
    const files = s3RunStore(this.logs);
    const text = await files.tryRead(`${this.places(name).prefix}/job-${job}/manifest.json`);
    if (text === undefined) return;
    const { Results = [] } = JSON.parse(text) as ReportManifest;
    for (const { TaskExecutionStatus: status, Key: key = '' } of Results) {
      if (status !== 'failed') continue;
      yield* readFailures((await files.tryRead(key)) ?? '');
    }
  }
}

interface ReportManifest {
  readonly Results?: readonly { readonly TaskExecutionStatus?: string; readonly Key?: string }[];
}

/** Reads the lines of a report. A message can continue on further lines, which are not read. */
export function* readFailures(report: string): Generator<FailedTask> {
  for (const line of report.split('\n')) {
    const [, key = '', versionId = '', state, ...more] = csvFields(line);
    if (state !== 'failed') continue;
    // The schema names the code first, and AWS's example has the status first.
    const [one = '', other = '', message = ''] = more;
    const [httpStatus, code] = /^\d+$/.test(one) ? [one, other] : [other, one];
    yield { key: decodeKey(key), versionId, code, httpStatus: Number(httpStatus), message };
  }
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
