import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, finding } from '../finding';
import { whenSeen } from '../seen';

/** Whether the role is there, and lets the vendor stay as long as it asks to. */
export function checkRole({ store, live }: Examined): readonly DoctorFinding[] {
  const { access } = live;
  if (access.kind !== 'role') return [];
  const { principalName, profile } = store;
  if (access.self.kind === 'missing') {
    return [
      finding('role-missing', {
        what: `There is no role ${principalName} for ${profile.title} to take on`,
        evidence: [`expected ${store.principalArn ?? principalName}`],
        fix: redeploy(store),
      }),
    ];
  }
  const method = profile.access;
  const asked = method.kind === 'assume-role' ? method.sessionSeconds : 0;
  return whenSeen(access.self, ({ sessionSeconds }) =>
    sessionSeconds >= asked
      ? []
      : [
          finding('role-session-seconds', {
            what: `${profile.title} asks for longer sessions than the role ${principalName} allows, and is refused`,
            evidence: [`${sessionSeconds} seconds; expected ${asked}`],
            fix: `aws iam update-role --role-name ${principalName} --max-session-duration ${asked}`,
          }),
        ],
  );
}
