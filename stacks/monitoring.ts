import { AssetType, TerraformAsset } from 'cdktf';
import type { Construct } from 'constructs';
import { CONSTRUCT_IDS } from '../core/construct-ids';
import { bundleCheck } from '../lambda/bundle';
import { AlarmTopic } from '../modules/alarm-topic';
import { CredentialSecret } from '../modules/credential-secret';
import { IntegrityCheck } from '../modules/integrity-check';
import { ReplicationAlarms } from '../modules/replication-alarms';
import { ReportBucket } from '../modules/report-bucket';
import type { Integrity } from '../store/integrity';
import { integrityStatements, makesTopic } from '../store/integrity-access';
import type { Store } from '../store/store';
import type { Outputs } from '../vendors/outputs';

/** What monitoring needs from the rest of the store's stack. */
export interface MonitoringInputs {
  /** @default - S3's own keys encrypt the recordings */
  readonly recordingsKeyArn?: string | undefined;
  readonly operationsKeyArn: string;
  /** Name of the recordings bucket; resolves once the bucket exists. */
  readonly bucketName: string;
  /** Name of the bucket for access logs. */
  readonly logBucketName: string;
}

/**
 * Adds what monitors a store: alarms on its replication, the integrity check, and the topic they notify. Returns the
 * outputs of the stack for them.
 *
 * Everything is added to the given scope directly: an alarm whose address changed would be recreated under its old
 * name, and the destruction of the old resource would then delete it.
 *
 * @throws RefusedError for names AWS would reject
 */
export function addMonitoring(scope: Construct, store: Store, inputs: MonitoringInputs): Outputs {
  const { settings, replica, integrity } = store;
  const topicArn = makesTopic(store)
    ? new AlarmTopic(scope, 'AlarmTopic', {
        ...store,
        name: `${store.nameId}-alarms`,
        keyArn: inputs.operationsKeyArn,
        emails: settings.alarms?.emails,
      }).arn
    : settings.alarms?.topicArn;
  if (replica) {
    new ReplicationAlarms(scope, 'ReplicationAlarms', {
      name: store.nameId,
      topicArn,
      sourceBucketName: store.bucketName,
      replicaBucketName: replica.bucketName,
      otherPrefixes: store.otherPrefixes,
    });
  }
  return {
    ...(topicArn !== undefined && { alarm_topic_arn: topicArn }),
    ...(integrity && addCheck(scope, { store, integrity, topicArn: topicArn ?? '' }, inputs)),
  };
}

interface CheckProps {
  readonly store: Store;
  readonly integrity: Integrity;
  readonly topicArn: string;
}

function addCheck(
  scope: Construct,
  { store, integrity, topicArn }: CheckProps,
  inputs: MonitoringInputs,
): Outputs {
  const keyArn = inputs.operationsKeyArn;
  const reports = new ReportBucket(scope, 'Reports', {
    ...store,
    disposable: store.disposable || store.destroyable,
    name: integrity.reportBucketName,
    keyArn,
    logBucketName: inputs.logBucketName,
    ...(integrity.check.inventory && {
      inventoryOf: inputs.bucketName,
      // One inventory covers one prefix: with previous paths it covers the whole bucket.
      inventoryPrefix: store.otherPrefixes.length > 0 ? '' : store.prefix,
    }),
  });
  const secretArn = addSecret(scope, { store, integrity, topicArn }, keyArn);
  const { file, sha256 } = bundleCheck();
  const asset = new TerraformAsset(scope, 'Code', { path: file, type: AssetType.FILE });
  const { functionName } = new IntegrityCheck(scope, CONSTRUCT_IDS.integrity, {
    ...store,
    ...integrity,
    store: store.nameId,
    topicArn,
    code: { path: asset.path, sha256 },
    settings: integrity.check,
    keyed: integrity.check.userName !== undefined,
    statements: integrityStatements(store, integrity, { ...inputs, secretArn }),
    keyArn,
  });
  return {
    report_bucket: reports.name,
    integrity_function: functionName,
    ...(secretArn !== undefined && { vendor_api_secret: integrity.secretName ?? '' }),
  };
}

/** The secret for the vendor's credentials; its value is written outside Terraform. */
function addSecret(
  scope: Construct,
  { store, integrity: { secretName } }: CheckProps,
  keyArn: string,
): string | undefined {
  if (secretName === undefined) return undefined;
  return new CredentialSecret(scope, 'VendorApi', {
    name: secretName,
    keyArn,
    description: `Credentials with which the integrity check asks ${store.profile.title}`,
    account: store.account,
    disposable: store.disposable,
  }).arn;
}
