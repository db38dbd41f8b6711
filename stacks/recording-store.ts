import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { dependable, TerraformOutput, TerraformResource, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { StackEnvironment } from '../config/environment';
import { findVendor } from '../config/resolve';
import { CONSTRUCT_IDS } from '../core/construct-ids';
import { DAY_MS, type Day, dayOf, startOf } from '../core/day';
import { AccessRole } from '../modules/access-role';
import { AccessUser } from '../modules/access-user';
import { BatchJobs } from '../modules/batch-jobs';
import type { Bucket } from '../modules/bucket';
import { CredentialSecret } from '../modules/credential-secret';
import { IdentityProvider } from '../modules/identity-provider';
import { Key } from '../modules/key';
import { PathLock } from '../modules/path-lock';
import { Replication } from '../modules/replication';
import {
  retentionDates,
  retentionDays,
  type RetentionSchedule,
} from '../modules/retention-schedule';
import {
  accessProps,
  recordingsBucketStatements,
  recordingsKeyUses,
} from '../store/access-policies';
import { batchScope } from '../store/batch-jobs';
import { operationsKeyUses } from '../store/integrity-access';
import { replicationScope } from '../store/replication';
import { accessKeySecretName, type Store } from '../store/store';
import type { Outputs } from '../vendors/outputs';
import type { AnySettings } from '../vendors/vendor';
import { addProviderAndBackend, addRegion } from './environment-stack';
import { addMonitoring } from './monitoring';
import { Replica } from './replica';
import { addStoreBucket } from './store-bucket';

/** Props of {@link RecordingStore}. */
export interface RecordingStoreProps {
  readonly environment: StackEnvironment;
  readonly store: Store<AnySettings>;
}

interface ReplicaPlace {
  readonly environment: StackEnvironment;
  /** The provider of the replica's region. */
  readonly provider: AwsProvider;
}

/** One vendor's recording storage in one environment: one stack, one Terraform state. */
export class RecordingStore extends TerraformStack {
  private readonly store: Store<AnySettings>;

  constructor(scope: Construct, { environment, store }: RecordingStoreProps) {
    super(scope, store.id);
    this.store = store;
    const tags = { ...store.settings.tags, store: store.name };
    addProviderAndBackend(this, store.id, { environment, region: store.region, tags });

    const operationsKeyArn = new Key(this, CONSTRUCT_IDS.operationsKey, {
      ...store,
      description: `Operations of ${store.id}: secrets, logs, alarms; never recordings`,
      alias: `${store.id}-operations`,
      renames: store.previousIds.length,
      uses: operationsKeyUses(store),
    }).arn;
    const recordingsKeyArn = store.encryption === 'sse-kms' ? this.recordingsKey() : undefined;
    const { bucket, logs } = addStoreBucket(this, ['Recordings', store], {
      name: store.bucketName,
      kind: 'recordings',
      keyArn: recordingsKeyArn,
      logBucketName: store.logBucketName,
      alsoLogged: store.integrity ? [store.integrity.reportBucketName] : [],
      statements: recordingsBucketStatements(store, recordingsKeyArn, environment.administrators),
    });
    const { replicaRegion } = new PathLock(this, CONSTRUCT_IDS.pathLock, {
      ...store,
      disposable: store.disposable || store.destroyable,
      replicaRegion: store.replica?.region,
    });
    // Without a replica too: Terraform needs the provider to destroy one that was removed.
    const provider = addRegion(this, { environment, region: replicaRegion, tags });
    this.replicate({ environment, provider }, bucket, recordingsKeyArn);
    const principalArn = this.access(recordingsKeyArn, operationsKeyArn);
    const monitoring = addMonitoring(this, store, {
      recordingsKeyArn,
      operationsKeyArn,
      logBucketName: logs.name,
      bucketName: bucket.name,
    });
    const arns = { recordingsKeyArn, principalArn, operationsKeyArn };
    const outputs = { ...outputsOf(store, arns), ...monitoring };
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(this, name, { value });
    if (store.destroyable || store.replica?.off?.destroy) keepKeysUntilEmpty(this);
  }

  private recordingsKey(): string {
    const { id, previousIds } = this.store;
    return new Key(this, CONSTRUCT_IDS.recordingsKey, {
      ...this.store,
      description: `Recordings of ${id}`,
      alias: `${id}-recordings`,
      renames: previousIds.length,
      uses: recordingsKeyUses(this.store),
    }).arn;
  }

  private replicate(
    { environment, provider }: ReplicaPlace,
    source: Bucket,
    keyArn: string | undefined,
  ): void {
    const { store } = this;
    const { replica } = store;
    if (!replica) return;
    const copy = new Replica(this, CONSTRUCT_IDS.replica, {
      store,
      replica,
      provider,
      administratorArns: environment.administrators,
    });
    const scope = replicationScope(store, { source: keyArn, replica: copy.keyArn });
    if (!scope) return;
    new Replication(this, CONSTRUCT_IDS.replication, {
      ...scope,
      roleName: replica.roleName,
      dependsOn: [source.versioning, copy.bucket.versioning],
    });
  }

  /** Grants the vendor access. Returns the ARN of its role or user; undefined if it uses a principal of its own. */
  private access(keyArn: string | undefined, operationsKeyArn: string): string | undefined {
    const { store } = this;
    const { profile } = store;
    const jobs = batchScope(store);
    if (jobs) new BatchJobs(this, CONSTRUCT_IDS.batchJobs, jobs);
    const access = accessProps(store, keyArn);
    if (access.kind === 'role') {
      if (profile.access.kind === 'oidc' && profile.access.createProvider) {
        new IdentityProvider(this, 'IdentityProvider', profile.access);
      }
      return new AccessRole(this, 'Access', access.props).arn;
    }
    if (access.kind === 'none') return undefined;
    new CredentialSecret(this, 'Credential', {
      name: accessKeySecretName(store.nameId),
      description: `Access key of ${store.principalName}, which ${profile.title} writes with`,
      keyArn: operationsKeyArn,
      account: store.account,
      disposable: store.disposable,
    });
    return new AccessUser(this, 'Access', access.props).arn;
  }
}

function outputsOf(
  store: Store<AnySettings>,
  arns: Parameters<typeof commonOutputs>[1] & { readonly principalArn: string | undefined },
): Outputs {
  return {
    ...findVendor(store.settings.vendor).outputs(store, arns),
    ...commonOutputs(store, arns),
  };
}

/** What the command line needs from the stack of every vendor. */
function commonOutputs(
  store: Store,
  keys: { readonly recordingsKeyArn?: string | undefined; readonly operationsKeyArn: string },
): Outputs {
  const { readableUntil, recoverableUntil, goneBy } = retentionDays(store.schedule);
  const { retire } = store.settings;
  return {
    vendor: store.profile.title,
    ...(store.previousIds.length > 0 && { previous_stacks: [...store.previousIds] }),
    recordings_bucket: store.bucketName,
    recordings_prefix: store.prefix,
    ...(store.additionalPrefixes.length > 0 && {
      additional_prefixes: [...store.additionalPrefixes],
    }),
    ...(store.previousPrefixes.length > 0 && { previous_prefixes: [...store.previousPrefixes] }),
    ...(keys.recordingsKeyArn !== undefined && { recordings_key_arn: keys.recordingsKeyArn }),
    operations_key_arn: keys.operationsKeyArn,
    ...(store.replica && {
      replica_bucket: store.replica.bucketName,
      replica_region: store.replica.region,
    }),
    ...(retire && { retired: { ...retire, ...lastDays(retire.since, store.schedule) } }),
    ...switchedOffOutputs(store),
    retention_days: {
      readable_until: readableUntil,
      recoverable_until: recoverableUntil,
      gone_by: goneBy,
    },
  };
}

/** What is switched off, and until when copies remain. */
function switchedOffOutputs({ replica, integrity, schedule }: Store): Outputs {
  const [copies, check] = [replica?.off, integrity?.off];
  return {
    ...(copies && { replication_off: { ...copies, ...lastDays(copies.since, schedule) } }),
    ...(check && { integrity_off: { ...check } }),
  };
}

/** Until when recordings of a retired store remain. */
function lastDays(since: Day, schedule: RetentionSchedule): Outputs {
  const { readableUntil, goneBy } = retentionDates(new Date(startOf(since) + DAY_MS - 1), schedule);
  return { readable_until: dayOf(readableUntil.getTime()), gone_by: dayOf(goneBy.getTime()) };
}

/** Terraform destroys the keys of an ending store after its buckets, which S3 refuses to delete while they hold objects. */
function keepKeysUntilEmpty(stack: TerraformStack): void {
  const all = stack.node.findAll().filter((each) => TerraformResource.isTerraformResource(each));
  const keys = all.filter(({ terraformResourceType: type }) => type === KmsKey.tfResourceType);
  for (const each of all) {
    if (each.terraformResourceType === S3Bucket.tfResourceType) {
      each.dependsOn = keys.map(dependable);
    }
  }
}
