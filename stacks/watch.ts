import { AssetType, TerraformAsset } from 'cdktf';
import type { Construct } from 'constructs';
import { bundleCheck } from '../lambda/bundle';
import { AlarmTopic } from '../modules/alarm-topic';
import { CredentialSecret } from '../modules/credential-secret';
import { IntegrityCheck } from '../modules/integrity-check';
import type { FunctionCode } from '../modules/integrity-function';
import { ReplicationAlarms } from '../modules/replication-alarms';
import { ReportBucket } from '../modules/report-bucket';
import type { Integrity } from '../store/integrity';
import { integrityStatements, makesTopic } from '../store/integrity-access';
import type { Store } from '../store/store';
import type { Outputs } from '../vendors/outputs';

/** What of a store has been made before. */
export interface MonitoringInputs {
  /** ARN of the recordings' key. @default - S3's own keys encrypt them */
  readonly recordingsKeyArn?: string | undefined;
  /** ARN of the operations key. */
  readonly operationsKeyArn: string;
  /** Name of the recordings' bucket, once it is there. */
  readonly bucketName: string;
  /** Name of the bucket that takes access logs. */
  readonly logBucketName: string;
}

/**
 * What watches over a store: alarms of its replication, the integrity check, and who is told.
 *
 * All of it stands in the scope itself: an alarm whose address changed would be made anew under its old name, and
 * then destroyed by it.
 */
export class Monitoring {
  /** What the command line and people need of it. */
  readonly outputs: Outputs;
  private readonly topicArn: string | undefined;

  /** @throws RefusedError for names AWS would not take */
  constructor(
    private readonly scope: Construct,
    private readonly store: Store,
    private readonly made: MonitoringInputs,
  ) {
    const { settings, replica, integrity } = store;
    this.topicArn = makesTopic(store) ? this.topic() : settings.alarms?.topicArn;
    if (replica) {
      new ReplicationAlarms(scope, 'ReplicationAlarms', {
        ...{ name: store.id, topicArn: this.topicArn },
        ...{ sourceBucketName: store.bucketName, replicaBucketName: replica.bucketName },
        previousPrefixes: store.previousPrefixes,
      });
    }
    this.outputs = {
      ...(this.topicArn !== undefined && { alarm_topic_arn: this.topicArn }),
      ...(integrity && this.check(integrity)),
    };
  }

  private topic(): string {
    const { scope, store, made } = this;
    return new AlarmTopic(scope, 'AlarmTopic', {
      ...store,
      name: `${store.id}-alarms`,
      keyArn: made.operationsKeyArn,
      ...(store.settings.alarms?.emails && { emails: store.settings.alarms.emails }),
    }).arn;
  }

  private check(integrity: Integrity): Outputs {
    const { scope, store, made, topicArn = '' } = this;
    const reports = new ReportBucket(scope, 'Reports', {
      ...{ ...store, name: integrity.reportBucketName, keyArn: made.operationsKeyArn },
      logBucketName: made.logBucketName,
      ...(integrity.check.inventory && {
        inventoryOf: made.bucketName,
        // One inventory takes one prefix: with paths of before it lists the bucket.
        inventoryPrefix: store.previousPrefixes.length > 0 ? '' : store.prefix,
      }),
    });
    const secretArn = this.secret(integrity);
    const { functionName } = new IntegrityCheck(scope, 'Integrity', {
      ...{ ...store, ...integrity, store: store.id, topicArn },
      code: this.code(),
      ...{ settings: integrity.check, keyed: integrity.check.userName !== undefined },
      statements: integrityStatements(store, integrity, { ...made, secretArn }),
      keyArn: made.operationsKeyArn,
    });
    return {
      report_bucket: reports.name,
      integrity_function: functionName,
      ...(secretArn !== undefined && { vendor_api_secret: integrity.secretName ?? '' }),
    };
  }

  /** The place for the vendor's credentials; what is in it is put there outside of Terraform. */
  private secret({ secretName }: Integrity): string | undefined {
    if (secretName === undefined) return undefined;
    const { scope, store, made } = this;
    return new CredentialSecret(scope, 'VendorApi', {
      ...{ name: secretName, keyArn: made.operationsKeyArn },
      description: `Credentials with which the integrity check asks ${store.profile.title}`,
      ...{ account: store.account, disposable: store.disposable },
    }).arn;
  }

  private code(): FunctionCode {
    const { file, sha256 } = bundleCheck();
    const asset = new TerraformAsset(this.scope, 'Code', { path: file, type: AssetType.FILE });
    return { path: asset.path, sha256 };
  }
}
