import { inDays } from '../core/day';
import { type Problem, problemIf, under } from '../core/problem';
import { checkObjectLock, lockedDays } from '../modules/object-lock';
import { retentionDays } from '../modules/retention-schedule';
import type { ObjectLockSettings } from './settings';
import type { Store } from './store';

/**
 * The rules around a lock, which cannot be undone.
 *
 * @see Amazon S3 User Guide, "Object Lock considerations"
 */
export function checkStoreLock(store: Store): Problem[] {
  const lock = store.settings.objectLock;
  if (!lock) return [];
  const days = checkObjectLock(lock);
  return [
    ...days,
    ...problemIf(store.disposable, {
      rule: 'object-lock-not-throw-away',
      path: [],
      what: `${store.environment} is throw-away, and locked recordings cannot be deleted`,
      fix: 'Remove objectLock, or try it in a non-production environment: governance, 1 day.',
    }),
    ...(lock.mode === 'compliance' ? checkCompliance(lock, store) : []),
    ...(days.length > 0 ? [] : checkLength(lock, store)),
    ...checkVendor(store),
  ].map(under('objectLock'));
}

function checkCompliance(
  { acknowledge }: ObjectLockSettings,
  { type, environment, bucketName }: Store,
): Problem[] {
  return [
    ...problemIf(type === 'non-production', {
      rule: 'object-lock-compliance-production',
      path: ['mode'],
      what: `compliance in ${environment}, which is ${type}: nothing could be deleted before the lock ends`,
      fix: 'Use mode: governance here, or type: production.',
    }),
    ...problemIf(acknowledge !== bucketName, {
      rule: 'object-lock-acknowledged',
      path: ['acknowledge'],
      what: `compliance cannot be undone, not even by AWS, and is not acknowledged for ${bucketName}`,
      fix: `Read docs/object-lock.md, then set acknowledge: ${bucketName}.`,
    }),
  ];
}

function checkLength(lock: ObjectLockSettings, { schedule }: Store): Problem[] {
  const locked = lockedDays(lock);
  const { readableUntil, recoverableUntil } = retentionDays(schedule);
  return [
    ...problemIf(locked > recoverableUntil, {
      rule: 'object-lock-not-longer-than-retention',
      path: [],
      what: `${inDays(locked)} of lock are longer than the ${inDays(recoverableUntil)} of retention, so recordings would be kept, and paid for, longer than the file says`,
      fix: `Lock for ${inDays(recoverableUntil)} or less, or keep recordings longer.`,
    }),
    ...problemIf(locked < readableUntil, {
      rule: 'object-lock-shorter-than-retention',
      path: [],
      what: `${inDays(locked)} of lock end before the ${inDays(readableUntil)} of retention: after that a version can be deleted early`,
      fix: `Lock for ${inDays(readableUntil)}, unless this is intended.`,
      warning: true,
    }),
  ];
}

/** What a lock means for the way a vendor writes. */
function checkVendor({ profile }: Store): Problem[] {
  const { title, writes, keys, grants } = profile;
  const { withoutDeletion } = writes;
  return [
    ...problemIf(writes.checksumHeader !== true, {
      rule: 'object-lock-checksum',
      path: [],
      what: `S3 requires a checksum with every upload to a locked bucket; if ${title} sends none, its uploads fail`,
      fix: 'Try it in a non-production environment with mode: governance and days: 1 first.',
      warning: true,
    }),
    ...problemIf(keys.testObject !== undefined, {
      rule: 'object-lock-test-object',
      path: [],
      what: `${title} writes a test file (${keys.testObject ?? ''}), which stays until its lock ends`,
      fix: 'Leave it there; it is small.',
      warning: true,
    }),
    ...problemIf(grants.object.actions.includes('s3:DeleteObject'), {
      rule: 'object-lock-delete-marker',
      path: [],
      what: `${title} may delete: a lock keeps the version, but a delete marker hides it`,
      fix:
        withoutDeletion === undefined
          ? 'Take the permission to delete away from the vendor, if it works without.'
          : `Take the permission to delete away from the vendor: ${withoutDeletion}.`,
      warning: true,
    }),
  ];
}
