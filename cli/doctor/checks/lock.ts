import { lockedDays } from '../../../modules/object-lock';
import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, finding } from '../finding';
import type { LiveLock } from '../live-bucket';

/** Whether uploads are locked as the file says: no more, and no less. */
export function checkLock({ store, live }: Examined): DoctorFinding[] {
  const { lock: seen, region } = live.bucket;
  if (seen.kind === 'refused' || region.kind !== 'value') return [];
  const wanted = store.settings.objectLock;
  const lock = seen.kind === 'value' ? seen.value : undefined;
  if (!wanted) return lock ? [unasked(store, lock)] : [];
  const expected = `${wanted.mode}, ${lockedDays(wanted)} days`;
  if (!lock) {
    return [
      finding('object-lock-missing', {
        what: `Uploads to ${store.bucketName} are not locked, although the file says objectLock`,
        evidence: [`no default retention; expected ${expected}`],
        fix: redeploy(store),
      }),
    ];
  }
  const is = describe(lock);
  if (is === expected) return [];
  return [
    finding('object-lock-differs', {
      what: `Uploads to ${store.bucketName} are locked otherwise than the file says`,
      evidence: [`${is}; expected ${expected}`],
      fix: redeploy(store),
    }),
  ];
}

function describe({ mode, days, years }: LiveLock): string {
  return `${mode}, ${lockedDays({ mode: 'governance', days, years })} days`;
}

/** @see Amazon S3 User Guide, "Object Lock considerations": uploads must then carry a checksum */
function unasked(store: Store, lock: LiveLock): DoctorFinding {
  const { title, writes } = store.profile;
  const says = { true: 'sends', false: 'sends none', unknown: 'is not known to send' };
  return finding('object-lock-unasked', {
    what: `Every upload to ${store.bucketName} is locked, which the file does not say: S3 then refuses uploads without a checksum, which ${title} ${says[`${writes.checksumHeader}`]}`,
    evidence: [`${describe(lock)}; expected no default retention`],
    fix: `Add objectLock to stores.${store.name} in the environment file, or take the default retention off: aws s3api put-object-lock-configuration --bucket ${store.bucketName} --object-lock-configuration ObjectLockEnabled=Enabled`,
    ...(writes.checksumHeader === true && { severity: 'risk' as const }),
  });
}
