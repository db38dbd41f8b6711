import { renderPolicy } from '../../../core/policy';
import { parsePolicy } from '../../../core/policy-statement';
import type { Authorization, Context } from '../../../access/decide';
import type { KeyPolicy } from '../../../access/policies';
import { s3Authorizations, type UploadHeaders } from '../../../access/operations';
import type { ApiCall } from '../../api-call';
import { findPartition } from '../../../core/region';
import { ACCOUNT_ID } from '../../moto-server';
import type { Deployed } from '../deployed';
import { s3Context } from './context';
import { type FindS3Header, headersOf, type S3Permission, s3PermissionsOf } from './s3-permissions';

/** What is deployed, and the bucket policies, which are stored elsewhere. */
export interface Deployment {
  readonly deployed: Deployed;
  readonly bucketPolicy: (bucket: string) => string | undefined;
}

/** Where and when a call is decided. */
export interface QuestionPlace extends Deployment {
  readonly region: string;
  readonly context: Context;
  /** The time, in milliseconds. */
  readonly now: number;
}

/** What S3 authorizes for a call that it can name; undefined if it cannot be decided. */
export function s3Questions(call: ApiCall, place: QuestionPlace): Authorization[] | undefined {
  const permissions = s3PermissionsOf(call, (bucket, object) =>
    place.deployed.tagged.has(`${bucket}/${object}`),
  );
  const header = headersOf(call);
  return permissions?.flatMap((permission) =>
    permissionQuestions(permission, place, {
      context: permission.source === true ? {} : s3Context(call.request, header, place.now),
      headers: permission.source === true ? {} : uploadHeaders(call, header),
    }),
  );
}

/** What one permission depends on. */
export function permissionQuestions(
  { action, on, bucket: name, object, key = [] }: S3Permission,
  { deployed, bucketPolicy, region, context }: QuestionPlace,
  own: { readonly context: Context; readonly headers: UploadHeaders },
): Authorization[] {
  const policy = parsePolicy(bucketPolicy(name) ?? renderPolicy([]));
  const stack = deployed.asStack(region, { name, policy });
  const [bucket] = stack.buckets;
  if (!bucket) return [];
  const { headers } = own;
  const used = findKeyOf(headers, deployed, region);
  const asked = s3Authorizations(
    used ? { ...stack, keys: [...stack.keys, used] } : stack,
    {
      operation: { action, on, key },
      bucket,
      object,
      headers: used ? { ...headers, keyArn: used.arn } : headers,
    },
    { ...context, ...own.context },
  );
  return asked.map((each) => withSentKey(each, headers, used));
}

/** A key that an upload names by its id or alias, or that is not deployed here. */
function findKeyOf(
  { keyArn: sent }: UploadHeaders,
  deployed: Deployed,
  region: string,
): KeyPolicy | undefined {
  if (sent === undefined || deployed.keyPolicies.has(sent)) return undefined;
  const id = sent.replace(/^.*\//, '');
  const own = `arn:${findPartition(region)}:kms:${region}:${ACCOUNT_ID}:key/${id}`;
  const arn = deployed.tryFindKey(sent) ?? (sent.startsWith('arn:') ? sent : own);
  // Nothing is allowed with a key whose policy is not known.
  const policy = deployed.keyPolicies.get(arn) ?? parsePolicy(renderPolicy([]));
  return { kind: 'recordings', arn, policy };
}

/** Policies of buckets compare the key as it was sent. The key belongs to the account in its ARN. */
function withSentKey(
  asked: Authorization,
  { keyArn }: UploadHeaders,
  used: KeyPolicy | undefined,
): Authorization {
  if (!used || keyArn === undefined) return asked;
  if (asked.resource === used.arn) return { ...asked, account: used.arn.split(':')[4] ?? '' };
  return KEY_HEADER in asked.context
    ? { ...asked, context: { ...asked.context, [KEY_HEADER]: keyArn } }
    : asked;
}

const KEY_HEADER = 's3:x-amz-server-side-encryption-aws-kms-key-id';

const ENCRYPTION = 'x-amz-server-side-encryption';

function uploadHeaders({ action }: ApiCall, header: FindS3Header): UploadHeaders {
  if (action !== 'PutObject' && action !== 'PutObjectAcl') return {};
  const said = {
    encryption: header(ENCRYPTION),
    keyArn: header(`${ENCRYPTION}-aws-kms-key-id`),
    customerAlgorithm: header(`${ENCRYPTION}-customer-algorithm`),
    acl: header('x-amz-acl'),
    bucketKey: header(`${ENCRYPTION}-bucket-key-enabled`) !== 'false',
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
