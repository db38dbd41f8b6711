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
import { type DoctorFinding, newFinding } from './finding';
import { refusals } from './observed';

const CHECKS: readonly ((examined: Examined) => readonly DoctorFinding[])[] = [
  checkCredential,
  checkRole,
  checkTrust,
  checkAccess,
  checkKey,
  checkBucket,
  checkBucketPolicy,
  checkLock,
  checkLifecycle,
];

/** Every difference between the deployed store and its environment file, and everything that AWS refused to show. */
export function compareDeployed(examined: Examined): DoctorFinding[] {
  return [
    ...CHECKS.flatMap((check) => check(examined)),
    ...refusals(examined.live).map(({ call, answer, link }) =>
      newFinding('could-not-look', {
        what: `AWS refuses ${call}, so this could not be checked`,
        evidence: [answer],
        fix: 'Allow the action for these credentials.',
        link,
      }),
    ),
  ];
}
