import { renderPolicy } from '../../core/policy';
import { parsePolicy } from '../../core/policy-statement';
import type { Authorization, Context } from '../../access/decide';
import {
  assumeAuthorization,
  keyAuthorization,
  s3Authorizations,
  type S3Request,
  secretAuthorizations,
  type UploadHeaders,
  withoutS3,
} from '../../access/operations';
import type { ApiCall } from '../api-call';
import type { Circumstances, LocalRequest } from '../exchange';
import { tryFindHeader } from '../headers';
import type { S3Address } from '../s3-address';
import type { Deployed } from './deployed';

/** What is deployed, and the bucket policies, which are stored elsewhere. */
export interface Deployment {
  readonly deployed: Deployed;
  readonly bucketPolicy: (bucket: string) => string | undefined;
}

/** An address in no list of ranges: it is reserved for documentation. */
const SOMEWHERE = '192.0.2.1';

/** Everything that AWS authorizes before it executes a call. */
export function questionsOf(
  call: ApiCall,
  region: string,
  deployment: Deployment,
): Authorization[] {
  const { service, action, request } = call;
  if (action === undefined) return [];
  const context = contextOf(request.circumstances ?? {});
  if (service === 's3' && request.s3) {
    return s3Questions({ ...call, action }, request.s3, { region, context, deployment });
  }
  if (service === 'kms') return keyQuestions(call, region, deployment);
  if (service === 'sts' && action === 'AssumeRole') return roleQuestions(call, context, deployment);
  if (action === 'GetSecretValue') return secretQuestions(call, context, deployment);
  return [];
}

/** @see IAM User Guide, "AWS global condition context keys" */
function contextOf({ sourceIp = SOMEWHERE, tls = '1.3', vpcEndpoint }: Circumstances): Context {
  return {
    'aws:SecureTransport': String(tls !== 'none'),
    'aws:ViaAWSService': 'false',
    ...(tls !== 'none' && { 's3:TlsVersion': tls }),
    ...(vpcEndpoint === undefined
      ? { 'aws:SourceIp': sourceIp }
      : { 'aws:SourceVpce': vpcEndpoint }),
  };
}

function s3Questions(
  call: ApiCall & { readonly action: string },
  address: S3Address,
  place: { readonly region: string; readonly context: Context; readonly deployment: Deployment },
): Authorization[] {
  const { deployed, bucketPolicy } = place.deployment;
  const text = bucketPolicy(address.bucket);
  const policy = parsePolicy(text ?? renderPolicy([]));
  const stack = deployed.asStack(place.region, { name: address.bucket, policy });
  const [bucket] = stack.buckets;
  if (!bucket) return [];
  return operationsOf(call, address).flatMap(({ operation, object, headers }) =>
    s3Authorizations(stack, { operation, bucket, object, headers }, place.context),
  );
}

/** The operations of a call with their objects; one for each object of a list of deletions. */
function operationsOf(
  { action, request, parameters }: ApiCall & { readonly action: string },
  { key, query }: S3Address,
): Omit<S3Request, 'bucket'>[] {
  if (action === 'DeleteObjects') {
    const objects = parameters.objects as readonly { key: string; versioned: boolean }[];
    return objects.map(({ key: object, versioned }) => ({
      operation: { action: `s3:DeleteObject${versioned ? 'Version' : ''}`, on: 'object' },
      object,
      headers: {},
    }));
  }
  return [
    {
      operation: {
        action: `s3:${action}`,
        on: key === '' ? 'bucket' : 'object',
        key: keyActions(action, request),
      },
      // A list names a prefix; other operations name an object or nothing.
      object: key === '' ? (query.get('prefix') ?? '') : key,
      headers: /^PutObject(Acl)?$/.test(action) ? headersOf(request) : {},
    },
  ];
}

/** The KMS actions that S3 calls for a request. A HEAD reads no data, so it decrypts nothing. */
function keyActions(action: string, { method, s3 }: LocalRequest): readonly string[] {
  if (action.startsWith('GetObject')) {
    return /^GetObject(Version)?$/.test(action) && method === 'GET' ? ['kms:Decrypt'] : [];
  }
  if (action !== 'PutObject') return [];
  const parts = s3?.query.has('uploads') === true || s3?.query.has('uploadId') === true;
  return ['kms:GenerateDataKey', ...(parts ? ['kms:Decrypt'] : [])];
}

const ENCRYPTION = 'x-amz-server-side-encryption';

function headersOf({ headers }: LocalRequest): UploadHeaders {
  const said = {
    encryption: tryFindHeader(headers, ENCRYPTION),
    keyArn: tryFindHeader(headers, `${ENCRYPTION}-aws-kms-key-id`),
    customerAlgorithm: tryFindHeader(headers, `${ENCRYPTION}-customer-algorithm`),
    acl: tryFindHeader(headers, 'x-amz-acl'),
    bucketKey: tryFindHeader(headers, `${ENCRYPTION}-bucket-key-enabled`) !== 'false',
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function keyQuestions(
  { action = '', parameters }: ApiCall,
  region: string,
  { deployed }: Deployment,
): Authorization[] {
  const stack = deployed.asStack(region);
  const arn = deployed.tryFindKey(String(parameters.KeyId));
  const key = stack.keys.find((each) => each.arn === arn);
  if (!key) return [];
  const said = Object.entries((parameters.EncryptionContext ?? {}) as Record<string, string>);
  const context = Object.fromEntries(
    said.map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
  );
  return [keyAuthorization(stack, key, { action: `kms:${action}`, context })];
}

function secretQuestions(
  { parameters }: ApiCall,
  context: Context,
  { deployed }: Deployment,
): Authorization[] {
  const secret = deployed.tryFindSecret(String(parameters.SecretId));
  if (!secret) return [];
  const stack = deployed.asStack(secret.arn.split(':')[3] ?? '');
  return secretAuthorizations(stack, secret, withoutS3(context));
}

function roleQuestions(
  { parameters }: ApiCall,
  context: Context,
  { deployed }: Deployment,
): Authorization[] {
  const role = deployed.tryFindRole(String(parameters.RoleArn));
  if (!role) return [];
  const { ExternalId } = parameters;
  return [
    assumeAuthorization(deployed.asStack('us-east-1'), role, {
      action: 'sts:AssumeRole',
      context: {
        ...withoutS3(context),
        ...(typeof ExternalId === 'string' && { 'sts:ExternalId': ExternalId }),
      },
    }),
  ];
}
