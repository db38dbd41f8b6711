import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ProxyResponse, Handler, LocalRequest, Respond } from './exchange';

/** The default of every lifecycle configuration for small objects. */
const MINIMUM_SIZE = ['x-amz-transition-default-minimum-object-size', 'all_storage_classes_128K'];

/** The configurations of a bucket that moto stores incompletely, and the headers they are read with. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  lifecycle: MINIMUM_SIZE,
  replication: [],
  notification: [],
};

/**
 * Returns configurations as they were put.
 *
 * moto drops `NewerNoncurrentVersions` of a lifecycle, for which Terraform then waits until it times out, and
 * the prefix of a replication and the events of a notification, so that each plan would set them again. moto still checks each
 * configuration, and answers for buckets without one.
 */
export class BucketConfigurations {
  /** By bucket, then by configuration. */
  private readonly kept = new Map<string, Map<string, Buffer>>();

  /** Answers requests for these configurations. Forgets those of deleted buckets, and all when moto is reset. */
  readonly handler: Handler = async (request, next) => {
    const { s3, method } = request;
    if (method === 'POST' && request.url === '/moto-api/reset') this.kept.clear();
    if (s3?.key !== '') return next(request);
    const kind = Object.keys(KEPT).find((each) => s3.query.has(each));
    if (kind !== undefined) return this.answer(request, { bucket: s3.bucket, kind }, next);
    const answer = await next(request);
    if (method === 'DELETE' && s3.query.size === 0) this.kept.delete(s3.bucket);
    return answer;
  };

  private async answer(
    request: LocalRequest,
    { bucket, kind }: { bucket: string; kind: string },
    next: Respond,
  ): Promise<ProxyResponse> {
    const ofBucket = this.kept.get(bucket) ?? new Map<string, Buffer>();
    const kept = ofBucket.get(kind);
    if (request.method === 'GET' && kept) {
      const headers = ['Content-Type', 'application/xml', ...(KEPT[kind] ?? [])];
      return { status: 200, headers, body: Readable.from([kept]) };
    }
    const body = await buffer(request.body);
    const answer = await next({ ...request, body: Readable.from([body]) });
    if (answer.status >= 300) return answer;
    if (request.method === 'PUT') this.kept.set(bucket, ofBucket.set(kind, body));
    if (request.method === 'DELETE') ofBucket.delete(kind);
    return answer;
  }
}
