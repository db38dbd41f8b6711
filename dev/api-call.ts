import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { tryFindCredential } from './credential';
import type { LocalRequest } from './exchange';
import { tryFindHeader } from './headers';
import { s3Action } from './s3-action';

/** The service and action of a request. */
export interface ApiCall {
  /** As IAM names it, e.g. `s3`, `kms`, `sts`. */
  readonly service: string;
  /** As IAM names it, e.g. `PutObject`; undefined for actions callvault does not know. */
  readonly action: string | undefined;
  /**
   * The parameters of the call, by name. For S3, which has them in address and headers, only the deleted
   * `objects`, each with its `key` and whether it is `versioned`.
   */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The same request; its body can still be read. */
  readonly request: LocalRequest;
}

/** Reads the action of a request: from its address, its `X-Amz-Target` or its form. */
export async function readApiCall(request: LocalRequest): Promise<ApiCall> {
  if (request.s3) {
    const call = { service: 's3', action: s3Action(request), parameters: {}, request };
    return request.method === 'POST' && request.s3.query.has('delete') ? readDeletions(call) : call;
  }
  const service = tryFindCredential(request)?.service ?? 'unknown';
  if (request.method !== 'POST') return { service, action: undefined, parameters: {}, request };
  const body = await buffer(request.body);
  const again = { ...request, body: Readable.from([body]) };
  const [, target] = tryFindHeader(request.headers, 'x-amz-target')?.split('.') ?? [];
  if (target !== undefined) {
    return { service, action: target, parameters: parseJson(body), request: again };
  }
  const form = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  return { service, action: form.Action, parameters: form, request: again };
}

/** Reads the up to 1,000 objects to delete from the body, as `objects`. */
async function readDeletions(call: ApiCall): Promise<ApiCall> {
  const body = await buffer(call.request.body);
  const objects = body.toString('utf8').matchAll(/<Object>(.*?)<\/Object>/gs);
  return {
    ...call,
    parameters: {
      objects: [...objects].map(([, object = '']) => ({
        key: /<Key>(.*?)<\/Key>/s.exec(object)?.[1] ?? '',
        versioned: object.includes('<VersionId>'),
      })),
    },
    request: { ...call.request, body: Readable.from([body]) },
  };
}

function parseJson(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
