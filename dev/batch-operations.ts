import { buffer } from 'node:stream/consumers';
import { BatchJobRun, type RequestedJob } from './batch-job-run';
import { element } from './enforcement/record';
import { type Handler, type LocalRequest, type ProxyResponse, s3Error } from './exchange';
import { tryFindCredential } from './signature/credential';

/** Where jobs run. */
export interface JobPlace {
  /** AWS, as Batch Operations calls it. */
  readonly endpoint: () => Promise<string>;
}

/** A job, and the body that it was created with. */
interface CreatedJob {
  readonly body: string;
  readonly run: BatchJobRun;
}

/** A job, and whether it is cancelled. */
const JOBS = /^\/v20180820\/jobs\/([^/?]+)(\/status)?(?:\?|$)/;

const NAMESPACE = 'xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"';

/**
 * Jobs of S3 Batch Operations, which moto does not have: they change moto's objects with the role that they are given,
 * whose policies apply.
 *
 * @see Amazon S3 API Reference, "CreateJob", "DescribeJob", "UpdateJobStatus"
 */
export class BatchOperations {
  private readonly jobs = new Map<string, CreatedJob>();

  constructor(private readonly place: JobPlace) {}

  readonly handler: Handler = async (request, next) => {
    if (request.method === 'POST' && request.url === '/moto-api/reset') this.jobs.clear();
    const [, id, rest] = JOBS.exec(request.url) ?? [];
    if (id !== undefined) return this.answer(request, id, rest !== undefined);
    const creates = request.method === 'POST' && /^\/v20180820\/jobs(\?|$)/.test(request.url);
    return creates ? this.create(request) : next(request);
  };

  private answer(request: LocalRequest, id: string, cancels: boolean): Promise<ProxyResponse> {
    const job = this.jobs.get(id)?.run;
    // A job is known in its own region only.
    if (!job || job.requested.region !== regionOf(request)) {
      return Promise.resolve(refuse(404, 'NoSuchJob', 'The specified job does not exist.'));
    }
    if (!cancels) return Promise.resolve(describe(job));
    const cancelled = `<JobId>${id}</JobId><Status>Cancelled</Status>`;
    return Promise.resolve(
      job.cancel()
        ? xml('UpdateJobStatusResult', cancelled)
        : refuse(409, 'JobStatusException', 'The job has ended.'),
    );
  }

  private async create(request: LocalRequest): Promise<ProxyResponse> {
    const body = (await buffer(request.body)).toString('utf8');
    const requested = readJob(body, regionOf(request));
    if (typeof requested === 'string') return refuse(400, 'InvalidRequest', requested);
    const known = [...this.jobs.values()].find(
      ({ run }) =>
        run.requested.token === requested.token && run.requested.region === requested.region,
    );
    if (known && known.body !== body) {
      return refuse(400, 'IdempotencyException', 'The token was used for another job.');
    }
    const run = known?.run ?? new BatchJobRun(requested, this.jobs.size % 2 === 0);
    if (!known) {
      this.jobs.set(run.id, { body, run });
      void this.place.endpoint().then((endpoint) => run.start(endpoint));
    }
    return xml('CreateJobResult', `<JobId>${run.id}</JobId>`);
  }
}

const regionOf = (request: LocalRequest) => tryFindCredential(request)?.region ?? '';

/** Reads a job. @returns why it is not valid */
function readJob(body: string, region: string): RequestedJob | string {
  const part = (name: string) =>
    new RegExp(`<${name}[^>]*>(.*)</${name}>`, 's').exec(body)?.[1] ?? '';
  const [report, manifest, operation] = [part('Report'), part('Manifest'), part('Operation')];
  const fields = [...part('Fields').matchAll(/<member>(\w+)<\/member>/g)].map(([, name]) => name);
  const job = {
    region,
    operation,
    token: element(body, 'ClientRequestToken'),
    description: element(body, 'Description'),
    roleArn: element(body, 'RoleArn'),
    manifestArn: element(manifest, 'ObjectArn'),
    etag: element(manifest, 'ETag').replaceAll(/&quot;|"/g, ''),
    reportBucket: element(report, 'Bucket'),
    reportPrefix: element(report, 'Prefix'),
  };
  const missing = Object.entries(job).find(([, value]) => value === '')?.[0];
  if (missing !== undefined) return `${missing} is missing`;
  if (element(body, 'Priority') === '') return 'Priority is missing';
  if (job.token.length > 64 || job.description.length > 256) return 'a text is too long';
  if (element(manifest, 'Format') !== 'S3BatchOperations_CSV_20180820') return 'Format is unknown';
  if (fields.join() !== 'Bucket,Key,VersionId') return 'Fields are unknown';
  if (element(report, 'ReportScope') !== 'FailedTasksOnly') return 'ReportScope is unknown';
  const isKnown = /^<(S3PutObjectLegalHold|S3InitiateRestoreObject)>/.test(operation.trim());
  return isKnown ? job : 'the operation is unknown';
}

function describe(job: BatchJobRun): ProxyResponse {
  const { id, requested, status, total, succeeded, failed, why } = job;
  const reason =
    why === undefined
      ? ''
      : `<FailureReasons><member><FailureCode>Failed</FailureCode><FailureReason>${why}</FailureReason></member></FailureReasons>`;
  const counts = `<TotalNumberOfTasks>${total}</TotalNumberOfTasks><NumberOfTasksSucceeded>${succeeded}</NumberOfTasksSucceeded><NumberOfTasksFailed>${failed}</NumberOfTasksFailed>`;
  const content = `<JobId>${id}</JobId><Description>${requested.description}</Description><Operation>${requested.operation}</Operation><Status>${status}</Status><ProgressSummary>${counts}</ProgressSummary>${reason}<RoleArn>${requested.roleArn}</RoleArn>`;
  return xml('DescribeJobResult', `<Job>${content}</Job>`);
}

const xml = (name: string, content: string): ProxyResponse => ({
  status: 200,
  headers: ['Content-Type', 'application/xml'],
  body: `<?xml version="1.0" encoding="UTF-8"?><${name} ${NAMESPACE}>${content}</${name}>`,
});

const refuse = s3Error;
