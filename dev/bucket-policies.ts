import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { s3Error } from './exchange';
import { withoutHeaders } from './headers';
import type { Answer, Handler, LocalRequest, Respond } from './exchange';

/** Headers that describe a body. */
const BODY_HEADERS = new Set([
  'content-length',
  'content-type',
  'content-md5',
  'transfer-encoding',
]);

/** Query parameters that do not address a part of the bucket: `x-id`, `X-Amz-Signature`… */
const SIGNING_PARAMETER = /^x-/i;

/**
 * Stores bucket policies instead of moto.
 *
 * moto applies a Deny without evaluating its principals and conditions, so the Deny of plain
 * HTTP that every store has would refuse every object. Here policies are stored and returned byte for
 * byte; moto only gets the statements that allow AWS services something.
 */
export class BucketPolicies {
  private readonly policies = new Map<string, Buffer>();

  /** The deployed policy of a bucket. */
  tryFind(bucket: string): string | undefined {
    return this.policies.get(bucket)?.toString('utf8');
  }

  /** Answers requests for bucket policies, and forgets those of deleted buckets. */
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
    // moto has no policy, so it answers that the policy, or the bucket, does not exist.
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

/** The part of a policy that moto gets: it looks there for log delivery's permission to write. */
function servicesOnly(body: Buffer): Buffer {
  const { Statement = [] } = JSON.parse(body.toString('utf8')) as { Statement?: unknown };
  const forServices = [Statement].flat().filter(isAllowForService);
  return Buffer.from(JSON.stringify({ Version: '2012-10-17', Statement: forServices }));
}

function isAllowForService(statement: unknown): boolean {
  const { Effect, Principal } = (statement ?? {}) as { Effect?: unknown; Principal?: unknown };
  return Effect === 'Allow' && typeof Principal === 'object' && 'Service' in (Principal ?? {});
}

/** Whether S3 would accept it; it starts with a brace, unlike the framing of a chunked upload. */
function isJson(body: Buffer): boolean {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
