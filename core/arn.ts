import { type Problem, problemIf } from './problem';
import type { Partition } from './region';
import { findPartition } from './region';

/** The parts of an Amazon Resource Name. */
export interface Arn {
  /** e.g. `aws`, `aws-us-gov` */
  readonly partition: string;
  /** e.g. `kms` */
  readonly service: string;
  /** Empty for global services. */
  readonly region: string;
  /** Twelve digits; empty for S3 buckets. */
  readonly account: string;
  /** All that follows, e.g. `key/1234abcd-…`. */
  readonly resource: string;
}

/** The account a resource lives in. */
export interface AccountScope {
  /** Partition of the account. */
  readonly partition: Partition;
  /** Twelve digits. */
  readonly account: string;
}

/** The account and region a resource lives in. */
export interface RegionScope extends AccountScope {
  readonly region: string;
}

/** Splits an ARN, or gives undefined for what is none. */
export function tryParseArn(text: string): Arn | undefined {
  const match = /^arn:([a-z-]+):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|):([\x21-\x7e]+)$/.exec(text);
  if (!match) return undefined;
  const [partition = '', service = '', region = '', account = '', resource = ''] = match.slice(1);
  return { partition, service, region, account, resource };
}

/** The ARN of a bucket. */
export function bucketArn(partition: Partition, bucketName: string): string {
  return `arn:${partition}:s3:::${bucketName}`;
}

/** The ARN of a role or user without a path, known before it is made. */
export function principalArn(
  { partition, account }: AccountScope,
  kind: 'role' | 'user',
  name: string,
): string {
  return `arn:${partition}:iam::${account}:${kind}/${name}`;
}

/** The ARN of a managed policy of the account without a path, known before it is made. */
export function policyArn({ partition, account }: AccountScope, name: string): string {
  return `arn:${partition}:iam::${account}:policy/${name}`;
}

/** The principal that stands for an account, which hands the decision to that account's IAM. */
export function accountArn({ partition, account }: AccountScope): string {
  return `arn:${partition}:iam::${account}:root`;
}

const KEY_RESOURCE =
  /^key\/(mrk-[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/**
 * Refuses what is not the full ARN of a KMS key in the given account and region.
 *
 * An alias is refused by name: it is resolved in the caller's account, or once when it is
 * configured, and then fails as AccessDenied on every upload.
 *
 * @see Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"
 */
export function checkKeyArn(
  text: string,
  expected: { account: string; region: string },
): Problem[] {
  const arn = tryParseArn(text);
  const partition = findPartition(expected.region);
  const example = `arn:${partition}:kms:${expected.region}:${expected.account}:key/<key id>`;
  if (text.startsWith('alias/') || arn?.resource.startsWith('alias/')) {
    return [
      {
        rule: 'kms-key-arn-not-alias',
        path: [],
        what: `${text} is a KMS alias, which is resolved in the caller's account and not at each use`,
        fix: `Give the ARN of the key itself: ${example}.`,
      },
    ];
  }
  if (arn?.service !== 'kms' || !KEY_RESOURCE.test(arn.resource)) {
    return [
      {
        rule: 'kms-key-arn',
        path: [],
        what: `${JSON.stringify(text)} is not the ARN of a KMS key`,
        fix: `Give the full ARN: ${example}.`,
      },
    ];
  }
  return checkPlace(arn, { ...expected, partition });
}

function checkPlace(arn: Arn, expected: AccountScope & { region: string }): Problem[] {
  return (['partition', 'region', 'account'] as const)
    .filter((part) => arn[part] !== expected[part])
    .map((part) => ({
      rule: 'kms-key-arn-place',
      path: [],
      what: `${arn[part]} is the ${part} of this key, not ${expected[part]}`,
      fix: `Use a key of account ${expected.account} in ${expected.region}.`,
    }));
}

/**
 * A path, if there is one, and the name of a role or user, as they are in its ARN. A path may contain every visible
 * character of ASCII; wildcards of policies are left out, and $, which begins their variables.
 *
 * @see IAM User Guide, "IAM and AWS STS quotas"; IAM API Reference, "CreateRole", `Path`
 */
export const IAM_PATH_AND_NAME = '(?!/)([!-#%-)+->@-~]{1,510}/)?[\\w+=,.@-]{1,64}';

const ROLE_RESOURCE = new RegExp(`^role/${IAM_PATH_AND_NAME}$`);

const IDENTITY_CENTER =
  /^role\/aws-reserved\/sso\.amazonaws\.com\/([a-z\d-]+\/)?AWSReservedSSO_[^/]+$/;

/** Refuses what is not the ARN of an IAM role of the given account. */
export function checkRoleArn(text: string, { partition, account }: AccountScope): Problem[] {
  const arn = tryParseArn(text);
  const named = arn?.service === 'iam' && arn.region === '' && ROLE_RESOURCE.test(arn.resource);
  if (named && arn.account === account && arn.partition === partition) {
    const [, name = ''] = /\/(AWSReservedSSO_[^/]*)$/.exec(arn.resource) ?? [];
    return problemIf(name !== '' && !IDENTITY_CENTER.test(arn.resource), {
      rule: 'role-arn-identity-center',
      path: [],
      what: `${text} lacks the path of a role of IAM Identity Center, so it names a role that does not exist`,
      fix: `Copy the ARN from the IAM console: arn:${partition}:iam::${account}:role/aws-reserved/sso.amazonaws.com/[<region>/]${name}.`,
    });
  }
  return [
    {
      rule: 'role-arn-of-this-account',
      path: [],
      what: `${JSON.stringify(text)} is not the ARN of an IAM role of account ${account}`,
      fix: `Write it as arn:${partition}:iam::${account}:role/<name>, without wildcards.`,
    },
  ];
}
