import { createHash, createHmac } from 'node:crypto';

/** The parts of a request that a signature covers. */
export interface SignedParts {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  /** Names and values in turn, as sent. */
  readonly headers: readonly string[];
  /** Names in lower case. */
  readonly signedHeaders: readonly string[];
  /** SHA-256 of the body in hexadecimal, or a word such as `UNSIGNED-PAYLOAD`. */
  readonly payload: string;
  /** S3 signs the path as it is; every other service encodes it once more. */
  readonly service: string;
}

export const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
export const hmac = (key: string | Buffer, data: string) =>
  createHmac('sha256', key).update(data).digest();

/**
 * The canonical request of Signature Version 4.
 *
 * @see IAM User Guide, "Create a signed AWS API request"
 */
export function canonicalRequest(parts: SignedParts): string {
  const [path = '', ...query] = parts.url.split('?');
  return [
    parts.method,
    canonicalPath(path, parts.service),
    canonicalQuery(query.join('?')),
    ...parts.signedHeaders.map((name) => `${name}:${headerValue(parts.headers, name)}`),
    '',
    parts.signedHeaders.join(';'),
    parts.payload,
  ].join('\n');
}

/** Encodes every character but the unreserved ones of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function canonicalPath(path: string, service: string): string {
  const once = service === 's3' ? (segment: string) => encode(decode(segment)) : encode;
  return path.split('/').map(once).join('/') || '/';
}

function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [encode(decode(name)), encode(decode(value.join('=')))] as const;
    })
    .filter(([name]) => name !== 'X-Amz-Signature');
  const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  return pairs
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join('='))
    .join('&');
}

function headerValue(headers: readonly string[], name: string): string {
  return headers
    .filter((_, at) => at % 2 === 1 && headers[at - 1]?.toLowerCase() === name)
    .map((value) => value.trim().replaceAll(/ +/g, ' '))
    .join(',');
}

/** When, where and for which service a signature is valid. */
export interface SignatureScope {
  /** `X-Amz-Date`, e.g. `20261121T101500Z`. */
  readonly time: string;
  readonly region: string;
  readonly service: string;
}

export const scopeText = ({ time, region, service }: SignatureScope) =>
  `${time.slice(0, 8)}/${region}/${service}/aws4_request`;

/** The key that signs everything in a scope. */
export function signingKey(secret: string, { time, region, service }: SignatureScope): Buffer {
  return [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, time.slice(0, 8)));
}

/** Signs lines: after those of the algorithm, the time and the scope. */
export function signLines(
  key: Buffer,
  scope: SignatureScope,
  [algorithm, ...lines]: readonly string[],
): string {
  return hmac(key, [algorithm, scope.time, scopeText(scope), ...lines].join('\n')).toString('hex');
}
