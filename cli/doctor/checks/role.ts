import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import { whenObserved } from '../observed';

/** Whether the role exists, and allows sessions as long as the vendor's. */
export function checkRole({ store, live }: Examined): readonly DoctorFinding[] {
  const { access } = live;
  if (access.kind !== 'role') return [];
  const { principalName, profile } = store;
  if (access.self.kind === 'missing') {
    return [
      newFinding('role-missing', {
        what: `The role ${principalName}, which ${profile.title} assumes, does not exist`,
        evidence: [`expected ${store.principalArn ?? principalName}`],
        fix: redeploy(store),
      }),
    ];
  }
  const method = profile.access;
  const needed = method.kind === 'assume-role' ? method.sessionSeconds : 0;
  return whenObserved(access.self, ({ sessionSeconds }) =>
    sessionSeconds >= needed
      ? []
      : [
          newFinding('role-session-seconds', {
            what: `${profile.title} requests longer sessions than the role ${principalName} allows, and is refused`,
            evidence: [`${sessionSeconds} seconds; expected ${needed}`],
            fix: `aws iam update-role --role-name ${principalName} --max-session-duration ${needed}`,
          }),
        ],
  );
}
