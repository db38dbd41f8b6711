import { AssetType, TerraformAsset } from 'cdktf';
import type { Construct } from 'constructs';
import { CONSTRUCT_IDS } from '../core/construct-ids';
import { bundleCheck } from '../lambda/bundle';
import { AlarmTopic } from '../modules/alarm-topic';
import { Arrivals } from '../modules/arrivals';
import { Dashboard } from '../modules/dashboard';
import { CredentialSecret } from '../modules/credential-secret';
import { IntegrityCheck } from '../modules/integrity-check';
import type { FunctionCode } from '../modules/integrity-function';
import { ReplicationAlarms } from '../modules/replication-alarms';
import { ReportBucket } from '../modules/report-bucket';
import { dashboardProps } from '../store/dashboard';
import type { Integrity } from '../store/integrity';
import { integrityStatements, makesTopic } from '../store/integrity-access';
import type { Store } from '../store/store';
import { copiesTo, runningCheck } from '../store/switched-off';
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
  const topicArn = addTopic(scope, store, inputs);
  addReplicationAlarms(scope, store, topicArn);
  const functions = addFunctions(scope, { store, topicArn: topicArn ?? '' }, inputs);
  if (store.settings.dashboard) new Dashboard(scope, 'Dashboard', dashboardProps(store));
  return { ...(topicArn !== undefined && { alarm_topic_arn: topicArn }), ...functions };
}

function addTopic(scope: Construct, store: Store, inputs: MonitoringInputs): string | undefined {
  const { emails, topicArn } = store.settings.alarms ?? {};
  if (!makesTopic(store)) return topicArn;
  return new AlarmTopic(scope, 'AlarmTopic', {
    ...store,
    name: `${store.nameId}-alarms`,
    keyArn: inputs.operationsKeyArn,
    emails,
  }).arn;
}

function addReplicationAlarms(scope: Construct, store: Store, topicArn: string | undefined): void {
  const replica = copiesTo(store);
  if (!replica) return;
  new ReplicationAlarms(scope, 'ReplicationAlarms', {
    name: store.nameId,
    stack: store.id,
    topicArn,
    sourceBucketName: store.bucketName,
    replicaBucketName: replica.bucketName,
    otherPrefixes: store.otherPrefixes,
  });
}

/** Adds the functions that a store has. Returns the outputs of the stack for them. */
function addFunctions(
  scope: Construct,
  { store, topicArn }: Pick<CheckProps, 'store' | 'topicArn'>,
  inputs: MonitoringInputs,
): Outputs {
  const { integrity, arrivals } = store;
  const code = arrivals || runningCheck(store) ? addCode(scope) : undefined;
  if (arrivals && code) {
    new Arrivals(scope, CONSTRUCT_IDS.arrivals, {
      ...store,
      ...arrivals,
      store: store.nameId,
      stack: store.id,
      bucketName: inputs.bucketName,
      topicArn,
      code,
      keyArn: inputs.operationsKeyArn,
    });
  }
  if (!integrity) return {};
  const report_bucket = addReports(scope, { store, integrity }, inputs);
  return {
    report_bucket,
    ...(code && !integrity.off && addCheck(scope, { store, integrity, code, topicArn }, inputs)),
  };
}

/** The code of all functions. */
function addCode(scope: Construct): FunctionCode {
  const { file, sha256 } = bundleCheck();
  const { path } = new TerraformAsset(scope, 'Code', { path: file, type: AssetType.FILE });
  return { path, sha256 };
}

interface CheckProps {
  readonly store: Store;
  readonly integrity: Integrity;
  readonly code: FunctionCode;
  readonly topicArn: string;
}

/** The bucket of reports stays when the check is switched off: the register of holds is in it. */
function addReports(
  scope: Construct,
  { store, integrity }: Pick<CheckProps, 'store' | 'integrity'>,
  { bucketName, logBucketName, operationsKeyArn: keyArn }: MonitoringInputs,
): string {
  return new ReportBucket(scope, 'Reports', {
    ...store,
    disposable: store.disposable || store.destroyable || integrity.off?.destroy,
    name: integrity.reportBucketName,
    keyArn,
    logBucketName,
    ...(integrity.check.inventory &&
      !integrity.off && {
        inventoryOf: bucketName,
        // One inventory covers one prefix: with previous paths it covers the whole bucket.
        inventoryPrefix: store.otherPrefixes.length > 0 ? '' : store.prefix,
      }),
  }).name;
}

function addCheck(scope: Construct, props: CheckProps, inputs: MonitoringInputs): Outputs {
  const { store, integrity, code, topicArn } = props;
  const keyArn = inputs.operationsKeyArn;
  const secretArn = addSecret(scope, props, keyArn);
  const { functionName } = new IntegrityCheck(scope, CONSTRUCT_IDS.integrity, {
    ...store,
    ...integrity,
    store: store.nameId,
    stack: store.id,
    topicArn,
    code,
    settings: integrity.check,
    keyed: integrity.check.userName !== undefined,
    statements: integrityStatements(store, integrity, { ...inputs, secretArn }),
    keyArn,
  });
  return {
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
