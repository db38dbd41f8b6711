import type { S3Client } from '@aws-sdk/client-s3';
import {
  CreateJobCommand,
  DescribeJobCommand,
  type JobDescriptor,
  type JobOperation,
  NotFoundException,
  type S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { openS3Control } from './s3-control';

/** What a job does with each version of its manifest. */
export type BatchOperation =
  | { readonly kind: 'hold'; readonly status: 'ON' | 'OFF' }
  /** Objects of Intelligent-Tiering take no days: what is restored stays. */
  | { readonly kind: 'restore'; readonly tier: 'STANDARD' | 'BULK'; readonly days?: number };

/** A job to create. */
export interface BatchJob {
  readonly operation: BatchOperation;
  readonly roleArn: string;
  /** Two jobs with the same token are one. */
  readonly token: string;
  readonly description: string;
  readonly manifest: { readonly arn: string; readonly etag: string };
  readonly report: { readonly bucketArn: string; readonly prefix: string };
}

/** A job as AWS describes it. */
export interface BatchJobState {
  /** e.g. `Preparing`, `Active`, `Complete`, `Failed`, `Cancelled`. */
  readonly status: string;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Why it failed. @default - it did not */
  readonly why?: string | undefined;
}

/** The jobs of an account in the region of a client for S3. */
export class BatchClient {
  private readonly control: S3ControlClient;

  constructor(
    s3: S3Client,
    private readonly account: string,
  ) {
    this.control = openS3Control(s3);
  }

  /** Creates a job that starts at once. @returns its id; that of the first one if it is created again */
  async create({ operation, roleArn, token, description, manifest, report }: BatchJob) {
    const { JobId = '' } = await this.control.send(
      new CreateJobCommand({
        AccountId: this.account,
        ConfirmationRequired: false,
        ClientRequestToken: token,
        Description: description,
        Operation: operationOf(operation),
        Priority: 10,
        RoleArn: roleArn,
        Manifest: {
          Spec: {
            Format: 'S3BatchOperations_CSV_20180820',
            Fields: ['Bucket', 'Key', 'VersionId'],
          },
          Location: { ObjectArn: manifest.arn, ETag: manifest.etag },
        },
        Report: {
          Enabled: true,
          Bucket: report.bucketArn,
          Prefix: report.prefix,
          Format: 'Report_CSV_20180820',
          ReportScope: 'FailedTasksOnly',
        },
      }),
    );
    return JobId;
  }

  /** @returns undefined for a job that AWS no longer knows, 90 days after its end */
  async describe(JobId: string): Promise<BatchJobState | undefined> {
    try {
      const command = new DescribeJobCommand({ AccountId: this.account, JobId });
      const { Job = {} } = await this.control.send(command);
      return stateOf(Job);
    } catch (error) {
      if (error instanceof NotFoundException || (error as Error).name === 'NoSuchJob')
        return undefined;
      throw error;
    }
  }
}

function stateOf({ Status: status, ...job }: JobDescriptor): BatchJobState {
  const { ProgressSummary: progress = {}, FailureReasons: [failure] = [] } = job;
  return {
    status: status ?? '',
    total: progress.TotalNumberOfTasks ?? 0,
    succeeded: progress.NumberOfTasksSucceeded ?? 0,
    failed: progress.NumberOfTasksFailed ?? 0,
    why: failure?.FailureReason ?? job.StatusUpdateReason,
  };
}

function operationOf(operation: BatchOperation): JobOperation {
  if (operation.kind === 'hold')
    return { S3PutObjectLegalHold: { LegalHold: { Status: operation.status } } };
  const { tier, days } = operation;
  return { S3InitiateRestoreObject: { ExpirationInDays: days, GlacierJobTier: tier } };
}
