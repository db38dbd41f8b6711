import {
  canonicalRequest,
  scopeText,
  sha256,
  type SignatureScope,
  signingKey,
  signLines,
} from './canonical';

/** A request to sign, with its body. */
export interface UnsignedRequest {
  readonly method: string;
  readonly host: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string;
  readonly region: string;
  readonly service: string;
  /** More headers. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The headers of a request that is signed with an access key. */
export function signedHeaders(
  request: UnsignedRequest,
  { accessKeyId, secretAccessKey }: { accessKeyId: string; secretAccessKey: string },
): Record<string, string> {
  const { body, headers: more = {}, host, region, service } = request;
  const payload = sha256(body);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    ...more,
    host,
    'x-amz-date': time,
    'x-amz-content-sha256': payload,
  };
  const names = Object.keys(headers).sort();
  const scope: SignatureScope = { time, region, service };
  const canonical = canonicalRequest({
    ...request,
    headers: Object.entries(headers).flat(),
    signedHeaders: names,
    payload,
  });
  const lines = ['AWS4-HMAC-SHA256', sha256(canonical)];
  const signature = signLines(signingKey(secretAccessKey, scope), scope, lines);
  const credential = `Credential=${accessKeyId}/${scopeText(scope)}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}
