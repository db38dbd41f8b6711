import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import { type AccountScope, accountArn, bucketArn, type RegionScope } from '../core/arn';
import {
  checkPolicySize,
  type Conditions,
  mergeConditions,
  renderPolicy,
  type Statement,
} from '../core/policy';
import { refuse } from '../core/problem';
import { viaService } from '../core/region';

/** Days between scheduling a key's deletion and losing everything it encrypted: the most KMS allows. */
const DELETION_WINDOW_DAYS = 30;
/** The same for keys of throw-away environments: the least KMS allows. */
const SHORTEST_DELETION_WINDOW_DAYS = 7;

/**
 * Actions that administer a key without using it: none of them encrypts, decrypts or creates a grant.
 *
 * @see AWS KMS Developer Guide, "Allows key administrators to administer the KMS key"
 */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
] as const;

/** Permission for some principals to use a key, for example through a service. */
export interface KeyUse {
  /** Unique in the key policy. */
  readonly sid: string;
  /** e.g. `kms:GenerateDataKey`, `kms:Decrypt`. */
  readonly actions: readonly string[];
  /**
   * ARNs of roles or users of this account.
   *
   * They are a condition, not the policy's principal: AWS stores a principal by its internal id, so
   * a role that is recreated under the same name would silently lose the key. It also means that
   * the principal's own policy must allow the use as well.
   *
   * @default - every principal of the account whose own policy allows it
   * @see IAM User Guide, "AWS JSON policy elements: Principal", on ids of deleted principals
   */
  readonly principalArns?: readonly string[];
  /**
   * AWS services or principals outside this account, as a policy names them. Used instead of
   * {@link principalArns}.
   *
   * @default - principals of the account only
   */
  readonly outsiders?: Readonly<Record<string, string>>;
  /**
   * The service the key can be used through, e.g. `s3.eu-central-1.amazonaws.com`.
   *
   * @default - direct use; right for AWS services only, limited by {@link conditions}
   */
  readonly viaService?: string;
  /** Further conditions, e.g. on the encryption context. @default - none */
  readonly conditions?: Conditions;
}

/** Props of {@link Key}. */
export interface KeyProps extends AccountScope {
  /** What the key encrypts; shown in the console. */
  readonly description: string;
  /** Without `alias/`. For the console only: vendors always get the ARN. */
  readonly alias: string;
  /** How often the alias was renamed: AWS renames none, so each has a resource of its own. @default 0 */
  readonly renames?: number;
  /** Who can use it, and for what. Without any, the account can only administer it: see {@link bucketKeyUse}. */
  readonly uses: readonly KeyUse[];
  /** A key of a throw-away environment: can be destroyed, in 7 days instead of 30. @default false */
  readonly disposable?: boolean;
  /** A key that can be destroyed, in 30 days. @default false */
  readonly destroyable?: boolean | undefined;
}

/** A customer managed key with rotation. The account can always administer it; only the given uses are allowed. */
export class Key extends Construct {
  /** Stays the same when the key rotates. */
  readonly arn: string;

  /** @throws RefusedError when the policy is larger than KMS stores */
  constructor(scope: Construct, id: string, props: KeyProps) {
    super(scope, id);
    const statements = keyStatements(props);
    refuse(checkPolicySize('key policy', statements), this.node.path);
    const disposable = props.disposable ?? false;

    const key = new KmsKey(this, 'Key', {
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: disposable ? SHORTEST_DELETION_WINDOW_DAYS : DELETION_WINDOW_DAYS,
      policy: renderPolicy(statements),
      lifecycle: { preventDestroy: !disposable && !props.destroyable },
    });
    new KmsAlias(this, props.renames ? `Alias${props.renames + 1}` : 'Alias', {
      name: `alias/${props.alias}`,
      targetKeyId: key.keyId,
    });
    this.arn = key.arn;
  }
}

/** The statements of a key's policy: administration by the account, and the given uses. */
export function keyStatements(
  props: Pick<KeyProps, 'partition' | 'account' | 'uses'>,
): Statement[] {
  const root = { AWS: accountArn(props) };
  return [
    {
      Sid: 'AccountAdministersKey',
      Effect: 'Allow',
      Principal: root,
      Action: ADMINISTRATION,
      Resource: '*',
    },
    ...props.uses.map((use) => useStatement(use, root)),
  ];
}

function useStatement(use: KeyUse, root: { AWS: string }): Statement {
  const { principalArns, viaService, conditions } = use;
  return {
    Sid: use.sid,
    Effect: 'Allow',
    Principal: use.outsiders ?? root,
    Action: use.actions,
    Resource: '*',
    Condition: mergeConditions(
      viaService === undefined ? undefined : { StringEquals: { 'kms:ViaService': viaService } },
      principalArns && { ArnEquals: { 'aws:PrincipalArn': principalArns } },
      conditions,
    ),
  };
}

/**
 * The encryption context S3 uses for objects of a bucket: the bucket's ARN with a bucket key, the
 * object's ARN without one. A client can disable the bucket key for one object, so both are allowed.
 *
 * @see Amazon S3 User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys"
 */
export function s3EncryptionContext(bucketArn: string): Conditions {
  return { ArnLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn, `${bucketArn}/*`] } };
}

/** A bucket by its name, which is known before it is created. */
export interface NamedBucket extends RegionScope {
  readonly bucketName: string;
}

/**
 * The use of a bucket's key that uploads and downloads need: through S3, for this bucket only, by each principal of the
 * account whose own policy allows it.
 */
export function bucketKeyUse({ bucketName, partition, region }: NamedBucket): KeyUse {
  return {
    sid: 'AccountUsesBucketThroughS3',
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    viaService: viaService('s3', region),
    conditions: s3EncryptionContext(bucketArn(partition, bucketName)),
  };
}
