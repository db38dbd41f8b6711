import type { LocalRequest } from '../exchange';
import { queryOf, tryFindHeader } from '../headers';
import { type Credential, parseCredential } from './credential';
import type { SignatureScope } from './canonical';
import { s3SignatureError, signatureError } from './errors';
import type { ProxyResponse } from '../exchange';

/** A signature of Version 4, as a request has it. */
export interface Signature extends Credential, SignatureScope {
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly token: string | undefined;
  /** Seconds that a presigned URL is valid. @default - the request is signed by its header */
  readonly expiresSeconds?: number | undefined;
}

/** A signature, that there is none, or how AWS refuses it. */
export type ReadSignature = Signature | 'none' | { readonly refused: ProxyResponse };

const ALGORITHM = 'AWS4-HMAC-SHA256';

const QUERY = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-Date',
  'X-Amz-SignedHeaders',
  'X-Amz-Expires',
] as const;

/** The longest validity of a presigned URL. @see Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters" */
const WEEK_SECONDS = 604_800;

/** The validity of a URL that is presigned for any other service. */
const OTHERS_EXPIRE_SECONDS = 900;

/** Reads the signature of a request. Nothing is checked yet. */
export function readSignature(request: LocalRequest): ReadSignature {
  const authorization = tryFindHeader(request.headers, 'authorization');
  const query = queryOf(request.url);
  const presigned = QUERY.some((name) => query.has(name));
  const version2 = query.has('Signature') || query.has('AWSAccessKeyId');
  if (Number(authorization !== undefined) + Number(presigned) + Number(version2) > 1) {
    return { refused: s3SignatureError('two') };
  }
  if (version2 || authorization?.startsWith('AWS '))
    return { refused: s3SignatureError('version2') };
  if (presigned) return fromQuery(query);
  return authorization === undefined ? 'none' : fromHeader(authorization, request);
}

function fromQuery(query: URLSearchParams): ReadSignature {
  const parameter = parameterOf(query);
  const credential = parseCredential(parameter('X-Amz-Credential'));
  if (!credential) return { refused: s3SignatureError('query') };
  if (!isComplete(parameter, credential)) {
    const { service } = credential;
    return { refused: service === 's3' ? s3SignatureError('query') : malformed(credential) };
  }
  const expiresSeconds = Number(parameter('X-Amz-Expires') || OTHERS_EXPIRE_SECONDS);
  if (expiresSeconds > WEEK_SECONDS) return { refused: s3SignatureError('week') };
  return {
    ...credential,
    time: parameter('X-Amz-Date'),
    signedHeaders: parameter('X-Amz-SignedHeaders').split(';'),
    signature: parameter('X-Amz-Signature'),
    token: query.get('X-Amz-Security-Token') ?? undefined,
    expiresSeconds,
  };
}

type FindParameter = (name: (typeof QUERY)[number]) => string;

const parameterOf =
  (query: URLSearchParams): FindParameter =>
  (name) =>
    query.get(name) ?? '';

/** Services other than S3 do not take a limit of the client. */
function isComplete(parameter: FindParameter, { service }: Credential): boolean {
  const limited = service !== 's3' || /^\d+$/.test(parameter('X-Amz-Expires'));
  return limited && parameter('X-Amz-Algorithm') === ALGORITHM && isTime(parameter('X-Amz-Date'));
}

function fromHeader(authorization: string, request: LocalRequest): ReadSignature {
  if (!authorization.startsWith(ALGORITHM)) return { refused: s3SignatureError('type') };
  const credential = parseCredential(authorization);
  const headers = /SignedHeaders=([^,\s]+)/.exec(authorization)?.[1];
  const signature = /Signature=([\da-f]+)/.exec(authorization)?.[1];
  const time = timeOf(request);
  if (!credential || headers === undefined || signature === undefined || !isTime(time)) {
    return { refused: malformed(credential) };
  }
  return {
    ...credential,
    time,
    signedHeaders: headers.split(';'),
    signature,
    token: tryFindHeader(request.headers, 'x-amz-security-token'),
  };
}

/** `X-Amz-Date`, or `Date` in the same format. */
function timeOf({ headers }: LocalRequest): string {
  const time = tryFindHeader(headers, 'x-amz-date');
  if (time !== undefined) return time;
  const date = Date.parse(tryFindHeader(headers, 'date') ?? '');
  return Number.isNaN(date) ? '' : new Date(date).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

const isTime = (time: string) => /^\d{8}T\d{6}Z$/.test(time);

/** Milliseconds of a time of a signature. */
export function parseTime(time: string): number {
  return Date.parse(
    time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
}

function malformed(credential: Credential | undefined): ProxyResponse {
  return signatureError(credential?.service ?? 's3', 'malformed');
}
