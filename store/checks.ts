import { checkRoleArn } from '../core/arn';
import { checkCidrs } from '../core/cidr';
import { type Problem, under } from '../core/problem';
import { checkBucketName } from '../modules/bucket-name';
import { LOG_BUCKET_SUFFIX } from '../modules/log-bucket';
import { checkPrefix } from '../modules/prefix';
import { checkRetention } from '../modules/retention-checks';
import { checkExternal } from './external-id-checks';
import { checkIntegrity } from './integrity-checks';
import { checkStoreLock } from './object-lock-checks';
import { checkPreviousPaths } from './path-checks';
import { checkReplica } from './replication-checks';
import type { SourceIpSettings, StoreSettings } from './settings';
import type { Store } from './store';

/** @see AWS Security Hub, CloudWatch.16: logs are kept for at least a year */
const LEAST_LOG_DAYS = 365;

/** The rules every store is held to, whoever its vendor is. Paths are keys below the store. */
export function checkStore(
  store: Store<StoreSettings & { sourceIp?: SourceIpSettings }>,
): Problem[] {
  const { settings } = store;
  return [
    ...checkBucketName(store.bucketName, LOG_BUCKET_SUFFIX.length).map(under('bucket')),
    ...checkPrefix(store.prefix).map(under('prefix')),
    ...checkRetention(store.schedule).map(under('retention')),
    ...checkReaders(store),
    ...checkLogDays(settings.logDays),
    ...checkSourceIp(settings.sourceIp).map(under('sourceIp')),
    ...checkVendorServes(store),
    ...checkExternal(store),
    ...checkStoreLock(store),
    ...checkReplica(store),
    ...checkIntegrity(store),
    ...checkPreviousPaths(store),
  ];
}

function checkReaders(store: Store): Problem[] {
  const { readers = [] } = store.settings;
  return readers.flatMap((reader, index) =>
    checkRoleArn(reader, store).map(under('readers', index)),
  );
}

function checkLogDays(days: number | undefined): Problem[] {
  if (days === undefined || (Number.isInteger(days) && days >= LEAST_LOG_DAYS)) return [];
  return [
    {
      rule: 'log-days-a-year',
      path: ['logDays'],
      what: `${days} days of access logs is less than the ${LEAST_LOG_DAYS} that security standards ask for`,
      fix: `Set it to ${LEAST_LOG_DAYS} or more, or leave it out for 400.`,
    },
  ];
}

/**
 * Restricting addresses is off until asked for, because a wrong list loses recordings.
 *
 * @see Genesys guide, section 1, on CIDR blocks; it publishes none for storage
 */
function checkSourceIp(sourceIp: SourceIpSettings | undefined): Problem[] {
  if (!sourceIp) return [];
  const { mode, cidrs } = sourceIp;
  const empty: Problem = {
    rule: 'source-ip-needs-ranges',
    path: ['cidrs'],
    what: `${mode} with an empty list of address ranges ${mode === 'enforce' ? 'would refuse every upload' : 'has nothing to compare with'}`,
    fix: 'List the ranges the vendor writes from, or set mode to off.',
  };
  return [
    ...(mode !== 'off' && cidrs.length === 0 ? [empty] : []),
    ...checkCidrs(cidrs).map(under('cidrs')),
  ];
}

function checkVendorServes({ profile, partition, region }: Store): Problem[] {
  const { access, title } = profile;
  if (access.kind !== 'assume-role' || access.principals[partition]) return [];
  return [
    {
      rule: 'vendor-serves-partition',
      path: ['region'],
      what: `${region} is in partition ${partition}, for which ${title} names no account to trust`,
      fix: `Use a region of ${Object.keys(access.principals).join(' or ')}, or describe the vendor's account there with vendor: custom.`,
    },
  ];
}
