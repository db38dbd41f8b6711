import { ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3';

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

/** The jobs of an account in the region of a client for S3, with the credentials and retries of that client. */
export class BatchClient {
  constructor(
    private readonly s3: S3Client,
    private readonly account: string,
  ) {}

  /** Creates a job that starts at once. @returns its id; that of the first one if it is created again */
  async create(job: BatchJob): Promise<string> {
    return find(await this.send({ method: 'POST', path: '', body: jobXml(job) }), 'JobId');
  }

  /** @returns undefined for a job that AWS no longer knows, 90 days after its end */
  async describe(id: string): Promise<BatchJobState | undefined> {
    try {
      return readState(await this.send({ method: 'GET', path: `/${encodeURIComponent(id)}` }));
    } catch (error) {
      if (['NoSuchJob', 'NotFoundException'].includes((error as Error).name)) return undefined;
      throw error;
    }
  }

  /** Sends a request to S3 Control, which is signed as one to S3. The list of buckets is never asked for. */
  private async send({ method, path, body }: ControlRequest): Promise<string> {
    const command = new ListBucketsCommand({});
    let answer = '';
    command.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as HttpRequest;
        request.method = method;
        request.hostname = request.hostname.replace(
          /^s3(?=[.-].*amazonaws\.com(\.cn)?$)/,
          `${this.account}.s3-control`,
        );
        request.path = `/v20180820/jobs${path}`;
        request.query = {};
        request.headers['x-amz-account-id'] = this.account;
        if (body !== undefined) {
          request.headers['content-type'] = 'application/xml';
          request.body = body;
        }
        return next(args);
      },
      { step: 'build', priority: 'high', name: 'control' },
    );
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const response = result.response as HttpResponse;
        answer = await readBody(response.body);
        if (response.statusCode >= 300) throw controlError(response.statusCode, answer);
        response.body = Buffer.from('<ListAllMyBucketsResult/>');
        return result;
      },
      { step: 'deserialize', priority: 'low', name: 'control-answer' },
    );
    await this.s3.send(command);
    return answer;
  }
}

interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

interface HttpRequest {
  method: string;
  hostname: string;
  path: string;
  query: object;
  readonly headers: Record<string, string>;
  body?: string;
}

interface HttpResponse {
  readonly statusCode: number;
  body: AsyncIterable<Uint8Array> | Uint8Array;
}

async function readBody(body: HttpResponse['body']): Promise<string> {
  const blocks: Uint8Array[] = [];
  if (body instanceof Uint8Array) blocks.push(body);
  else for await (const block of body) blocks.push(block);
  return Buffer.concat(blocks).toString('utf8');
}

/** An error as the SDK makes them, so that its retries and the explanations of errors know it. */
function controlError(httpStatusCode: number, answer: string): Error {
  const name = find(answer, 'Code') || 'UnknownError';
  const error = new Error(find(answer, 'Message') || `S3 Control answered ${httpStatusCode}`);
  return Object.assign(error, { name, $metadata: { httpStatusCode }, $fault: 'client' });
}

function readState(answer: string): BatchJobState {
  // A legal hold has a status too.
  const job = answer.replace(/<Operation>.*<\/Operation>/s, '');
  const count = (name: string) => Number(find(job, name));
  const why = find(job, 'FailureReason') || find(job, 'StatusUpdateReason');
  return {
    status: find(job, 'Status'),
    total: count('TotalNumberOfTasks'),
    succeeded: count('NumberOfTasksSucceeded'),
    failed: count('NumberOfTasksFailed'),
    ...(why !== '' && { why }),
  };
}

/** The text of the first element with a name; empty without one. */
function find(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The body of CreateJob. @see Amazon S3 API Reference, "CreateJob" */
export function jobXml(job: BatchJob): string {
  const { manifest, report } = job;
  return `<?xml version="1.0" encoding="UTF-8"?>${element(
    'CreateJobRequest xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"',
    [
      element('ConfirmationRequired', 'false'),
      element('Operation', [operationXml(job.operation)]),
      element('Report', [
        element('Bucket', report.bucketArn),
        element('Format', 'Report_CSV_20180820'),
        element('Enabled', 'true'),
        element('Prefix', report.prefix),
        element('ReportScope', 'FailedTasksOnly'),
      ]),
      element('ClientRequestToken', job.token),
      element('Manifest', [
        element('Spec', [
          element('Format', 'S3BatchOperations_CSV_20180820'),
          element('Fields', [
            element('member', 'Bucket'),
            element('member', 'Key'),
            element('member', 'VersionId'),
          ]),
        ]),
        element('Location', [element('ObjectArn', manifest.arn), element('ETag', manifest.etag)]),
      ]),
      element('Description', job.description),
      element('Priority', '10'),
      element('RoleArn', job.roleArn),
    ],
  )}`;
}

function operationXml(operation: BatchOperation): string {
  if (operation.kind === 'hold') {
    const hold = element('LegalHold', [element('Status', operation.status)]);
    return element('S3PutObjectLegalHold', [hold]);
  }
  const { tier, days } = operation;
  return element('S3InitiateRestoreObject', [
    ...(days === undefined ? [] : [element('ExpirationInDays', String(days))]),
    element('GlacierJobTier', tier),
  ]);
}

/** @param content - text, or elements */
function element(name: string, content: string | readonly string[]): string {
  const text =
    typeof content === 'string'
      ? content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      : content.join('');
  return `<${name}>${text}</${name.replace(/ .*$/, '')}>`;
}
