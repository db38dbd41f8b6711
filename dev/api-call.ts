import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { LocalRequest } from './exchange';
import { queryOf, tryFindHeader } from './headers';
import { tryFindRestOperation } from './rest-actions';
import { isOtherEndpoint } from './s3/address';
import { readForm } from './s3/form';
import { s3ActionOf, s3Operation } from './s3/operations';
import { tryFindCredential } from './signature/credential';

/** The service and action of a request. */
export interface ApiCall {
  /** As IAM names it, e.g. `s3`, `kms`, `sts`. */
  readonly service: string;
  /** As IAM names it, e.g. `PutObject`; undefined for actions callvault does not know. */
  readonly action: string | undefined;
  /** As the API of S3 names it, e.g. `UploadPart`. @default - a call of another service, or unknown */
  readonly operation?: string | undefined;
  /**
   * The parameters of the call, by name. For S3, which has them in address and headers, only the deleted
   * `objects`, each with its `key` and perhaps `versionId`, or the `form` of an upload.
   */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The same request; its body can still be read. */
  readonly request: LocalRequest;
}

/** Names of services in signatures that are not those of IAM. */
const IAM_NAMES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** Reads the action of a request: from its address, its `X-Amz-Target`, its form or its query. */
export async function readApiCall(request: LocalRequest): Promise<ApiCall> {
  if (request.s3) return readS3Call(request);
  const service = serviceOf(request);
  const { method, url, headers } = request;
  const unknown = { service, action: undefined, parameters: {}, request };
  if (service === 's3' && isOtherEndpoint(tryFindHeader(headers, 'host') ?? '')) return unknown;
  const rest = tryFindRestOperation(service, request);
  if (rest) return readRestCall(service, rest, request);
  if (method === 'POST') return readPostedCall(service, request);
  if (method !== 'GET' || service === 's3') return unknown;
  const parameters = Object.fromEntries(queryOf(url));
  return { service, action: parameters.Action, parameters, request };
}

function serviceOf(request: LocalRequest): string {
  const signed = tryFindCredential(request)?.service;
  if (signed === undefined) return unsignedService(request);
  return IAM_NAMES[signed] ?? signed;
}

/** STS has calls without a signature. A list of buckets without one is anonymous. */
function unsignedService({ url, headers }: LocalRequest): string {
  const host = tryFindHeader(headers, 'host') ?? '';
  if (queryOf(url).has('Action') || /^sts\./.test(host)) return 'sts';
  const form = tryFindHeader(headers, 'content-type') ?? '';
  return url === '/' && form.startsWith('application/x-www-form-urlencoded') ? 'sts' : 's3';
}

async function readRestCall(
  service: string,
  { action, resource }: { readonly action: string; readonly resource: string },
  request: LocalRequest,
): Promise<ApiCall> {
  const body = await buffer(request.body);
  const again = { ...request, body: Readable.from([body]) };
  return { service, action, parameters: { ...parseJson(body), resource }, request: again };
}

async function readPostedCall(service: string, request: LocalRequest): Promise<ApiCall> {
  const body = await buffer(request.body);
  const again = { ...request, body: Readable.from([body]) };
  const target = tryFindHeader(request.headers, 'x-amz-target')?.split('.')[1];
  // The protocol of CloudWatch whose bodies are binary.
  const [, cbor] = /^\/service\/[^/]+\/operation\/(\w+)$/.exec(request.url) ?? [];
  const action = target ?? cbor;
  if (action !== undefined) return { service, action, parameters: parseJson(body), request: again };
  const form = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  return { service, action: form.Action, parameters: form, request: again };
}

async function readS3Call(request: LocalRequest): Promise<ApiCall> {
  const operation = s3Operation(request);
  const action = operation === undefined ? undefined : s3ActionOf(operation, request.s3);
  const call = { service: 's3', operation, action, parameters: {}, request };
  if (operation === 'DeleteObjects') return readDeletions(call);
  return operation === 'PostObject' ? readUploadForm(call) : call;
}

async function readUploadForm(call: ApiCall): Promise<ApiCall> {
  const body = await buffer(call.request.body);
  const type = tryFindHeader(call.request.headers, 'content-type') ?? '';
  return {
    ...call,
    parameters: { form: readForm(type, body) },
    request: { ...call.request, body: Readable.from([body]) },
  };
}

/** Reads the up to 1,000 objects to delete from the body, as `objects`. */
async function readDeletions(call: ApiCall): Promise<ApiCall> {
  const body = await buffer(call.request.body);
  const objects = body.toString('utf8').matchAll(/<Object>(.*?)<\/Object>/gs);
  return {
    ...call,
    parameters: {
      objects: [...objects].map(([, object = '']) => ({
        key: elementOf(object, 'Key') ?? '',
        versionId: elementOf(object, 'VersionId'),
      })),
    },
    request: { ...call.request, body: Readable.from([body]) },
  };
}

function elementOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1];
  return text === undefined ? undefined : unescapeXml(text);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function unescapeXml(text: string): string {
  return text.replaceAll(/&(#x[\da-f]+|#\d+|\w+);/gi, (all, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? all;
    return String.fromCodePoint(Number(`0${name.slice(1)}`.replace(/^0(\d+)$/, '$1')));
  });
}

function parseJson(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
