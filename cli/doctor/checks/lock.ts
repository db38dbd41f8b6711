import { lockedDays } from '../../../modules/object-lock';
import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import type { LiveLock } from '../live-bucket';
import { observedValue } from '../observed';

/** Whether Object Lock is as the environment file describes it. */
export function checkLock({ store, live }: Examined): DoctorFinding[] {
  const { lock: observed, region } = live.bucket;
  if (observed.kind === 'refused' || region.kind === 'missing') return [];
  const wanted = store.settings.objectLock;
  const lock = observedValue(observed);
  if (!wanted) return lock ? [unrequested(store, lock)] : [];
  const expected = `${wanted.mode}, ${lockedDays(wanted)} days`;
  if (!lock) {
    return [
      newFinding('object-lock-missing', {
        what: `Object Lock does not lock uploads to ${store.bucketName}, although the environment file sets objectLock`,
        evidence: [`no default retention; expected ${expected}`],
        fix: redeploy(store),
      }),
    ];
  }
  const actual = describe(lock);
  if (actual === expected) return [];
  return [
    newFinding('object-lock-differs', {
      what: `Object Lock on ${store.bucketName} differs from the environment file`,
      evidence: [`${actual}; expected ${expected}`],
      fix: redeploy(store),
    }),
  ];
}

function describe({ mode, days, years }: LiveLock): string {
  return `${mode}, ${lockedDays({ mode: 'governance', days, years })} days`;
}

/** @see Amazon S3 User Guide, "Object Lock considerations": uploads must then carry a checksum */
function unrequested(store: Store, lock: LiveLock): DoctorFinding {
  const { title, writes } = store.profile;
  const sends = { true: 'sends', false: 'does not send', unknown: 'may not send' };
  return newFinding('object-lock-unasked', {
    what: `Object Lock locks every upload to ${store.bucketName}, although the environment file sets no objectLock: S3 then requires a checksum, which ${title} ${sends[`${writes.checksumHeader}`]}`,
    evidence: [`${describe(lock)}; expected no default retention`],
    fix: `Add objectLock to stores.${store.name} in the environment file, or remove the default retention: aws s3api put-object-lock-configuration --bucket ${store.bucketName} --object-lock-configuration ObjectLockEnabled=Enabled`,
    ...(writes.checksumHeader === true && { severity: 'risk' as const }),
  });
}
