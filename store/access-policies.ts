import { principalArn } from '../core/arn';
import { type Conditions, mergeConditions, type Statement } from '../core/policy';
import { viaService } from '../core/region';
import type { AccessRoleProps } from '../modules/access-role';
import { type AccessScope, grantStatements } from '../modules/access-statements';
import type { AccessUserProps } from '../modules/access-user';
import {
  denyOffNetwork,
  denyOtherKeys,
  denyOtherThanSseS3,
  denyRetired,
  denyTampering,
} from '../modules/bucket-statements';
import { identityProviderArn } from '../modules/identity-provider';
import { type KeyUse, s3EncryptionContext } from '../modules/key';
import { REPLICA_KEY_ACTIONS } from '../modules/replication';
import type { Trust } from '../modules/trust';
import { type AssumeRole, externalIdValue, type Oidc } from './profile';
import type { Store } from './store';
import { copiesTo, runningCheck } from './switched-off';

/** What a store creates for its vendor: a role, a user, or nothing when the vendor writes as itself. */
export type Access =
  | { readonly kind: 'role'; readonly props: AccessRoleProps }
  | { readonly kind: 'user'; readonly props: AccessUserProps }
  | { readonly kind: 'none' };

/** The props of a store's role or user. */
export function accessProps(store: Store, keyArn: string | undefined): Access {
  const { profile, principalName, disposable, settings } = store;
  const retired = settings.retire !== undefined;
  const common = { name: principalName, grants: profile.grants, scope: accessScope(store, keyArn) };
  const { access } = profile;
  if (access.kind === 'bucket-policy') return { kind: 'none' };
  if (access.kind === 'iam-user')
    return { kind: 'user', props: { ...common, disposable, retired } };
  return {
    kind: 'role',
    props: {
      ...common,
      description: `${profile.title} writes recordings of ${store.id}`,
      trust: retired ? { kind: 'none' } : trustOfMethod(access, store),
      ...(access.kind === 'assume-role' && { sessionSeconds: access.sessionSeconds }),
    },
  };
}

function accessScope(store: Store, keyArn: string | undefined): AccessScope {
  const { bucketArn, prefix, otherPrefixes, network } = store;
  return { bucketArn, prefix, otherPrefixes, keyArn, network };
}

function trustOfMethod(access: AssumeRole | Oidc, store: Store): Trust {
  if (access.kind === 'oidc') {
    return {
      ...access,
      kind: 'web-identity',
      providerArn: identityProviderArn(store, access.issuer),
    };
  }
  return {
    kind: 'account',
    principals: access.principals[store.partition] ?? [],
    externalId: externalIdValue(access),
  };
}

/** The uses of the recordings' key: by the vendor, readers and copies, and only through S3 for this bucket. */
export function recordingsKeyUses(store: Store): KeyUse[] {
  const { migrationRoleArn, settings } = store;
  const replica = copiesTo(store);
  const integrity = runningCheck(store);
  const throughBucket = throughS3(store, [
    ...(settings.retire ? [] : [vendorKeyUse(store)]),
    ...readersKeyUse(settings),
    ...(integrity?.check.source.kind === 'sidecars'
      ? [
          {
            // The role may get nothing but metadata files.
            sid: 'CheckDecryptsMetadataThroughS3',
            actions: ['kms:Decrypt'],
            principalArns: [principalArn(store, 'role', integrity.name)],
          },
        ]
      : []),
    ...(replica
      ? [
          {
            sid: 'ReplicationDecryptsThroughS3',
            actions: ['kms:Decrypt'],
            principalArns: [replica.roleArn],
          },
        ]
      : []),
    ...(migrationRoleArn === undefined
      ? []
      : [
          {
            sid: 'MigrationCopiesThroughS3',
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            principalArns: [migrationRoleArn],
          },
        ]),
  ]);
  return [...throughBucket, ...grantKeyUse(store)];
}

/**
 * Lets AWS services create grants for the service-linked role that writes, on behalf of a user of the account who may.
 *
 * @see Amazon Connect Administrator Guide, "Key management in Amazon Connect": the caller's permissions are used to
 *   create a grant with the service role as grantee
 * @see AWS KMS Developer Guide, "AWS KMS condition keys", kms:GrantIsForAWSResource and kms:GranteePrincipal
 */
function grantKeyUse({ profile: { access }, settings }: Store): KeyUse[] {
  if (settings.retire || access.kind !== 'bucket-policy' || access.keyByGrant !== true) return [];
  return [
    {
      sid: 'AwsServicesGrantKeyToVendor',
      actions: ['kms:CreateGrant'],
      conditions: {
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
        StringEquals: { 'kms:GranteePrincipal': access.principal.AWS ?? '' },
      },
    },
  ];
}

/** The uses of the replica's key: by replication and readers, and only through S3 for that bucket. */
export function replicaKeyUses({ settings, replica }: Store): KeyUse[] {
  if (!replica) return [];
  return throughS3(replica, [
    ...(replica.off
      ? []
      : [
          {
            sid: 'ReplicationEncryptsThroughS3',
            actions: REPLICA_KEY_ACTIONS,
            principalArns: [replica.roleArn],
          },
        ]),
    ...readersKeyUse(settings),
  ]);
}

/** Restricts uses of a key to requests of S3 for one bucket. */
function throughS3(
  { region, bucketArn }: Pick<Store, 'region' | 'bucketArn'>,
  uses: readonly KeyUse[],
): KeyUse[] {
  return uses.map((use) => ({
    ...use,
    viaService: viaService('s3', region),
    conditions: s3EncryptionContext(bucketArn),
  }));
}

function readersKeyUse({ readers = [] }: Store['settings']): KeyUse[] {
  if (readers.length === 0) return [];
  return [{ sid: 'ReadersDecryptThroughS3', actions: ['kms:Decrypt'], principalArns: readers }];
}

/** The statements of the replica's bucket policy, in addition to the TLS ones that every bucket has. */
export function replicaBucketStatements(
  { encryption }: Store,
  keyArn: string | undefined,
  administratorArns: readonly string[] = [],
): (bucketArn: string) => Statement[] {
  return (bucketArn) => [
    ...(encryption === 'sse-kms' && keyArn !== undefined
      ? denyOtherKeys(bucketArn, keyArn)
      : denyOtherThanSseS3(bucketArn)),
    ...(administratorArns.length > 0 ? [denyTampering(bucketArn, administratorArns)] : []),
  ];
}

function vendorKeyUse({ profile, principalArn }: Store): KeyUse {
  const { access, grants } = profile;
  return {
    sid: 'VendorUsesKeyThroughS3',
    // The key policy's administration statement already allows this; S3 itself never describes the key.
    actions: (grants.key?.actions ?? []).filter((action) => action !== 'kms:DescribeKey'),
    ...(access.kind === 'bucket-policy'
      ? { outsiders: access.principal }
      : { principalArns: [principalArn ?? ''] }),
  };
}

/** The statements of the recordings' bucket policy, in addition to the TLS ones that every bucket has. */
export function recordingsBucketStatements(
  store: Store,
  keyArn: string | undefined,
  administratorArns: readonly string[] = [],
): (bucketArn: string) => Statement[] {
  const { network, principalArn, settings } = store;
  return (bucketArn) => [
    ...(keyArn === undefined
      ? denyOtherThanSseS3(bucketArn)
      : denyOtherKeys(bucketArn, keyArn, settings.allowKmsWithoutKey)),
    ...(administratorArns.length > 0 ? [denyTampering(bucketArn, administratorArns)] : []),
    ...(network && principalArn !== undefined
      ? [denyOffNetwork(bucketArn, principalArn, network)]
      : []),
    ...(settings.retire
      ? denyRetired(bucketArn, vendorOf(store))
      : outsiderStatements(store, bucketArn)),
  ];
}

/** The vendor as the policy of a resource names it: its own principal, or the role or user that it gets. */
function vendorOf({
  profile: { access },
  principalArn = '',
}: Store): Pick<Statement, 'Principal' | 'Condition'> {
  return access.kind === 'bucket-policy'
    ? { Principal: access.principal }
    : { Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': principalArn } } };
}

/**
 * The grants of a vendor that writes as itself: the only Allow statements of a recordings bucket.
 *
 * No Deny can name a vendor's own principal, so the grants themselves are limited to its network: once by address and
 * once by endpoint, because a request through an endpoint has no source address.
 */
function outsiderStatements(store: Store, bucketArn: string): Statement[] {
  const { access, grants } = store.profile;
  if (access.kind !== 'bucket-policy') return [];
  const { bucket, object } = grants;
  const { prefix, otherPrefixes, network } = store;
  const grant = (scope: Pick<AccessScope, 'network'>, suffix: string, from?: Conditions) =>
    grantStatements({ bucket, object }, { bucketArn, prefix, otherPrefixes, ...scope }).map(
      (statement): Statement => ({
        ...statement,
        Sid: `${statement.Sid}${suffix}`,
        Principal: access.principal,
        Condition: mergeConditions(access.conditions, statement.Condition, from),
      }),
    );
  const { cidrs = [], vpcEndpoints = [] } = network ?? {};
  return [
    ...grant({ network: network && { cidrs } }, ''),
    ...(vpcEndpoints.length > 0
      ? grant({}, 'ThroughEndpoint', { StringEquals: { 'aws:SourceVpce': vpcEndpoints } })
      : []),
  ];
}
