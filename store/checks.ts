import { inDays } from '../core/day';
import { checkRoleArn, tryParseArn } from '../core/arn';
import { checkCidrs } from '../core/cidr';
import { type Problem, problemIf, under } from '../core/problem';
import { checkBucketName } from '../modules/bucket-name';
import { LOG_BUCKET_SUFFIX } from '../modules/log-bucket';
import { checkPrefix } from '../modules/prefix';
import { checkDays, checkRetention } from '../modules/retention-checks';
import { checkArrivals } from './arrival-checks';
import { checkBatchJobs } from './batch-jobs';
import { checkCanary } from './canary-checks';
import { checkExternal, checkTokenSubject } from './external-id-checks';
import { checkIntegrity } from './integrity-checks';
import { checkStoreLock } from './object-lock-checks';
import { checkPreviousPaths } from './path-checks';
import { checkReplica } from './replication-checks';
import { checkRetire } from './retire-checks';
import { checkSwitchedOff } from './switched-off';
import type { SourceIpSettings, StoreSettings } from './settings';
import type { Store } from './store';
import { tryCalendarDays } from './window';

/** @see AWS Security Hub, CloudWatch.16: logs are kept for at least a year */
const LEAST_LOG_DAYS = 365;

/** The rules for stores of all vendors. Paths are keys below the store. */
export function checkStore(
  store: Store<StoreSettings & { sourceIp?: SourceIpSettings }>,
): Problem[] {
  const { settings } = store;
  return [
    ...checkBucketName(store.bucketName, LOG_BUCKET_SUFFIX.length).map(under('bucket')),
    ...checkPrefix(store.prefix).map(under('prefix')),
    ...checkRetention(store.schedule).map(under('retention')),
    ...[...checkVendorWindow(store), ...checkCalendar(store)].map(under('retention', 'days')),
    ...checkReaders(store),
    ...checkLogDays(settings.logDays),
    ...checkSourceIp(settings.sourceIp).map(under('sourceIp')),
    ...checkVendorServes(store),
    ...checkExternal(store),
    ...checkTokenSubject(store),
    ...checkStoreLock(store),
    ...checkReplica(store),
    ...checkIntegrity(store),
    ...checkArrivals(store),
    ...checkCanary(store),
    ...checkBatchJobs(store),
    ...checkPreviousPaths(store),
    ...checkRetire(store),
    ...checkSwitchedOff(store),
  ];
}

/**
 * Compares the store's window with the vendor's, where the vendor keeps its own copy.
 *
 * @see Genesys guide, section 4, "The Trap: Setting the S3 expiration window shorter"
 */
function checkVendorWindow({ profile, schedule: { days } }: Store): Problem[] {
  const { title, keepsDays = days } = profile;
  const shorter: Problem = {
    rule: 'retention-not-shorter-than-vendor',
    path: [],
    what: `${inDays(days)} is shorter than the ${inDays(keepsDays)} that ${title} keeps its own copy`,
    fix: `Set it to ${keepsDays}, or shorten the window of ${title} first.`,
  };
  const longer: Problem = {
    rule: 'retention-matches-vendor',
    path: [],
    what: `${inDays(days)} is longer than the ${inDays(keepsDays)} that ${title} keeps its own copy, so recordings remain that ${title} no longer knows`,
    fix: 'Set both to the same number of days, unless the law requires the longer archive.',
    warning: true,
  };
  return [...problemIf(days < keepsDays, shorter), ...problemIf(days > keepsDays, longer)];
}

/** Months and years are counted as 365 days a year, and the law that applies may count by the calendar. */
function checkCalendar({ settings, profile, schedule: { days } }: Store): Problem[] {
  const window = settings.retention.days;
  const calendar = tryCalendarDays(window) ?? days;
  // A window that equals the vendor's has to stay as it is.
  return problemIf(calendar > days && profile.keepsDays !== days, {
    rule: 'retention-calendar',
    path: [],
    what: `${window} is counted as ${inDays(days)}, and has up to ${inDays(calendar)} in the calendar`,
    fix: `Write ${calendar} if the law that applies counts by the calendar, and ${days} if it does not.`,
    warning: true,
  });
}

function checkReaders(store: Store): Problem[] {
  const { type, encryption, settings } = store;
  const { readers = [] } = settings;
  return [
    ...readers.flatMap((reader, index) => checkRoleArn(reader, store).map(under('readers', index))),
    ...problemIf(type === 'production' && encryption === 'sse-kms' && readers.length === 0, {
      rule: 'readers-named',
      path: [],
      what: 'production without readers: no role or user of the account can decrypt a recording, administrators included',
      fix: 'Name the roles that may listen: readers: [<ARN>]. Without them the recordings are stored, and readable only once the key policy allows it.',
      warning: true,
    }),
  ];
}

function checkLogDays(days = LEAST_LOG_DAYS): Problem[] {
  if (days > LEAST_LOG_DAYS) return checkDays(days).map(under('logDays'));
  return problemIf(!Number.isInteger(days) || days < LEAST_LOG_DAYS, {
    rule: 'log-days-a-year',
    path: ['logDays'],
    what: `${inDays(days)} of access logs is less than the ${LEAST_LOG_DAYS} that security standards require`,
    fix: `Set it to ${LEAST_LOG_DAYS} or more, or leave it out for 400.`,
  });
}

/**
 * Addresses are not restricted by default, because a wrong list loses recordings.
 *
 * @see Genesys guide, section 1, on CIDR blocks; it publishes none for storage
 */
function checkSourceIp(sourceIp: SourceIpSettings | undefined): Problem[] {
  if (!sourceIp) return [];
  const { mode, cidrs } = sourceIp;
  return [
    ...problemIf(mode !== 'off' && cidrs.length === 0, {
      rule: 'source-ip-needs-ranges',
      path: ['cidrs'],
      what: `${mode} with an empty list of address ranges ${mode === 'enforce' ? 'would deny every upload' : 'has nothing to compare with'}`,
      fix: 'List the ranges the vendor writes from, or set mode to off.',
    }),
    ...checkCidrs(cidrs).map(under('cidrs')),
  ];
}

function checkVendorServes({ profile, partition, region, account }: Store): Problem[] {
  const { access, title } = profile;
  if (access.kind !== 'assume-role') return [];
  const principals = access.principals[partition];
  if (principals) {
    const own = principals.find((arn) => tryParseArn(arn)?.account === account);
    return problemIf(own !== undefined, {
      rule: 'vendor-account-own',
      path: ['access'],
      what: `${own} is in this account, ${account}, so every principal here that may assume roles can write as ${title}`,
      fix: `Check the number: it should be the account of ${title}.`,
      warning: true,
    });
  }
  return [
    {
      rule: 'vendor-serves-partition',
      path: ['region'],
      what: `${region} is in partition ${partition}, where ${title} has no account to trust`,
      fix: `Use a region of ${Object.keys(access.principals).join(' or ')}, or describe the vendor's account there with vendor: custom.`,
    },
  ];
}
