import { checkPolicySize } from '../core/policy';
import { type Problem, under } from '../core/problem';
import { tryFindPartition } from '../core/region';
import { checkAccessRole } from '../modules/access-role';
import { checkAccessUser } from '../modules/access-user';
import { bucketPolicyStatements } from '../modules/bucket';
import { failureQueueName } from '../modules/failure-queue';
import { functionStatements, logGroupName } from '../modules/integrity-function';
import { keyStatements } from '../modules/key';
import { replicationStatements } from '../modules/replication';
import {
  accessProps,
  recordingsBucketStatements,
  recordingsKeyUses,
  replicaBucketStatements,
  replicaKeyUses,
} from './access-policies';
import { integrityStatements } from './integrity-access';
import type { Store } from './store';
import { runningCheck } from './switched-off';

/** An ARN of the length of every key's ARN: the real id is known only after the apply. */
const keyArnOf = ({ partition, account }: Store, region: string) =>
  `arn:${partition}:kms:${region}:${account}:key/00000000-0000-4000-8000-000000000000`;

/**
 * Refuses policies that are too large for IAM, S3 or KMS, before anything is created. It checks every policy that
 * grows with the lists of an environment file; all others have a fixed size, far below the limit.
 *
 * @param administratorArns - the environment's
 */
export function checkStorePolicies(
  store: Store,
  administratorArns: readonly string[] = [],
): Problem[] {
  const keyArn = store.encryption === 'sse-kms' ? keyArnOf(store, store.region) : undefined;
  const { minimumTls } = store.settings;
  const statements = recordingsBucketStatements(store, keyArn, administratorArns);
  const bucketPolicy = bucketPolicyStatements(store.bucketArn, { minimumTls, statements });
  return [
    ...checkPrincipal(store, keyArn),
    ...checkPolicySize('bucket policy', bucketPolicy).map(
      store.network ? under('sourceIp', 'cidrs') : under(),
    ),
    ...checkPolicySize(
      'key policy',
      keyStatements({ ...store, uses: recordingsKeyUses(store) }),
    ).map(under('readers')),
    ...checkCopy(store, keyArn, administratorArns),
    ...checkIntegrityRole(store, keyArn),
  ];
}

function checkPrincipal(store: Store, keyArn: string | undefined): Problem[] {
  const access = accessProps(store, keyArn);
  if (access.kind === 'none') return [];
  const problems =
    access.kind === 'user' ? checkAccessUser(access.props) : checkAccessRole(access.props);
  return problems.filter(({ path }) => !path.includes('externalId')).map(place);
}

/** The setting that a problem of the vendor's access belongs to. */
function place(problem: Problem): Problem {
  const [where] = problem.path;
  if (where === 'name') return { ...problem, path: ['principalName'] };
  if (where === 'description') return { ...problem, path: ['title'] };
  if (where === 'scope') return { ...problem, path: ['sourceIp', 'cidrs'] };
  return { ...problem, path: ['access', ...problem.path] };
}

/** The policies of the replica's bucket and key, and of the role that copies. */
function checkCopy(
  store: Store,
  keyArn: string | undefined,
  administratorArns: readonly string[],
): Problem[] {
  const { replica, settings, bucketName, region, prefix, otherPrefixes } = store;
  // An invalid region is refused elsewhere.
  if (!replica || !tryFindPartition(replica.region)) return [];
  const copyKeyArn = keyArn === undefined ? undefined : keyArnOf(store, replica.region);
  const { minimumTls, objectLock, replication } = settings;
  const statements = replicaBucketStatements(store, copyKeyArn, administratorArns);
  const role = replicationStatements({
    partition: store.partition,
    account: store.account,
    prefix,
    otherPrefixes,
    source: { bucketName, region, keyArn },
    replica: { ...replica, keyArn: copyKeyArn },
    locked: objectLock !== undefined,
    deleteMarkers: replication?.deleteMarkers ?? false,
  });
  return [
    ...checkPolicySize(
      'bucket policy',
      bucketPolicyStatements(replica.bucketArn, { minimumTls, statements }),
    ).map(under('replication')),
    ...checkPolicySize('key policy', keyStatements({ ...store, uses: replicaKeyUses(store) })).map(
      under('readers'),
    ),
    ...(replica.off ? [] : checkPolicySize('role policy', role).map(under('previousPaths'))),
  ];
}

/** The policy of the integrity check's role names every path that is read. */
function checkIntegrityRole(store: Store, recordingsKeyArn: string | undefined): Problem[] {
  const { partition, account, region } = store;
  const integrity = runningCheck(store);
  if (!integrity) return [];
  const arn = (service: string, rest: string) =>
    `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const { name, secretName } = integrity;
  const secretArn =
    secretName === undefined ? undefined : arn('secretsmanager', `secret:${secretName}-AbCdEf`);
  const statements = integrityStatements(store, integrity, { recordingsKeyArn, secretArn });
  const places = {
    logArn: arn('logs', `log-group:${logGroupName(name)}`),
    failuresArn: arn('sqs', failureQueueName(name)),
    keyArn: keyArnOf(store, region),
  };
  return checkPolicySize('role policy', functionStatements(statements, places)).map(
    under('previousPaths'),
  );
}
