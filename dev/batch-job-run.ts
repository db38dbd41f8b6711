import {
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  RestoreObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { randomUUID } from 'node:crypto';
import { element } from './enforcement/record';
import { TEST_CREDENTIALS } from './test-environment';

/** A job as it was asked for. */
export interface RequestedJob {
  readonly region: string;
  /** The operation with its settings, in XML. */
  readonly operation: string;
  readonly token: string;
  readonly description: string;
  readonly roleArn: string;
  readonly manifestArn: string;
  readonly etag: string;
  readonly reportBucket: string;
  readonly reportPrefix: string;
}

interface Task {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  /** The key as it is in the manifest. */
  readonly encoded: string;
}

/** A job that runs. */
export class BatchJobRun {
  readonly id = randomUUID();
  status = 'New';
  total = 0;
  succeeded = 0;
  why: string | undefined;
  private readonly failures: string[] = [];

  /**
   * @param codeFirst - whether reports have the code before the status: AWS's schema says so, and its example has them the
   *   other way round
   */
  constructor(
    readonly requested: RequestedJob,
    private readonly codeFirst: boolean,
  ) {}

  get failed(): number {
    return this.failures.length;
  }

  /** Stops it before its next task. @returns false if it has ended */
  cancel(): boolean {
    if (['Complete', 'Failed', 'Cancelled'].includes(this.status)) return false;
    this.status = 'Cancelled';
    return true;
  }

  async start(endpoint: string): Promise<void> {
    const s3 = await this.assumeRole(endpoint).catch(() => undefined);
    if (!s3) {
      this.fail('Access denied when assuming the role');
      return;
    }
    try {
      await this.work(s3);
    } catch (error) {
      this.fail((error as Error).message);
    }
    s3.destroy();
  }

  private fail(why: string): void {
    this.why = why;
    this.status = 'Failed';
  }

  private isCancelled(): boolean {
    return this.status === 'Cancelled';
  }

  private async assumeRole(endpoint: string): Promise<S3Client> {
    const { region, roleArn } = this.requested;
    const sts = new STSClient({ region, endpoint, credentials: TEST_CREDENTIALS });
    const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 's3-batch' });
    const {
      AccessKeyId = '',
      SecretAccessKey = '',
      SessionToken,
    } = (await sts.send(command)).Credentials ?? { AccessKeyId: '' };
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    };
    return new S3Client({ region, endpoint, credentials, forcePathStyle: true });
  }

  private async work(s3: S3Client): Promise<void> {
    if (this.isCancelled()) return;
    this.status = 'Preparing';
    const tasks = await this.readManifest(s3);
    this.total = tasks.length;
    this.status = 'Active';
    for (const task of tasks) {
      if (this.isCancelled()) break;
      await this.change(s3, task).then(
        () => {
          this.succeeded += 1;
        },
        (error: unknown) => this.failures.push(this.failure(task, error as FailedCall)),
      );
    }
    await this.report(s3);
    if (!this.isCancelled()) this.status = 'Complete';
  }

  private async readManifest(s3: S3Client): Promise<Task[]> {
    const { manifestArn, etag, operation } = this.requested;
    const [Bucket = '', ...key] = manifestArn.replace(/^.*:::/, '').split('/');
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: key.join('/') }));
    if (answer.ETag?.replaceAll('"', '') !== etag)
      throw new Error('The ETag of the manifest changed');
    // "S3 Batch Operations does not support CSV manifest files that are AWS KMS-encrypted."
    if (answer.ServerSideEncryption === 'aws:kms') throw new Error('The manifest is KMS-encrypted');
    const text = (await answer.Body?.transformToString()) ?? '';
    const tasks = text
      .split('\n')
      .filter((line) => line !== '')
      .map(readTask);
    const [first] = tasks;
    if (tasks.some(({ bucket }) => bucket !== first?.bucket)) throw new Error('several buckets');
    if (first && operation.includes('LegalHold')) {
      await s3.send(new GetObjectLockConfigurationCommand({ Bucket: first.bucket }));
    }
    return tasks;
  }

  private async change(s3: S3Client, task: Task): Promise<void> {
    const { operation } = this.requested;
    const version = { Bucket: task.bucket, Key: task.key, VersionId: task.versionId };
    if (operation.includes('<S3PutObjectLegalHold>')) {
      const LegalHold = { Status: element(operation, 'Status') as 'ON' | 'OFF' };
      await s3.send(new PutObjectLegalHoldCommand({ ...version, LegalHold }));
      return;
    }
    const days = element(operation, 'ExpirationInDays');
    const tier = element(operation, 'GlacierJobTier');
    const Tier = tier === 'BULK' ? ('Bulk' as const) : ('Standard' as const);
    const RestoreRequest = {
      ...(days !== '' && { Days: Number(days) }),
      GlacierJobParameters: { Tier },
    };
    await s3.send(new RestoreObjectCommand({ ...version, RestoreRequest }));
  }

  private failure({ bucket, encoded, versionId }: Task, error: FailedCall): string {
    const status = String(error.$metadata?.httpStatusCode ?? 500);
    const codes = this.codeFirst ? [error.name, status] : [status, error.name];
    const message = `"${error.message.replaceAll('"', '""')}"`;
    return [bucket, encoded, versionId, 'failed', ...codes, message].join(',');
  }

  /** Only as long as one task was tried. @see Amazon S3 User Guide, "Examples: S3 Batch Operations completion reports" */
  private async report(s3: S3Client): Promise<void> {
    const { reportBucket, reportPrefix } = this.requested;
    const Bucket = reportBucket.replace(/^.*:::/, '');
    const root = `${reportPrefix}/job-${this.id}`;
    const put = (Key: string, Body: string) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body, ServerSideEncryption: 'AES256' }));
    const Key = `${root}/results/${randomUUID().replaceAll('-', '')}.csv`;
    if (this.failed > 0) await put(Key, this.failures.map((line) => `${line}\n`).join(''));
    const Results = this.failed > 0 ? [{ TaskExecutionStatus: 'failed', Bucket, Key }] : [];
    const content = {
      Format: 'Report_CSV_20180820',
      ReportCreationDate: new Date().toISOString(),
      Results,
      ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
    };
    await put(`${root}/manifest.json`, JSON.stringify(content));
  }
}

interface FailedCall extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function readTask(line: string): Task {
  const [bucket = '', encoded = '', versionId = ''] = line.split(',');
  return { bucket, encoded, versionId, key: decodeURIComponent(encoded.replaceAll('+', ' ')) };
}
