import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { LocalRequest, ProxyResponse } from '../exchange';
import { queryOf, tryFindHeader } from '../headers';
import { canonicalRequest, sha256, signingKey, signLines } from './canonical';
import { type ChunkSigner, chunksAreSigned } from './chunks';
import { s3SignatureError, signatureError } from './errors';
import { parseTime, type Signature } from './signature';

/** What AWS knows of an access key. */
export interface KnownKey {
  readonly secret: string;
  /** The token of a session. @default - it is a long-term key */
  readonly token?: string | undefined;
  /** When the session ends, in milliseconds. @default - never */
  readonly ends?: number | undefined;
}

/** What a signature is compared with. */
export interface Verification {
  /** The key of the request; undefined if it does not exist. */
  readonly key: KnownKey | undefined;
  /** The time, in milliseconds. */
  readonly now: number;
}

/** A request whose body can still be read, or how AWS refuses it. */
export type Verified = { readonly request: LocalRequest } | { readonly refused: ProxyResponse };

/** @see Amazon S3 API Reference, "Error responses": RequestTimeTooSkewed */
const MAX_SKEW_MS = 15 * 60_000;

/** Checks the key, the session, the time, the signature and the body of a request. */
export async function verify(
  request: LocalRequest,
  signature: Signature,
  { key, now }: Verification,
): Promise<Verified> {
  if (!key) return { refused: signatureError(signature.service, 'unknownKey') };
  const refused =
    checkToken(signature, key, now) ??
    checkTime(signature, now) ??
    checkHeaders(request, signature);
  if (refused) return { refused };
  return checkSignature(request, signature, key);
}

/** Checks the session of a temporary key. */
export function checkToken(
  { service, token }: Pick<Signature, 'service' | 'token'>,
  key: KnownKey,
  now: number,
): ProxyResponse | undefined {
  if (key.token !== undefined && token === undefined) return signatureError(service, 'unknownKey');
  if (token !== key.token) return signatureError(service, 'invalidToken');
  return now >= (key.ends ?? Infinity) ? signatureError(service, 'expiredToken') : undefined;
}

function checkTime(
  { service, time, expiresSeconds }: Signature,
  now: number,
): ProxyResponse | undefined {
  const age = now - parseTime(time);
  if (expiresSeconds === undefined) {
    return Math.abs(age) > MAX_SKEW_MS ? signatureError(service, 'skewed') : undefined;
  }
  if (service !== 's3') {
    const late = age > expiresSeconds * 1000 || age < -MAX_SKEW_MS;
    return late ? signatureError(service, 'skewed') : undefined;
  }
  if (age < -MAX_SKEW_MS) return s3SignatureError('early');
  return age > expiresSeconds * 1000 ? s3SignatureError('expired') : undefined;
}

/** S3 refuses headers of its own that are not signed, so that nothing can be added to a signed request. */
function checkHeaders(
  { headers }: LocalRequest,
  { service, signedHeaders }: Signature,
): ProxyResponse | undefined {
  if (service !== 's3') return undefined;
  const names = headers.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  const unsigned = names.some((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name));
  return unsigned || !signedHeaders.includes('host') ? s3SignatureError('unsigned') : undefined;
}

async function checkSignature(
  request: LocalRequest,
  signature: Signature,
  { secret }: KnownKey,
): Promise<Verified> {
  const declared = declaredPayload(request, signature);
  if (declared === undefined) return { refused: s3SignatureError('noPayload') };
  const body = isStreamed(declared) ? undefined : await buffer(request.body);
  const again = body ? { ...request, body: Readable.from([body]) } : request;
  const payload = declared === OF_THE_BODY ? sha256(body ?? '') : declared;
  const key = signingKey(secret, signature);
  const canonical = canonicalRequest({ ...again, ...signature, payload });
  const expected = signLines(key, signature, ['AWS4-HMAC-SHA256', sha256(canonical)]);
  const refused =
    expected === signature.signature
      ? body && checkBody(body, payload, { key, scope: signature, seed: expected })
      : signatureError(signature.service, 'mismatch');
  return refused ? { refused } : { request: again };
}

/** S3 compares the body with what the signature says about it. */
function checkBody(body: Buffer, payload: string, signer: ChunkSigner): ProxyResponse | undefined {
  if (payload.startsWith('STREAMING-')) {
    return chunksAreSigned(body, signer) ? undefined : s3SignatureError('chunks');
  }
  return sha256(body) === payload ? undefined : s3SignatureError('payload');
}

/** What the signature of any other service says about the body. */
const OF_THE_BODY = 'SHA-256 of the body';

const UNSIGNED = 'UNSIGNED-PAYLOAD';

/** Whether the signature does not cover the body. */
const isStreamed = (payload: string) =>
  payload === UNSIGNED || payload === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/** What the signature says about the body; undefined if S3 requires that it is said. */
function declaredPayload(request: LocalRequest, signature: Signature): string | undefined {
  const { service, expiresSeconds } = signature;
  if (service !== 's3') return OF_THE_BODY;
  const said =
    tryFindHeader(request.headers, 'x-amz-content-sha256') ??
    queryOf(request.url).get('X-Amz-Content-Sha256') ??
    undefined;
  return said ?? (expiresSeconds === undefined ? undefined : UNSIGNED);
}
