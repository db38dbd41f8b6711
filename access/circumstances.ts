import { conditionValues, type PolicyStatement, readStatement } from '../core/policy-statement';
import type { Context } from './decide';
import type { UploadHeaders } from './operations';
import type { StackPolicies } from './policies';

/** An address in no list of ranges: it is reserved for documentation. */
const OUTSIDE = '192.0.2.1';

/**
 * Where a request comes from, by its name in the truth tables. The default is a public address with TLS 1.2.
 *
 * @see IAM User Guide, "AWS global condition context keys": a request through a VPC endpoint has
 *   `aws:SourceVpce` and no `aws:SourceIp`
 */
const PLACES: Readonly<
  Record<string, (stack: StackPolicies) => Readonly<Record<string, string | undefined>>>
> = {
  inside: (stack) => ({ 'aws:SourceIp': addressIn(stack, (cidr) => !cidr.includes(':')) }),
  'inside by IPv6': (stack) => ({ 'aws:SourceIp': addressIn(stack, (cidr) => cidr.includes(':')) }),
  outside: () => ({ 'aws:SourceIp': OUTSIDE }),
  'its VPC endpoint': (stack) => ({
    'aws:SourceIp': undefined,
    'aws:SourceVpce': listOf(stack, 'StringNotEqualsIfExists', 'aws:SourceVpce')[0],
  }),
  'another VPC endpoint': () => ({
    'aws:SourceIp': undefined,
    'aws:SourceVpce': 'vpce-0fedcba9876543210',
  }),
  'an AWS service': () => ({ 'aws:SourceIp': undefined, 'aws:ViaAWSService': 'true' }),
  'plain HTTP': () => ({ 'aws:SecureTransport': 'false', 's3:TlsVersion': undefined }),
  'TLS 1.1': () => ({ 's3:TlsVersion': '1.1' }),
  'TLS 1.3': () => ({ 's3:TlsVersion': '1.3' }),
};

export const PLACE_NAMES = Object.keys(PLACES);

/**
 * The condition keys that describe where a request comes from.
 *
 * @param words - of {@link PLACE_NAMES}
 * @throws Error for an unknown word
 */
export function comingFrom(stack: StackPolicies, words: readonly string[]): Context {
  const context: Record<string, string | undefined> = {
    'aws:SourceIp': OUTSIDE,
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'false',
    's3:TlsVersion': '1.2',
  };
  for (const word of words) {
    const place = PLACES[word];
    if (!place) throw new Error(`Unknown place ${word}; choose from: ${PLACE_NAMES.join(', ')}.`);
    Object.assign(context, place(stack));
  }
  const present = Object.entries(context).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Context;
}

/** A key of another account, with which its owner could hold recordings to ransom. */
const FOREIGN_KEY =
  'arn:aws:kms:eu-central-1:999999999999:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d';

const afterSlash = (arn = FOREIGN_KEY) => arn.slice(arn.indexOf('/') + 1);

const FOREIGN_KEY_ID = afterSlash();

const HEADERS: Readonly<Record<string, (ownKey: string | undefined) => UploadHeaders>> = {
  'own key': (keyArn) => ({ encryption: 'aws:kms', ...(keyArn !== undefined && { keyArn }) }),
  'foreign key': () => ({ encryption: 'aws:kms', keyArn: FOREIGN_KEY }),
  'foreign key alone': () => ({ keyArn: FOREIGN_KEY }),
  'own key id': (keyArn) => ({ encryption: 'aws:kms', keyArn: afterSlash(keyArn) }),
  'foreign key id': () => ({ encryption: 'aws:kms', keyArn: FOREIGN_KEY_ID }),
  'foreign key id alone': () => ({ keyArn: FOREIGN_KEY_ID }),
  'key alias': () => ({ encryption: 'aws:kms', keyArn: 'alias/recordings' }),
  'key alias ARN': (keyArn = FOREIGN_KEY) => ({
    encryption: 'aws:kms',
    keyArn: keyArn.replace(/key\/.*$/, 'alias/recordings'),
  }),
  'aws:kms': () => ({ encryption: 'aws:kms' }),
  AES256: () => ({ encryption: 'AES256' }),
  'SSE-C': () => ({ customerAlgorithm: 'AES256' }),
  'no bucket key': () => ({ bucketKey: false }),
  'owner acl': () => ({ acl: 'bucket-owner-full-control' }),
  'public acl': () => ({ acl: 'public-read' }),
};

export const HEADER_NAMES = Object.keys(HEADERS);

/**
 * The headers of an upload.
 *
 * @param words - of {@link HEADER_NAMES}
 * @throws Error for an unknown word
 */
export function uploadHeaders(ownKey: string | undefined, words: readonly string[]): UploadHeaders {
  return Object.assign(
    {},
    ...words.map((word) => {
      const headers = HEADERS[word];
      if (!headers)
        throw new Error(`Unknown headers ${word}; choose from: ${HEADER_NAMES.join(', ')}.`);
      return headers(ownKey);
    }),
  ) as UploadHeaders;
}

/** Who gets a key by a grant, and whether a service asks for it on behalf of the caller. */
const GRANTS: Readonly<Record<string, (vendor: string) => Context>> = {
  'grant to vendor': (vendor) => ({ 'kms:GranteePrincipal': vendor }),
  'grant to another role': (vendor) => ({ 'kms:GranteePrincipal': `${vendor}-2` }),
  'by a service': () => ({ 'kms:GrantIsForAWSResource': 'true' }),
};

/**
 * The condition keys of a grant.
 *
 * @see AWS KMS Developer Guide, "AWS KMS condition keys", kms:GrantIsForAWSResource and kms:GranteePrincipal
 */
export function grantContext(
  { policy }: Pick<StackPolicies['keys'][number], 'policy'>,
  words: readonly string[],
): Context {
  const [vendor = ''] = policy.Statement.map(readStatement).flatMap((statement) =>
    conditionValues(statement, 'kms:GranteePrincipal'),
  );
  return Object.assign({}, ...words.map((word) => GRANTS[word]?.(vendor) ?? {})) as Context;
}

/** The value that a caller names, from the one that the trust policy requires. */
const CLAIMS: Readonly<Record<string, (value: string) => string | undefined>> = {
  right: (value) => value,
  none: () => undefined,
  wrong: () => 'wrong',
  'in other case': (value) =>
    value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase(),
};

/**
 * The condition keys of a request to assume a role: `right id`, `wrong id`, `no id`, `id in other case`; for a token
 * `right audience`, `wrong audience`, `wrong subject`. A value that no word is about is right.
 *
 * @throws Error for unknown words
 */
export function claims(trust: PolicyStatement, words: readonly string[]): Context {
  const claimed = new Map(words.map((word) => parseClaim(word)));
  return Object.fromEntries(
    trust.conditions.flatMap(({ operator, key, values }) => {
      if (operator !== 'StringEquals') return [];
      const kind = /ExternalId$/.test(key) ? 'id' : /:aud$/.test(key) ? 'audience' : 'subject';
      const claim = CLAIMS[claimed.get(kind) ?? 'right']?.(values.join());
      return claim === undefined ? [] : [[key, claim]];
    }),
  );
}

function parseClaim(word: string): [kind: string, how: string] {
  const [, how = '', kind = '', otherCase] =
    /^(?:(right|wrong|no) )?(id|audience|subject)( in other case)?$/.exec(word) ?? [];
  if (kind === '') throw new Error(`Unknown claim ${word}.`);
  return [kind, otherCase !== undefined ? 'in other case' : how === 'no' ? 'none' : how];
}

function addressIn(stack: StackPolicies, wanted: (cidr: string) => boolean): string {
  const cidr = ['NotIpAddressIfExists', 'IpAddress']
    .flatMap((operator) => listOf(stack, operator, 'aws:SourceIp'))
    .find(wanted);
  if (cidr === undefined) throw new Error(`${stack.stack} lists no such address range.`);
  return cidr
    .replace(/\/\d+$/, '')
    .replace(/0$/, '7')
    .replace(/::$/, '::7');
}

/** The ranges or endpoints that bucket policies list. */
function listOf(stack: StackPolicies, operator: string, key: string): readonly string[] {
  const values = stack.buckets
    .flatMap(({ policy }) => policy.Statement)
    .flatMap((statement) => conditionValues(readStatement(statement), key, operator));
  return [...new Set(values)];
}
