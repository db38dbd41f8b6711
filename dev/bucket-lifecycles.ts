import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Answer, Handler, LocalRequest, Respond } from './exchange';

/** What every lifecycle configuration says of small objects, unless told otherwise. */
const MINIMUM_SIZE = 'x-amz-transition-default-minimum-object-size';

/**
 * Reads lifecycle configurations back as they were put.
 *
 * moto forgets `NewerNoncurrentVersions`, and Terraform then waits for it in vain. It still checks
 * each configuration, and answers for buckets that have none.
 */
export class BucketLifecycles {
  private readonly configurations = new Map<string, Buffer>();

  /** Answers what concerns lifecycle configurations, and forgets those of deleted buckets. */
  readonly handler: Handler = async (request, next) => {
    const { s3, method } = request;
    if (s3?.key !== '') return next(request);
    if (s3.query.has('lifecycle')) return this.answer(request, s3.bucket, next);
    const answer = await next(request);
    if (method === 'DELETE' && s3.query.size === 0) this.configurations.delete(s3.bucket);
    return answer;
  };

  private async answer(request: LocalRequest, bucket: string, next: Respond): Promise<Answer> {
    const kept = this.configurations.get(bucket);
    if (request.method === 'GET' && kept) {
      const headers = ['Content-Type', 'application/xml', MINIMUM_SIZE, 'all_storage_classes_128K'];
      return { status: 200, headers, body: Readable.from([kept]) };
    }
    const body = await buffer(request.body);
    const answer = await next({ ...request, body: Readable.from([body]) });
    if (answer.status < 300 && request.method === 'PUT') this.configurations.set(bucket, body);
    if (answer.status < 300 && request.method === 'DELETE') this.configurations.delete(bucket);
    return answer;
  }
}
