import { tryFindDenier, tryFindSilent } from '../core/denial';
import type { Link } from '../core/links';
import { contains } from '../core/policy-element';
import { appliesToAction, conditionValues, type PolicyStatement } from '../core/policy-statement';
import type { CanarySettings } from './settings';

/** The link that refuses the vendor, and what it answered, in a sentence without its full stop. */
export interface CanaryRefusal {
  readonly link: Link;
  readonly what: string;
}

/** The deployed permissions of the vendor's role or user, as far as a canary reads them. */
export interface LivePrincipal {
  /** Whether the role or user exists. */
  readonly exists: boolean;
  /** Whether the user is in the group that has its policy. @default true */
  readonly grouped?: boolean;
  /** The trust policy of the role. @default - it is a user */
  readonly trust?: readonly PolicyStatement[];
  /** Its policy. @default - it has none */
  readonly policy?: readonly PolicyStatement[];
}

/** Reads them; undefined if AWS does not show them. */
export type ReadPrincipal = () => Promise<LivePrincipal | undefined>;

/** What an answer is diagnosed with. */
export interface DiagnosisContext {
  readonly settings: CanarySettings;
  readonly read: ReadPrincipal;
  /** The link if nothing names one. @default 'bucket' */
  readonly otherwise?: Link;
}

const ANSWERS: readonly (readonly [RegExp, Link])[] = [
  [
    /^(?:InvalidAccessKeyId|SignatureDoesNotMatch|InvalidClientTokenId|InvalidToken|ExpiredToken|UnrecognizedClientException)\b/,
    'credential',
  ],
  [
    /^(?:NoSuchBucket|PermanentRedirect|AuthorizationHeaderMalformed|TemporaryRedirect)\b/,
    'bucket',
  ],
  // S3 passes on what KMS answers.
  [/^KMS\./, 'key'],
  [/Object Lock|Content-MD5|x-amz-checksum/i, 'lock'],
];

/** What an answer says where it names no kind of policy. */
const UNNAMED: readonly (string | undefined)[] = [undefined, '', 'policy'];

/**
 * The link that an answer of AWS to an upload names, as doctor names it.
 *
 * @param answer - the code and the message of the error, such as `AccessDenied: …`
 * @see Amazon S3 API Reference, "Error responses"
 * @see IAM User Guide, "Troubleshoot access denied error messages"
 */
export async function diagnoseUpload(
  answer: string,
  { settings, read, otherwise = 'bucket' }: DiagnosisContext,
): Promise<CanaryRefusal> {
  const known = ANSWERS.find(([pattern]) => pattern.test(answer))?.[1];
  if (known !== undefined) return { link: known, what: answer };
  const context = { settings, read, otherwise };
  return diagnoseDenial(answer, tryFindDenier(answer) ?? tryFindSilent(answer), context);
}

/** @param kind - of the policy that refuses; undefined if the answer does not say */
async function diagnoseDenial(
  answer: string,
  kind: string | undefined,
  { settings, read, otherwise }: Required<DiagnosisContext>,
): Promise<CanaryRefusal> {
  const isOfKey = /\bkms:/.test(answer);
  if (kind === 'permissions boundary') return { link: 'role', what: answer };
  const isOwn = kind === 'identity-based policy';
  if (isOfKey) return { link: isOwn ? 'policy' : 'key', what: answer };
  if (!isOwn && !UNNAMED.includes(kind)) return { link: 'bucket', what: answer };
  const found = diagnosePolicy(answer, settings, await read());
  return found ?? { link: isOwn ? 'policy' : otherwise, what: answer };
}

/** What of the vendor's own policy refuses it; undefined if that allows the upload, or is not known. */
function diagnosePolicy(
  answer: string,
  { title, principal, bucketArn, prefix }: CanarySettings,
  live: LivePrincipal | undefined,
): CanaryRefusal | undefined {
  const { kind, name } = principal;
  const of = (what: string) => `${what} (${answer})`;
  if (!live) return undefined;
  if (!live.exists) return missing(principal, answer);
  if (live.grouped === false) {
    return {
      link: 'credential',
      what: of(`the user ${name} is not in the group ${name}, which holds its policy`),
    };
  }
  const put = (live.policy ?? []).filter((each) => appliesToAction(each, 's3:PutObject'));
  const allowed = put.filter(({ effect }) => effect === 'Allow');
  const below = (each: PolicyStatement) => covers(each, `${bucketArn}/${prefix}*`);
  if (allowed.length === 0) {
    const policy = live.policy ? 'does not allow s3:PutObject' : 'has no policy';
    return { link: 'policy', what: of(`the ${kind} ${name} ${policy}`) };
  }
  const denied = put.filter((each) => each.effect === 'Deny' && below(each));
  if (denied.some(({ resource }) => resource?.except !== true))
    return { link: 'policy', what: answer };
  if (!allowed.some(below) || denied.length > 0) {
    return {
      link: 'prefix',
      what: of(`the policy of ${name} does not let ${title} write below ${bucketArn}/${prefix}`),
    };
  }
  return undefined;
}

function missing({ kind, name }: CanarySettings['principal'], answer: string): CanaryRefusal {
  const link = kind === 'user' ? 'credential' : 'role';
  return { link, what: `the ${kind} ${name} does not exist (${answer})` };
}

function covers({ resource }: PolicyStatement, pattern: string): boolean {
  return resource !== undefined && contains(resource, { patterns: [pattern], except: false });
}

const EXTERNAL_ID = 'sts:ExternalId';

/** Why the vendor cannot assume its role. AWS answers alike whether a role does not exist or does not trust the caller. */
export async function diagnoseTrust(
  answer: string,
  { settings: { title, principal }, read }: DiagnosisContext,
): Promise<CanaryRefusal> {
  const live = await read();
  if (live && !live.exists) return missing(principal, answer);
  const trusted = (live?.trust ?? []).filter(({ effect }) => effect === 'Allow');
  const ids = trusted.flatMap((each) => conditionValues(each, EXTERNAL_ID));
  const { name, externalId } = principal;
  if (ids.length > 0 && (externalId === undefined || !ids.includes(externalId))) {
    const what = `the trust policy of ${name} asks for another external id than ${title} sends (${answer})`;
    return { link: 'external id', what };
  }
  return { link: 'trust', what: `${title} cannot assume the role ${name} (${answer})` };
}
