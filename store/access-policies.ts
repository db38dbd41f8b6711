import { mergeConditions, type Statement } from '../core/policy';
import { viaService } from '../core/region';
import type { AccessRoleProps } from '../modules/access-role';
import { type AccessScope, grantStatements } from '../modules/access-statements';
import type { AccessUserProps } from '../modules/access-user';
import {
  denyOffNetwork,
  denyOtherKeys,
  denyOtherThanSseS3,
  denyTampering,
} from '../modules/bucket-statements';
import { identityProviderArn } from '../modules/identity-provider';
import { type KeyUse, s3EncryptionContext } from '../modules/key';
import { REPLICA_KEY_ACTIONS } from '../modules/replication';
import type { Trust } from '../modules/trust';
import type { AssumeRole, Oidc } from './profile';
import type { Store } from './store';

/** What a store makes for its vendor: a role, a user, or nothing where the vendor writes as itself. */
export type Access =
  | { readonly kind: 'role'; readonly props: AccessRoleProps }
  | { readonly kind: 'user'; readonly props: AccessUserProps }
  | { readonly kind: 'none' };

/** The access of a store, as data. */
export function accessProps(store: Store, keyArn: string | undefined): Access {
  const { profile, principalName, disposable } = store;
  const common = { name: principalName, grants: profile.grants, scope: accessScope(store, keyArn) };
  const { access } = profile;
  if (access.kind === 'bucket-policy') return { kind: 'none' };
  if (access.kind === 'iam-user') return { kind: 'user', props: { ...common, disposable } };
  return {
    kind: 'role',
    props: {
      ...common,
      description: `${profile.title} writes recordings of ${store.id}`,
      trust: trustOfMethod(access, store),
      ...(access.kind === 'assume-role' && { sessionSeconds: access.sessionSeconds }),
    },
  };
}

function accessScope(store: Store, keyArn: string | undefined): AccessScope {
  const { bucketArn, prefix, previousPrefixes, network } = store;
  return { bucketArn, prefix, previousPrefixes, keyArn, network };
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
    externalId: access.externalId.value,
  };
}

/** Who may use the recordings' key: the vendor and the readers, and only through S3 for this bucket. */
export function recordingsKeyUses(store: Store): KeyUse[] {
  const { readers = [] } = store.settings;
  const reading = readers.length > 0 && {
    sid: 'ReadersDecryptThroughS3',
    actions: ['kms:Decrypt'],
    principalArns: readers,
  };
  const throughS3 = {
    viaService: viaService('s3', store.region),
    conditions: s3EncryptionContext(store.bucketArn),
  };
  const copying = store.replica && {
    sid: 'ReplicationDecryptsThroughS3',
    actions: ['kms:Decrypt'],
    principalArns: [store.replica.roleArn],
  };
  const migrating = store.migrationRoleArn !== undefined && {
    sid: 'MigrationCopiesThroughS3',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    principalArns: [store.migrationRoleArn],
  };
  const uses = [vendorKeyUse(store), reading, copying, migrating];
  return uses.flatMap((use) => (use ? [use] : [])).map((use) => ({ ...use, ...throughS3 }));
}

/** Who may use the replica's key: replication and the readers, and only through S3 for that bucket. */
export function replicaKeyUses({ settings, replica }: Store): KeyUse[] {
  if (!replica) return [];
  const { readers = [] } = settings;
  const throughS3 = {
    viaService: viaService('s3', replica.region),
    conditions: s3EncryptionContext(replica.bucketArn),
  };
  return [
    {
      ...throughS3,
      sid: 'ReplicationEncryptsThroughS3',
      actions: REPLICA_KEY_ACTIONS,
      principalArns: [replica.roleArn],
    },
    ...(readers.length === 0
      ? []
      : [
          {
            ...throughS3,
            sid: 'ReadersDecryptThroughS3',
            actions: ['kms:Decrypt'],
            principalArns: readers,
          },
        ]),
  ];
}

/** The statements of the replica's bucket policy: only replication writes to it. */
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

function vendorKeyUse({ profile, principalArn }: Store): Omit<KeyUse, 'viaService'> {
  const { access, grants } = profile;
  return {
    sid: 'VendorUsesKeyThroughS3',
    // The account's administration lets the identity describe the key; S3 itself never does.
    actions: (grants.key?.actions ?? []).filter((action) => action !== 'kms:DescribeKey'),
    ...(access.kind === 'bucket-policy'
      ? { outsiders: access.principal }
      : { principalArns: [principalArn ?? ''] }),
  };
}

/** The statements of the recordings' bucket policy, beside the TLS ones every bucket has. */
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
    ...outsiderStatements(store, bucketArn),
  ];
}

/** What a vendor that writes as itself may do: the only Allow a recordings bucket ever has. */
function outsiderStatements(store: Store, bucketArn: string): Statement[] {
  const { access, grants } = store.profile;
  if (access.kind !== 'bucket-policy') return [];
  const { bucket, object } = grants;
  const { prefix, previousPrefixes, network } = store;
  const scope: AccessScope = { bucketArn, prefix, previousPrefixes, network };
  return grantStatements({ bucket, object }, scope).map((statement) => ({
    ...statement,
    Principal: access.principal,
    Condition: mergeConditions(access.conditions, statement.Condition),
  }));
}
