import type { Statement } from '../../core/policy';
import { roleStatements } from '../../modules/access-role';
import { userStatements } from '../../modules/access-user';
import { bucketPolicyStatements } from '../../modules/bucket';
import { keyStatements } from '../../modules/key';
import { trustStatement } from '../../modules/trust';
import {
  accessProps,
  recordingsBucketStatements,
  recordingsKeyUses,
  replicaBucketStatements,
  replicaKeyUses,
} from '../../store/access-policies';
import type { ReplicationScope } from '../../modules/replication';
import { type ReplicationKeys, replicationScope } from '../../store/replication';
import type { Store } from '../../store/store';
import { type ExpectedMonitoring, expectedMonitoring } from './expected-monitoring';

/** The statements that the policies of a store should have. */
export interface ExpectedPolicies {
  /** Of the vendor's role, or of its user's group. @default - the vendor writes as itself */
  readonly access?: readonly Statement[];
  /** Of the vendor's role. @default - the vendor has no role */
  readonly trust?: readonly Statement[];
  readonly bucket: readonly Statement[];
  /** Of the recordings' key. @default - S3's own keys encrypt */
  readonly key?: readonly Statement[];
}

/** What a store's stack gives it, without synthesizing the stack. */
export interface Expected extends ExpectedPolicies {
  /** Of the copy's bucket and key. @default - the store has no copy */
  readonly replica?: ExpectedPolicies | undefined;
  /** What S3 copies. @default - the store has no copy */
  readonly replication?: ReplicationScope | undefined;
  readonly monitoring: ExpectedMonitoring;
  /** The permissions boundary of roles and users. @default - they have none */
  readonly boundaryArn?: string | undefined;
}

/** Everything that is compared with what is deployed. */
export function expectedOf(
  store: Store,
  administratorArns: readonly string[] | undefined,
  keyArns: ReplicationKeys,
): Expected {
  return {
    ...expectedPolicies(store, administratorArns, keyArns.source),
    ...(store.replica && { replica: replicaPolicies(store, administratorArns, keyArns.replica) }),
    replication: replicationScope(store, keyArns),
    monitoring: expectedMonitoring(store),
  };
}

/**
 * The policies that a store's stack gives the vendor, the bucket and the key.
 *
 * @param keyArn - of the deployed key. @default - no key was found in AWS: policies name it `key/<key id>`
 */
export function expectedPolicies(
  store: Store,
  administratorArns: readonly string[] | undefined,
  keyArn = `arn:${store.partition}:kms:${store.region}:${store.account}:key/<key id>`,
): ExpectedPolicies {
  const usedKeyArn = store.encryption === 'sse-kms' ? keyArn : undefined;
  const statements = recordingsBucketStatements(store, usedKeyArn, administratorArns);
  const { minimumTls } = store.settings;
  return {
    ...vendorPolicies(store, usedKeyArn),
    bucket: bucketPolicyStatements(store.bucketArn, { minimumTls, statements }),
    ...(usedKeyArn !== undefined && {
      key: keyStatements({ ...store, uses: recordingsKeyUses(store) }),
    }),
  };
}

function vendorPolicies(
  store: Store,
  keyArn: string | undefined,
): Pick<ExpectedPolicies, 'access' | 'trust'> {
  const access = accessProps(store, keyArn);
  if (access.kind === 'none') return {};
  if (access.kind === 'user') return { access: userStatements(access.props) };
  return { access: roleStatements(access.props), trust: [trustStatement(access.props.trust)] };
}

/** The policies of the copy's bucket and key. */
function replicaPolicies(
  store: Store,
  administratorArns: readonly string[] | undefined,
  keyArn: string | undefined,
): ExpectedPolicies {
  const { bucketArn = '' } = store.replica ?? {};
  const statements = replicaBucketStatements(store, keyArn, administratorArns);
  const { minimumTls } = store.settings;
  return {
    bucket: bucketPolicyStatements(bucketArn, { minimumTls, statements }),
    ...(store.encryption === 'sse-kms' && {
      key: keyStatements({ ...store, uses: replicaKeyUses(store) }),
    }),
  };
}
