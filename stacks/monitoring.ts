import { AssetType, TerraformAsset } from 'cdktf';
import type { Construct } from 'constructs';
import { CONSTRUCT_IDS } from '../core/construct-ids';
import { bundleCheck } from '../lambda/bundle';
import { AlarmTopic } from '../modules/alarm-topic';
import { Arrivals } from '../modules/arrivals';
import { Canary } from '../modules/canary';
import { Dashboard } from '../modules/dashboard';
import { CredentialSecret } from '../modules/credential-secret';
import { IntegrityCheck } from '../modules/integrity-check';
import type { FunctionCode } from '../modules/integrity-function';
import { ReplicationAlarms } from '../modules/replication-alarms';
import { ReportBucket } from '../modules/report-bucket';
import { canaryStatements } from '../store/canary-access';
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
  const { integrity, arrivals, canary } = store;
  const check = runningCheck(store);
  const watched = arrivals ?? canary ?? check;
  const code = watched && addCode(scope);
  if (code) addWatchers(scope, { store, topicArn, code }, inputs);
  const secret = addSecret(scope, store, inputs.operationsKeyArn);
  const secretArn = secret?.arn;
  return {
    ...(integrity && { report_bucket: addReports(scope, { store, integrity }, inputs) }),
    ...(check &&
      code &&
      addCheck(scope, { store, integrity: check, code, topicArn, secretArn }, inputs)),
    ...(secret && { vendor_api_secret: secret.name }),
  };
}

/** Adds the functions that watch what arrives, and try whether it can. */
function addWatchers(
  scope: Construct,
  { store, topicArn, code }: Pick<CheckProps, 'store' | 'topicArn' | 'code'>,
  { bucketName, operationsKeyArn: keyArn }: MonitoringInputs,
): void {
  const { arrivals, canary } = store;
  const common = { ...store, store: store.nameId, stack: store.id, topicArn, code, keyArn };
  if (arrivals) new Arrivals(scope, CONSTRUCT_IDS.arrivals, { ...common, ...arrivals, bucketName });
  if (!canary) return;
  const statements = canaryStatements(store, canary);
  new Canary(scope, CONSTRUCT_IDS.canary, { ...common, ...canary, statements });
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
  /** ARN of the secret with the vendor's credentials. @default - it has none */
  readonly secretArn: string | undefined;
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
  const { store, integrity, code, topicArn, secretArn } = props;
  const keyArn = inputs.operationsKeyArn;
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
  };
}

/** The secret for the vendor's credentials; its value is written outside Terraform. */
function addSecret(
  scope: Construct,
  store: Store,
  keyArn: string,
): { readonly name: string; readonly arn: string } | undefined {
  const { canary, profile, account, disposable } = store;
  const integrity = runningCheck(store);
  const method = canary?.settings.method;
  const name = integrity?.secretName ?? (method?.kind === 'validation' ? method.secret : undefined);
  if (name === undefined) return undefined;
  const user = integrity?.secretName === undefined ? 'canary' : 'integrity check';
  const { arn } = new CredentialSecret(scope, 'VendorApi', {
    name,
    keyArn,
    description: `Credentials with which the ${user} asks ${profile.title}`,
    account,
    disposable,
  });
  return { name, arn };
}
