import type { Handler, LocalRequest } from '../exchange';
import { withoutHeaders } from '../headers';
import type { S3Address } from './address';

/** Addresses every bucket by the path, as moto knows it. */
export const addressByPath: Handler = (request, next) =>
  next(request.s3?.virtualHost === true ? byPath(request, request.s3) : request);

function byPath(request: LocalRequest, { bucket }: S3Address): LocalRequest {
  const headers = [...withoutHeaders(request.headers, new Set(['host'])), 'Host', '127.0.0.1'];
  return { ...request, url: `/${bucket}${request.url}`, headers };
}
