import type { ApiCall } from '../../api-call';
import type { UploadForm } from '../../s3/form';
import { tryFindS3Header } from '../../s3/operations';
import type { LocalRequest } from '../../exchange';

/** A permission that S3 needs for a request. */
export interface S3Permission {
  /** e.g. `s3:PutObject`. */
  readonly action: string;
  readonly on: 'object' | 'bucket';
  readonly bucket: string;
  /** The object's key; for a list, its prefix. */
  readonly object: string;
  /** The KMS actions that S3 calls for it. @default - none */
  readonly key?: readonly string[];
  /** Whether it is about the source of a copy, to which the headers of the request do not apply. @default false */
  readonly source?: boolean;
}

/** Finds a header, a parameter of a presigned URL, or a field of a form, by its name in lower case. */
export type FindS3Header = (name: string) => string | undefined;

/** How the headers of a call are found. */
export function headersOf({ request, parameters }: ApiCall): FindS3Header {
  const form = parameters.form as UploadForm | undefined;
  if (!form) return (name) => tryFindS3Header(request, name);
  const { acl, tagging } = form.fields;
  const named: Readonly<Record<string, string | undefined>> = {
    'x-amz-acl': acl,
    'x-amz-tagging': tagging === undefined ? undefined : tagsOf(tagging),
  };
  return (name) => form.fields[name] ?? named[name];
}

/** The tags of a form, which are XML, as a header has them. */
function tagsOf(xml: string): string {
  const tags = xml.matchAll(/<Key>([^<]*)<\/Key>\s*<Value>([^<]*)<\/Value>/g);
  return new URLSearchParams(
    [...tags].map(([, key = '', value = '']): [string, string] => [key, value]),
  ).toString();
}

/** KMS actions of S3's operations: writing parts reads them back. HEAD reads data only to return its checksum. */
const KEY_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  GetObject: ['kms:Decrypt'],
  SelectObjectContent: ['kms:Decrypt'],
  PutObject: ['kms:GenerateDataKey'],
  PostObject: ['kms:GenerateDataKey'],
  CopyObject: ['kms:GenerateDataKey'],
  CreateMultipartUpload: ['kms:GenerateDataKey', 'kms:Decrypt'],
  UploadPart: ['kms:GenerateDataKey', 'kms:Decrypt'],
  UploadPartCopy: ['kms:GenerateDataKey', 'kms:Decrypt'],
  CompleteMultipartUpload: ['kms:GenerateDataKey', 'kms:Decrypt'],
};

/** Actions by the header that needs them. */
type HeaderActions = Readonly<Record<string, readonly string[]>>;

/** Headers that set an access control list. */
export const ACL_HEADERS = [
  'x-amz-acl',
  'x-amz-grant-read',
  'x-amz-grant-write',
  'x-amz-grant-read-acp',
  'x-amz-grant-write-acp',
  'x-amz-grant-full-control',
];

const forAcl = (action: string): HeaderActions =>
  Object.fromEntries(ACL_HEADERS.map((header) => [header, [action]]));

/** What headers set of an object that is created, besides its content. */
const CREATION: HeaderActions = {
  ...forAcl('PutObjectAcl'),
  'x-amz-tagging': ['PutObjectTagging'],
  'x-amz-object-lock-mode': ['PutObjectRetention'],
  'x-amz-object-lock-retain-until-date': ['PutObjectRetention'],
  'x-amz-object-lock-legal-hold': ['PutObjectLegalHold'],
};

const BYPASS: HeaderActions = {
  'x-amz-bypass-governance-retention': ['BypassGovernanceRetention'],
};

/** Headers that need permissions of their own, by operation. */
const HEADERS: Readonly<Record<string, HeaderActions>> = {
  PutObject: CREATION,
  PostObject: CREATION,
  CopyObject: CREATION,
  CreateMultipartUpload: CREATION,
  DeleteObject: BYPASS,
  DeleteObjects: BYPASS,
  PutObjectRetention: BYPASS,
  CreateBucket: {
    ...forAcl('PutBucketAcl'),
    'x-amz-bucket-object-lock-enabled': ['PutBucketObjectLockConfiguration', 'PutBucketVersioning'],
    'x-amz-object-ownership': ['PutBucketOwnershipControls'],
  },
};

/**
 * The actions that the headers of a call need, without `s3:`.
 *
 * @see Amazon S3 API Reference, "CreateBucket", "Permissions": none for the ACL `private`, which the AWS provider sends
 */
export function headerActions(operation: string, header: FindS3Header): string[] {
  const needed = Object.entries(HEADERS[operation] ?? {}).filter(([name]) => {
    const value = header(name)?.toLowerCase() ?? 'false';
    return value !== 'false' && !(operation === 'CreateBucket' && value === 'private');
  });
  return [...new Set(needed.flatMap(([, actions]) => actions))];
}

/**
 * The permissions that S3 needs for a call on one object or bucket.
 *
 * @param isTagged - whether an object has tags, which a copy takes over
 * @returns undefined if the source of a copy cannot be read
 * @see Amazon S3 User Guide, "Required permissions for Amazon S3 API operations"
 */
export function s3PermissionsOf(
  call: ApiCall,
  isTagged: (bucket: string, object: string) => boolean,
): readonly S3Permission[] | undefined {
  const { operation = '', action = '', request } = call;
  const header = headersOf(call);
  const target = targetOf(call);
  const own = { action: `s3:${action}`, ...target, key: keyActionsOf(operation, request) };
  const more = headerActions(operation, header);
  if (operation === 'GetObjectAttributes') more.push(action.replace('Attributes', ''));
  const sources = copiedFrom(operation, header);
  if (!sources) return undefined;
  const tagged = sources.filter(
    ({ bucket, object }) =>
      operation === 'CopyObject' &&
      header('x-amz-tagging-directive') !== 'REPLACE' &&
      isTagged(bucket, object),
  );
  if (tagged.length > 0) more.push('PutObjectTagging');
  const extra = [...new Set(more)].map((each) => ({ ...target, action: `s3:${each}` }));
  const tags = tagged.map((source) => ({ ...source, key: [], action: `${source.action}Tagging` }));
  return [own, ...extra, ...sources, ...tags];
}

function targetOf({ request: { s3 }, parameters }: ApiCall): Omit<S3Permission, 'action'> {
  const { bucket = '', key = '', query } = s3 ?? {};
  const form = parameters.form as UploadForm | undefined;
  const object = form ? (form.fields.key ?? '') : key;
  if (form || object !== '') return { on: 'object', bucket, object };
  // A list names a prefix; other operations on a bucket name nothing.
  return { on: 'bucket', bucket, object: query?.get('prefix') ?? '' };
}

function keyActionsOf(operation: string, request: LocalRequest): readonly string[] {
  if (operation === 'HeadObject') {
    return tryFindS3Header(request, 'x-amz-checksum-mode') === undefined ? [] : ['kms:Decrypt'];
  }
  return KEY_ACTIONS[operation] ?? [];
}

/** Reading the source of a copy; undefined for a source that is not an object of a bucket. */
function copiedFrom(operation: string, header: FindS3Header): readonly S3Permission[] | undefined {
  if (operation !== 'CopyObject' && operation !== 'UploadPartCopy') return [];
  const [path = '', ...query] = (header('x-amz-copy-source') ?? '').split('?');
  const [bucket = '', ...key] = decodeURIComponent(path.replace(/^\//, '')).split('/');
  const object = key.join('/');
  if (bucket === '' || object === '' || bucket.startsWith('arn:')) return undefined;
  const versioned = new URLSearchParams(query.join('?')).has('versionId');
  const action = versioned ? 's3:GetObjectVersion' : 's3:GetObject';
  return [{ action, on: 'object', bucket, object, key: ['kms:Decrypt'], source: true }];
}
