import { tryFindHeader } from '../headers';

/** The credential scope of a signature: who signed, and for which service. */
export interface Credential {
  readonly accessKeyId: string;
  readonly region: string;
  /** e.g. `s3`, `kms`, `iam`. */
  readonly service: string;
}

/** `<access key>/<day>/<region>/<service>/aws4_request`, in a header or a presigned URL. */
const SCOPE = /([^/=\s]+)\/\d{8}\/([^/]*)\/([^/]+)\/aws4_request/;

/** Parses the `Authorization` header or a presigned URL's `X-Amz-Credential`. */
export function parseCredential(text: string): Credential | undefined {
  const match = SCOPE.exec(text);
  if (!match) return undefined;
  const [, accessKeyId = '', region = '', service = ''] = match;
  return { accessKeyId, region, service };
}

/** The credential scope of a request; undefined without a signature. */
export function tryFindCredential({
  url,
  headers,
}: {
  readonly url: string;
  readonly headers: readonly string[];
}): Credential | undefined {
  const query = new URLSearchParams(url.split('?').slice(1).join('?'));
  const text = tryFindHeader(headers, 'authorization') ?? query.get('X-Amz-Credential') ?? '';
  return parseCredential(text);
}
