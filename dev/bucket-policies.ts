import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { s3Error, withoutHeaders } from './exchange';
import type { Answer, Handler, LocalRequest, Respond } from './exchange';

/** What describes a body, and has no place on a request without one. */
const BODY_HEADERS = new Set([
  'content-length',
  'content-type',
  'content-md5',
  'transfer-encoding',
]);

/** What a query may say without asking for a part of the bucket: `x-id`, `X-Amz-Signature`… */
const SIGNING_PARAMETER = /^x-/i;

/**
 * Keeps bucket policies in moto's place.
 *
 * moto applies a Deny without looking at its principals and conditions, so that the Deny of plain
 * HTTP which every store has would refuse every object. Here they are stored and read back, byte for
 * byte; moto only sees what they allow to AWS services.
 */
export class BucketPolicies {
  private readonly policies = new Map<string, Buffer>();

  /** The deployed policy of a bucket. */
  tryFind(bucket: string): string | undefined {
    return this.policies.get(bucket)?.toString('utf8');
  }

  /** Answers what concerns bucket policies, and forgets those of deleted buckets. */
  readonly handler: Handler = async (request, next) => {
    const { s3, method } = request;
    if (method === 'POST' && request.url === '/moto-api/reset') this.policies.clear();
    if (s3?.key !== '') return next(request);
    if (s3.query.has('policy')) return this.answer(request, s3.bucket, next);

    const answer = await next(request);
    const wholeBucket = [...s3.query.keys()].every((name) => SIGNING_PARAMETER.test(name));
    if (method === 'DELETE' && wholeBucket && answer.status === 204) {
      this.policies.delete(s3.bucket);
    }
    return answer;
  };

  private async answer(request: LocalRequest, bucket: string, next: Respond): Promise<Answer> {
    const policy = this.policies.get(bucket);
    if (request.method === 'PUT') return this.put(request, bucket, next);
    if (request.method === 'GET' && policy) {
      const headers = ['Content-Type', 'application/json', 'Content-Length', `${policy.length}`];
      return { status: 200, headers, body: Readable.from([policy]) };
    }
    // moto has no policy, and so answers that the policy, or the bucket, does not exist.
    const answer = await next(request);
    if (request.method === 'DELETE' && answer.status === 204) this.policies.delete(bucket);
    return answer;
  }

  private async put(request: LocalRequest, bucket: string, next: Respond): Promise<Answer> {
    const body = await buffer(request.body);
    if (!isJson(body)) {
      return s3Error(
        400,
        'MalformedPolicy',
        "Policies must be valid JSON and the first byte must be '{'",
      );
    }
    const answer = await next(withBody(request, servicesOnly(body)));
    if (answer.status >= 300) return answer;
    this.policies.set(bucket, body);
    return { status: 204, headers: [] };
  }
}

function withBody(request: LocalRequest, body: Buffer): LocalRequest {
  const headers = [
    ...withoutHeaders(request.headers, BODY_HEADERS),
    'Content-Type',
    'application/json',
    'Content-Length',
    `${body.length}`,
  ];
  return { ...request, headers, body: Readable.from([body]) };
}

/** What moto is told of a policy: it looks there for the right of log delivery to write. */
function servicesOnly(body: Buffer): Buffer {
  const { Statement = [] } = JSON.parse(body.toString('utf8')) as { Statement?: unknown };
  const forServices = [Statement].flat().filter(isAllowForService);
  return Buffer.from(JSON.stringify({ Version: '2012-10-17', Statement: forServices }));
}

function isAllowForService(statement: unknown): boolean {
  const { Effect, Principal } = (statement ?? {}) as { Effect?: unknown; Principal?: unknown };
  return Effect === 'Allow' && typeof Principal === 'object' && 'Service' in (Principal ?? {});
}

/** Whether S3 would take it; it starts with a brace, which a chunked upload's framing does not. */
function isJson(body: Buffer): boolean {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
