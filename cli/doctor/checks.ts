import { checkAccess } from './checks/access';
import { checkBucket } from './checks/bucket';
import { checkBucketPolicy } from './checks/bucket-policy';
import { checkCredential } from './checks/credential';
import { checkKey } from './checks/key';
import { checkLifecycle } from './checks/lifecycle';
import { checkLock } from './checks/lock';
import { checkRole } from './checks/role';
import { checkTrust } from './checks/trust';
import type { Examined } from './examined';
import { type DoctorFinding, finding } from './finding';
import { refusals } from './seen';

const CHECKS: readonly ((examined: Examined) => readonly DoctorFinding[])[] = [
  ...[checkCredential, checkRole, checkTrust, checkAccess],
  ...[checkKey, checkBucket, checkBucketPolicy, checkLock, checkLifecycle],
];

/** All in which what is deployed is not what is synthesized, and all that could not be seen. */
export function checkDeployed(examined: Examined): DoctorFinding[] {
  return [
    ...CHECKS.flatMap((check) => check(examined)),
    ...refusals(examined.live).map(({ asked, answer, link }) =>
      finding('could-not-look', {
        what: `${asked} is refused, so this could not be looked at`,
        evidence: [answer],
        fix: 'Allow it to these credentials.',
        link,
      }),
    ),
  ];
}
