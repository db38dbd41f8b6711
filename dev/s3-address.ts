import { parseCredential } from './credential';

/** The bucket and object of an S3 request. */
export interface S3Address {
  readonly bucket: string;
  /** The object's key; empty for requests to the bucket. */
  readonly key: string;
  /** e.g. `policy`, which addresses the bucket's policy. */
  readonly query: URLSearchParams;
}

/** The parts of a request that say where it goes. */
export interface Destination {
  /** Path and query. */
  readonly url: string;
  readonly host?: string | undefined;
  readonly authorization?: string | undefined;
}

/**
 * Finds the bucket and the object of a request.
 *
 * Addresses have the bucket in the path or, as `<bucket>.localhost`, in the host. Like moto, this takes a request for
 * one to S3 unless its signature names another service.
 */
export function tryFindS3Address(destination: Destination): S3Address | undefined {
  const { url, host = '' } = destination;
  const [path = '', ...rest] = url.split('?');
  const query = new URLSearchParams(rest.join('?'));
  if (serviceOf(destination, query) !== 's3') return undefined;
  if (/^\/(moto-api|v20180820)(\/|$)/.test(path)) return undefined;

  // Not with new URL(), which would resolve the dots of a key such as `a/../b`.
  const segments = path.split('/').slice(1).map(decode);
  const virtualHost = /^(.+)\.localhost(?::\d+)?$/.exec(host)?.[1];
  const bucket = virtualHost ?? segments.shift();
  return bucket ? { bucket, key: segments.join('/'), query } : undefined;
}

function serviceOf({ authorization }: Destination, query: URLSearchParams): string {
  const credential = authorization ?? query.get('X-Amz-Credential') ?? '';
  return parseCredential(credential)?.service ?? 's3';
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
