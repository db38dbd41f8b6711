import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { type LocalRequest, type ProxyResponse, s3Error } from '../exchange';
import { queryOf, tryFindHeader } from '../headers';
import { formProblem, readForm, type UploadForm } from '../s3/form';
import { s3Operation } from '../s3/operations';
import { hmac, scopeText, signingKey } from '../signature/canonical';
import { type Credential, parseCredential } from '../signature/credential';
import { s3SignatureError, signatureError } from '../signature/errors';
import { readSignature } from '../signature/signature';
import { checkToken, type KnownKey, verify } from '../signature/verify';

/** A request with its caller's access key, or how AWS refuses it. */
export type Authenticated =
  | {
      /** Its body can still be read. */
      readonly request: LocalRequest;
      /** Undefined for a request without a signature. */
      readonly accessKeyId: string | undefined;
    }
  | { readonly refused: ProxyResponse };

/** Finds the access keys that exist, and the time. */
export interface Authority {
  readonly findKey: (accessKeyId: string) => KnownKey | undefined;
  /** Milliseconds. */
  readonly now: number;
}

/** Finds out who sent a request. */
export async function authenticate(
  request: LocalRequest,
  authority: Authority,
): Promise<Authenticated> {
  if (s3Operation(request) === 'PostObject') return authenticateForm(request, authority);
  const signature = readSignature(request);
  if (signature === 'none') return anonymous(request);
  if ('refused' in signature) return signature;
  const { accessKeyId } = signature;
  const key = authority.findKey(accessKeyId);
  const verified = await verify(request, signature, { key, now: authority.now });
  return 'refused' in verified ? verified : { ...verified, accessKeyId };
}

/** @see Amazon S3 API Reference, "GetObject": response headers need a signed request */
function anonymous(request: LocalRequest): Authenticated {
  const overrides = [...queryOf(request.url).keys()].some((name) => name.startsWith('response-'));
  if (!request.s3 || !overrides) return { request, accessKeyId: undefined };
  const message = 'Request specific response headers cannot be used for anonymous GET requests.';
  return { refused: s3Error(400, 'InvalidRequest', message) };
}

/**
 * An upload by an HTML form is signed by its policy.
 *
 * @see Amazon S3 API Reference, "Authenticating Requests in Browser-Based Uploads Using POST"
 */
async function authenticateForm(
  request: LocalRequest,
  authority: Authority,
): Promise<Authenticated> {
  const body = await buffer(request.body);
  const again = { ...request, body: Readable.from([body]) };
  const form = readForm(tryFindHeader(request.headers, 'content-type') ?? '', body);
  const { awsaccesskeyid, policy, 'x-amz-credential': scope = '' } = form.fields;
  if (awsaccesskeyid !== undefined) return { refused: s3SignatureError('version2') };
  if (policy === undefined) return { request: again, accessKeyId: undefined };
  const credential = parseCredential(scope);
  if (!credential) {
    const message = 'Bucket POST must contain the fields of a signature of version 4.';
    return { refused: s3Error(400, 'InvalidArgument', message) };
  }
  const bucket = request.s3?.bucket ?? '';
  const refused =
    checkForm(form, credential, authority) ?? checkFormPolicy(form, bucket, authority.now);
  if (refused) return { refused };
  return { request: again, accessKeyId: credential.accessKeyId };
}

function checkForm(
  form: UploadForm,
  credential: Credential,
  { findKey, now }: Authority,
): ProxyResponse | undefined {
  const key = findKey(credential.accessKeyId);
  if (!key) return signatureError('s3', 'unknownKey');
  const token = form.fields['x-amz-security-token'];
  return (
    checkToken({ service: 's3', token }, key, now) ?? checkFormSignature(form, credential, key)
  );
}

function checkFormPolicy(form: UploadForm, bucket: string, now: number): ProxyResponse | undefined {
  const problem = formProblem(form, bucket, now);
  return problem && s3Error(...problem);
}

function checkFormSignature(
  { fields }: UploadForm,
  credential: Credential,
  { secret }: KnownKey,
): ProxyResponse | undefined {
  const scope = { ...credential, time: fields['x-amz-date'] ?? '' };
  const expected = hmac(signingKey(secret, scope), fields.policy ?? '').toString('hex');
  const scoped = fields['x-amz-credential'] === `${credential.accessKeyId}/${scopeText(scope)}`;
  const right = scoped && expected === fields['x-amz-signature'];
  return right ? undefined : signatureError('s3', 'mismatch');
}
