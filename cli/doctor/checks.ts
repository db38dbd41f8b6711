import { findVendor } from '../../config/resolve';
import { checkAccess } from './checks/access';
import { checkAlarms } from './checks/alarms';
import { checkBucket } from './checks/bucket';
import { checkBucketPolicy } from './checks/bucket-policy';
import { checkBucketUse } from './checks/bucket-use';
import { checkCheckRoles } from './checks/check-roles';
import { checkCredential } from './checks/credential';
import { checkKey } from './checks/key';
import { checkLifecycle } from './checks/lifecycle';
import { checkLock } from './checks/lock';
import { checkLogGroups } from './checks/log-groups';
import { checkProvider } from './checks/provider';
import { checkRefused } from './checks/refused';
import { checkCopy } from './checks/replica';
import { checkReplication } from './checks/replication';
import { checkRole } from './checks/role';
import { checkScheduleRules } from './checks/schedule';
import { checkTrust } from './checks/trust';
import type { Examined } from './examined';
import { type DoctorFinding, withGuide } from './finding';

const CHECKS: readonly ((examined: Examined) => readonly DoctorFinding[])[] = [
  checkCredential,
  checkRole,
  checkProvider,
  checkTrust,
  checkAccess,
  checkKey,
  checkBucket,
  checkBucketPolicy,
  checkBucketUse,
  checkLock,
  checkLifecycle,
  checkReplication,
  checkCopy,
  checkScheduleRules,
  checkAlarms,
  checkLogGroups,
  checkCheckRoles,
  checkRefused,
];

/** Every difference between the deployed store and its environment file, and everything that AWS refused to show. */
export function compareDeployed(examined: Examined): DoctorFinding[] {
  const vendor = findVendor(examined.store.settings.vendor);
  return CHECKS.flatMap((check) => check(examined)).map((each) => withGuide(each, vendor));
}
