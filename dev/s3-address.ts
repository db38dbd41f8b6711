import { parseCredential } from './credential';

/** What an S3 request is about. */
export interface S3Address {
  readonly bucket: string;
  /** The object's key; empty if the request is about the bucket. */
  readonly key: string;
  /** What the query asks for, e.g. `policy`, and its values. */
  readonly query: URLSearchParams;
}

/** What of a request says where it goes. */
export interface Destination {
  /** Path and query. */
  readonly url: string;
  readonly host?: string | undefined;
  readonly authorization?: string | undefined;
}

/**
 * Finds the bucket, and the object, that a request is about.
 *
 * Addresses have the bucket in the path or, `<bucket>.localhost`, in the host. Without a signature
 * that names another service a request is one to S3, as moto sees it.
 */
export function tryFindS3Address(destination: Destination): S3Address | undefined {
  const { url, host = '' } = destination;
  const [path = '', ...rest] = url.split('?');
  const query = new URLSearchParams(rest.join('?'));
  if (serviceOf(destination, query) !== 's3') return undefined;
  if (/^\/(moto-api|v20180820)(\/|$)/.test(path)) return undefined;

  // Not by new URL(): that would resolve the dots of a key such as `a/../b`.
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
