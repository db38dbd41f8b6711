import { type Problem, under } from '../core/problem';
import { checkObjectLock, lockedDays } from '../modules/object-lock';
import { retentionDays } from '../modules/retention-schedule';
import type { ObjectLockSettings } from './settings';
import type { Store } from './store';

/**
 * The guards around what cannot be undone.
 *
 * @see Amazon S3 User Guide, "Object Lock considerations"
 */
export function checkStoreLock(store: Store): Problem[] {
  const lock = store.settings.objectLock;
  if (!lock) return [];
  const days = checkObjectLock(lock);
  return [
    ...days,
    ...checkThrowAway(store),
    ...(lock.mode === 'compliance' ? checkCompliance(lock, store) : []),
    ...(days.length > 0 ? [] : checkLength(lock, store)),
    ...checkVendor(store),
  ].map(under('objectLock'));
}

function checkThrowAway({ disposable, environment }: Store): Problem[] {
  if (!disposable) return [];
  return [
    {
      rule: 'object-lock-not-throw-away',
      path: [],
      what: `${environment} is throw-away, and what is locked cannot be thrown away`,
      fix: 'Remove objectLock, or try it in a non-production environment: governance, 1 day.',
    },
  ];
}

function checkCompliance(
  { acknowledge }: ObjectLockSettings,
  { type, environment, bucketName }: Store,
): Problem[] {
  const found: Problem[] = [];
  if (type === 'non-production') {
    found.push({
      rule: 'object-lock-compliance-production',
      path: ['mode'],
      what: `compliance in ${environment}, which is ${type}: nobody could ever clean up before the time is over`,
      fix: 'Use mode: governance here, or type: production.',
    });
  }
  if (acknowledge !== bucketName) {
    found.push({
      rule: 'object-lock-acknowledged',
      path: ['acknowledge'],
      what: `compliance cannot be undone by anybody, AWS included, and is not acknowledged for ${bucketName}`,
      fix: `Read docs/object-lock.md, then set acknowledge: ${bucketName}.`,
    });
  }
  return found;
}

function checkLength(lock: ObjectLockSettings, { schedule }: Store): Problem[] {
  const locked = lockedDays(lock);
  const { readableUntil, recoverableUntil } = retentionDays(schedule);
  if (locked > recoverableUntil) {
    return [
      {
        rule: 'object-lock-not-longer-than-retention',
        path: [],
        what: `${locked} days of lock outlast the ${recoverableUntil} days of retention, so recordings would silently be kept, and paid for, longer than the file says`,
        fix: `Lock for ${recoverableUntil} days or less, or keep recordings longer.`,
      },
    ];
  }
  if (locked >= readableUntil) return [];
  return [
    {
      rule: 'object-lock-shorter-than-retention',
      path: [],
      what: `${locked} days of lock end before the ${readableUntil} days of retention: from then on a version can be deleted early`,
      fix: `Lock for ${readableUntil} days, unless that is meant.`,
      warning: true,
    },
  ];
}

/** What a lock does to the way a vendor writes. */
function checkVendor({ profile }: Store): Problem[] {
  const { title, writes, keys, grants } = profile;
  const found: Problem[] = [];
  if (writes.checksumHeader !== true) {
    found.push({
      rule: 'object-lock-checksum',
      path: [],
      what: `${title} may not send the checksum that S3 demands of every upload to a locked bucket, and would be refused`,
      fix: 'Try it in a non-production environment with mode: governance and days: 1 first.',
      warning: true,
    });
  }
  if (keys.testObject !== undefined) {
    found.push({
      rule: 'object-lock-test-object',
      path: [],
      what: `${title} writes a test file (${keys.testObject}), which stays as long as the lock`,
      fix: 'Leave it there; it is small.',
      warning: true,
    });
  }
  if (grants.object.actions.includes('s3:DeleteObject')) {
    found.push({
      rule: 'object-lock-delete-marker',
      path: [],
      what: `${title} may delete: a lock keeps the version, but a delete marker hides it`,
      fix: 'Take the deletion away from the vendor, if it can do without (Genesys: vendorMayDelete: false).',
      warning: true,
    });
  }
  return found;
}
