import { queryOf } from '../headers';
import { parseCredential } from '../signature/credential';

/** The bucket and object of an S3 request. */
export interface S3Address {
  readonly bucket: string;
  /** The object's key; empty for requests to the bucket. */
  readonly key: string;
  /** e.g. `policy`, which addresses the bucket's policy. */
  readonly query: URLSearchParams;
  /** Whether the host names the bucket. */
  readonly virtualHost: boolean;
}

/** The parts of a request that say where it goes. */
export interface Destination {
  /** Path and query. */
  readonly url: string;
  readonly host?: string | undefined;
  readonly authorization?: string | undefined;
}

/** `s3.<region>.amazonaws.com`, also dual-stack, FIPS, the oldest form and transfer acceleration. */
const S3_HOST =
  /^(?:(.+)\.)?s3(?:-fips|-accelerate)?(?:\.dualstack)?(?:[.-](?!accesspoint|object-lambda|outposts|control|website|global)[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?$/;

/** A host without its port, as DNS compares it: in small letters, and with a dot at the end or without. */
const plainHost = (host: string) => host.replace(/\.?(?::\d+)?$/, '').toLowerCase();

/** Whether a host is that of another endpoint of S3: of an access point, a website or S3 Object Lambda. */
export function isOtherEndpoint(given: string): boolean {
  const host = plainHost(given);
  return (
    host.includes('.amazonaws.com') && /(^|\.)s3|accesspoint/.test(host) && !S3_HOST.test(host)
  );
}

/** S3 Control; moto's own pages. */
const OTHER_PATHS = /^\/(moto-api|v20180820)(\/|$)/;

/**
 * Finds the bucket and the object of a request.
 *
 * Addresses have the bucket in the path or, as `<bucket>.localhost` or `<bucket>.s3.<region>.amazonaws.com`, in the
 * host. Like moto, this takes a request for one to S3 unless its signature or its host names another service. Access
 * points have other hosts: none of them has an address here.
 */
export function tryFindS3Address(destination: Destination): S3Address | undefined {
  const { url } = destination;
  const [path = ''] = url.split('?');
  const query = queryOf(url);
  const host = plainHost(destination.host ?? '');
  const named = tryFindBucketInHost(host);
  if (serviceOf(destination, query) !== 's3' || OTHER_PATHS.test(path) || !named) return undefined;

  // Not with new URL(), which would resolve the dots of a key such as `a/../b`.
  const segments = path.split('/').slice(1).map(decode);
  const virtualHost = named.bucket !== undefined;
  const bucket = named.bucket ?? segments.shift() ?? '';
  if (bucket === '' || bucket.startsWith('arn:')) return undefined;
  return { bucket, key: segments.join('/'), query, virtualHost };
}

/** The bucket of a host, if it names one; undefined for a host of AWS that is not S3's. */
function tryFindBucketInHost(host: string): { readonly bucket: string | undefined } | undefined {
  if (!host.includes('.amazonaws.com')) return { bucket: /^(.+)\.localhost$/.exec(host)?.[1] };
  const aws = S3_HOST.exec(host);
  return aws ? { bucket: aws[1] } : undefined;
}

function serviceOf({ authorization, url }: Destination, query: URLSearchParams): string {
  const credential = authorization ?? query.get('X-Amz-Credential') ?? '';
  const named = parseCredential(credential)?.service;
  if (named !== undefined) return named;
  // Calls of STS that need no signature.
  return url.startsWith('/?') && query.has('Action') ? 'sts' : 's3';
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
