import type { Handler, LocalRequest } from '../exchange';
import { withoutHeaders } from '../headers';
import type { S3Address } from './address';

/**
 * Addresses every bucket by the path. moto takes the first part of any host with a dot for a bucket, and would carry out
 * a request in another bucket than the one that it was decided for.
 */
export const addressByPath: Handler = (request, next) =>
  next(request.s3 ? byPath(request, request.s3) : request);

function byPath(request: LocalRequest, { bucket, virtualHost }: S3Address): LocalRequest {
  const headers = [...withoutHeaders(request.headers, new Set(['host'])), 'Host', '127.0.0.1'];
  return { ...request, url: virtualHost ? `/${bucket}${request.url}` : request.url, headers };
}
