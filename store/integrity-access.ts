import { bucketArn } from '../core/arn';
import type { OneOrMany, Statement } from '../core/policy';
import { viaService } from '../core/region';
import { alarmKeyUse } from '../modules/alarm-topic';
import { failureKeyUses } from '../modules/failure-queue';
import { logGroupName, logKeyUse } from '../modules/integrity-function';
import { mapLogGroupName } from '../modules/integrity-map';
import type { KeyUse } from '../modules/key';
import { REPORT_FOLDERS, reportKeyUses } from '../modules/report-bucket';
import type { Integrity } from './integrity';
import type { Store } from './store';
import { copiesTo, runningCheck } from './switched-off';

/** ARNs that are known only with the stack. */
export interface IntegrityResources {
  /** ARN of the recordings' key. @default - S3's own keys encrypt them */
  readonly recordingsKeyArn?: string | undefined;
  /** ARN of the secret with the vendor's credentials. @default - it has none */
  readonly secretArn?: string | undefined;
}

/**
 * The permissions of the check. It lists recordings and never reads one; where it reads metadata files, it may read
 * nothing else.
 *
 * @see Amazon S3 User Guide, "Required permissions for Amazon S3 API operations": HeadObject needs
 *   `s3:GetObject`, and no permission for the key
 */
export function integrityStatements(
  store: Store,
  integrity: Integrity,
  resources: IntegrityResources,
): Statement[] {
  const { bucketArn: bucket } = store;
  const replica = copiesTo(store);
  const folders = oneOrMany(prefixesOf(store).map((prefix) => `${prefix}*`));
  const below = { Condition: { StringLike: { 's3:prefix': folders } } };
  return [
    { ...allow('ListRecordings', ['s3:ListBucket', 's3:ListBucketVersions'], bucket), ...below },
    ...(replica
      ? [{ ...allow('ListReplica', ['s3:ListBucket'], replica.bucketArn), ...below }]
      : []),
    ...readStatements(store, integrity, resources.recordingsKeyArn),
    ...reportStatements(store, integrity),
    ...(integrity.check.userName === undefined || store.principalArn === undefined
      ? []
      : [allow('SeeAccessKeys', ['iam:ListAccessKeys'], store.principalArn)]),
    ...(resources.secretArn === undefined
      ? []
      : [allow('ReadCredentials', ['secretsmanager:GetSecretValue'], resources.secretArn)]),
  ];
}

/** For a replica, HeadObject shows the status of the copy, without the key. Only metadata files are read, with the key. */
function readStatements(
  store: Store,
  { check }: Integrity,
  keyArn: string | undefined,
): Statement[] {
  const objects = (suffix = '') =>
    oneOrMany(prefixesOf(store).map((prefix) => `${store.bucketArn}/${prefix}*${suffix}`));
  if (check.source.kind !== 'sidecars') {
    return copiesTo(store) ? [allow('SeeCopies', ['s3:GetObject'], objects())] : [];
  }
  return [
    allow('ReadMetadata', ['s3:GetObject'], objects(check.sidecarSuffix)),
    ...(keyArn === undefined ? [] : [allow('DecryptMetadata', ['kms:Decrypt'], keyArn)]),
  ];
}

function reportStatements(
  { partition }: Store,
  { reportBucketName, check }: Integrity,
): Statement[] {
  const reports = bucketArn(partition, reportBucketName);
  const { runs, reports: written, inventory } = REPORT_FOLDERS;
  return [
    allow('FindRuns', ['s3:ListBucket'], reports),
    allow('KeepRuns', ['s3:GetObject', 's3:PutObject'], `${reports}/${runs}*`),
    allow('WriteReports', ['s3:GetObject', 's3:PutObject'], `${reports}/${written}*`),
    ...(check.source.kind === 'manifest'
      ? [allow('ReadManifest', ['s3:GetObject'], `${reports}/${check.source.key}`)]
      : []),
    ...(check.inventory
      ? [allow('ReadInventory', ['s3:GetObject'], `${reports}/${inventory}*`)]
      : []),
  ];
}

function oneOrMany(values: readonly string[]): OneOrMany {
  const [only = '', ...more] = values;
  return more.length === 0 ? only : values;
}

const prefixesOf = ({ prefix, otherPrefixes }: Store) => [prefix, ...otherPrefixes];

function allow(Sid: string, Action: readonly string[], Resource: OneOrMany): Statement {
  return { Sid, Effect: 'Allow', Action, Resource };
}

/** The uses of the operations key: for secrets always, for the check and for alarms where the store has them. */
export function operationsKeyUses(store: Store): KeyUse[] {
  const { integrity, region } = store;
  return [
    {
      sid: 'AccountUsesKeyForSecrets',
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      viaService: viaService('secretsmanager', region),
    },
    ...(makesTopic(store) ? [alarmKeyUse(store)] : []),
    ...functionKeyUses(store),
    ...(integrity ? reportUses(store, integrity) : []),
  ];
}

/** Every function has a log, and a queue of failed runs. */
function functionKeyUses(store: Store): KeyUse[] {
  const { arrivals, canary } = store;
  const integrity = runningCheck(store);
  const names = [integrity, arrivals, canary].flatMap((each) => (each ? [each.name] : []));
  if (names.length === 0) return [];
  const machines = integrity?.distributed ? [mapLogGroupName(integrity.name)] : [];
  return [logKeyUse(store, [...names.map(logGroupName), ...machines]), ...failureKeyUses(store)];
}

function reportUses(store: Store, { reportBucketName, check, off }: Integrity): KeyUse[] {
  return reportKeyUses({
    ...store,
    name: reportBucketName,
    ...(check.inventory && !off && { inventoryOf: store.bucketName }),
  });
}

/** Whether the store creates a topic: it has alarms, and its settings name no other topic. */
export function makesTopic(store: Store): boolean {
  return hasAlarms(store) && store.settings.alarms?.topicArn === undefined;
}

/** Whether anything of a store is watched by alarms. */
export function hasAlarms(store: Store): boolean {
  const watched = [runningCheck(store), copiesTo(store), store.arrivals, store.canary];
  return watched.some((each) => each !== undefined);
}
