import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { StackEnvironment } from '../config/environment';
import { findVendor } from '../config/resolve';
import { AccessRole } from '../modules/access-role';
import { AccessUser } from '../modules/access-user';
import { Bucket } from '../modules/bucket';
import { CredentialSecret } from '../modules/credential-secret';
import { IdentityProvider } from '../modules/identity-provider';
import { Key } from '../modules/key';
import { LogBucket } from '../modules/log-bucket';
import { ObjectLock } from '../modules/object-lock';
import { PathLock } from '../modules/path-lock';
import { Replication } from '../modules/replication';
import { Retention } from '../modules/retention';
import { retentionDays } from '../modules/retention-schedule';
import {
  accessProps,
  recordingsBucketStatements,
  recordingsKeyUses,
} from '../store/access-policies';
import { operationsKeyUses } from '../store/integrity-access';
import { accessKeySecretName, type Store } from '../store/store';
import type { Outputs } from '../vendors/outputs';
import type { AnySettings } from '../vendors/vendor';
import { addProviderAndBackend, addRegion } from './environment-stack';
import { Replica } from './replica';
import { Monitoring } from './watch';

/** What a {@link RecordingStore} is made from. */
export interface RecordingStoreProps {
  /** The environment it is part of. */
  readonly environment: StackEnvironment;
  /** The store, checked. */
  readonly store: Store<AnySettings>;
}

/** One vendor's recording storage in one environment: one stack, one Terraform state. */
export class RecordingStore extends TerraformStack {
  private readonly store: Store<AnySettings>;

  constructor(scope: Construct, { environment, store }: RecordingStoreProps) {
    super(scope, store.id);
    this.store = store;
    addProviderAndBackend(this, store.id, {
      environment,
      region: store.region,
      tags: { ...store.settings.tags, store: store.name },
    });

    const operationsKey = this.operationsKey();
    const recordingsKeyArn = store.encryption === 'sse-kms' ? this.recordingsKey().arn : undefined;
    const logs = this.logs();
    const versioned = this.bucket(recordingsKeyArn, logs, environment.administrators);
    this.replicate(environment, versioned, recordingsKeyArn);
    const principalArn = this.access(recordingsKeyArn, operationsKey.arn);
    const watched = new Monitoring(this, store, {
      recordingsKeyArn,
      operationsKeyArn: operationsKey.arn,
      logBucketName: logs.name,
      bucketName: versioned.name,
    });
    addOutputs(this, {
      ...findVendor(store.settings.vendor).outputs(store, { recordingsKeyArn, principalArn }),
      ...commonOutputs(store, { recordings: recordingsKeyArn, operations: operationsKey.arn }),
      ...watched.outputs,
    });
  }

  private recordingsKey(): Key {
    return new Key(this, 'RecordingsKey', {
      ...this.store,
      description: `Recordings of ${this.store.id}`,
      alias: `${this.store.id}-recordings`,
      uses: recordingsKeyUses(this.store),
    });
  }

  /** What is about the store but not in it: its secrets, and whatever watches it. */
  private operationsKey(): Key {
    const { id } = this.store;
    return new Key(this, 'OperationsKey', {
      ...this.store,
      description: `Operations of ${id}: secrets, logs, alarms; never recordings`,
      alias: `${id}-operations`,
      uses: operationsKeyUses(this.store),
    });
  }

  private logs(): LogBucket {
    const { store } = this;
    return new LogBucket(this, 'Logs', {
      ...store,
      name: store.logBucketName,
      sourceBucketNames: [
        store.bucketName,
        ...(store.integrity ? [store.integrity.reportBucketName] : []),
      ],
      days: store.settings.logDays,
    });
  }

  private bucket(
    keyArn: string | undefined,
    logs: LogBucket,
    administratorArns?: readonly string[],
  ): Bucket {
    const { store } = this;
    const { minimumTls } = store.settings;
    const bucket = new Bucket(this, 'Recordings', {
      name: store.bucketName,
      kind: 'recordings',
      keyArn,
      logBucketName: logs.name,
      minimumTls,
      disposable: store.disposable,
      statements: recordingsBucketStatements(store, keyArn, administratorArns),
    });
    new Retention(this, 'Retention', {
      ...store.schedule,
      bucketName: bucket.name,
      prefix: store.prefix,
      previousPrefixes: store.expiringPrefixes,
      dependsOn: [bucket.versioning],
    });
    const { objectLock } = store.settings;
    if (objectLock) {
      new ObjectLock(this, 'ObjectLock', {
        ...objectLock,
        bucketName: bucket.name,
        dependsOn: [bucket.versioning],
      });
    }
    new PathLock(this, 'PathLock', store);
    return bucket;
  }

  private replicate(
    environment: StackEnvironment,
    source: Bucket,
    keyArn: string | undefined,
  ): void {
    const { store } = this;
    const { replica: copy, settings } = store;
    if (!copy || !settings.replication) return;
    const { deleteMarkers, timeControl } = settings.replication;
    const replica = new Replica(this, 'Replica', {
      store,
      copy,
      provider: addRegion(this, {
        environment,
        region: copy.region,
        tags: { ...settings.tags, store: store.name },
      }),
      administratorArns: environment.administrators,
    });
    new Replication(this, 'Replication', {
      ...store,
      ...{ roleName: copy.roleName, deleteMarkers, timeControl },
      source: { bucketName: store.bucketName, region: store.region, keyArn },
      replica: { ...copy, keyArn: replica.keyArn },
      locked: settings.objectLock !== undefined,
      dependsOn: [source.versioning, replica.bucket.versioning],
    });
  }

  /** Lets the vendor in. Gives the ARN it comes in as, unless it comes as itself. */
  private access(keyArn: string | undefined, operationsKeyArn: string): string | undefined {
    const { store } = this;
    const access = accessProps(store, keyArn);
    if (access.kind === 'role') {
      this.identityProvider();
      return new AccessRole(this, 'Access', access.props).arn;
    }
    if (access.kind === 'none') return undefined;
    new CredentialSecret(this, 'Credential', {
      name: accessKeySecretName(store.id),
      description: `Access key of ${store.principalName}, which ${store.profile.title} writes with`,
      keyArn: operationsKeyArn,
      account: store.account,
      disposable: store.disposable,
    });
    return new AccessUser(this, 'Access', access.props).arn;
  }

  private identityProvider(): void {
    const { access } = this.store.profile;
    if (access.kind !== 'oidc' || !access.createProvider) return;
    new IdentityProvider(this, 'IdentityProvider', access);
  }
}

/** What the command line needs, whoever the vendor is. */
function commonOutputs(store: Store, keys: { recordings?: string; operations: string }): Outputs {
  const { readableUntil, recoverableUntil, goneBy } = retentionDays(store.schedule);
  return {
    vendor: store.profile.title,
    recordings_bucket: store.bucketName,
    recordings_prefix: store.prefix,
    ...(store.previousPrefixes.length > 0 && { previous_prefixes: [...store.previousPrefixes] }),
    ...(keys.recordings !== undefined && { recordings_key_arn: keys.recordings }),
    operations_key_arn: keys.operations,
    ...(store.replica && {
      replica_bucket: store.replica.bucketName,
      replica_region: store.replica.region,
    }),
    retention_days: {
      readable_until: readableUntil,
      recoverable_until: recoverableUntil,
      gone_by: goneBy,
    },
  };
}

function addOutputs(stack: TerraformStack, outputs: Outputs): void {
  for (const [name, value] of Object.entries(outputs)) new TerraformOutput(stack, name, { value });
}
