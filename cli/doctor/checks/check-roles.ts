import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import { whenObserved } from '../observed';
import { boundaryMissing } from './access';

/** Whether the roles of the integrity check exist, with the permissions boundary of the environment. */
export function checkCheckRoles({ store, expected, live }: Examined): readonly DoctorFinding[] {
  const { boundaryArn: wanted } = expected;
  const fix = redeploy(store);
  return expected.monitoring.roles.flatMap((name): readonly DoctorFinding[] => {
    const role = live.monitoring.roles[name] ?? { kind: 'missing' };
    if (role.kind === 'missing') {
      const what = `The integrity check does not run: its role ${name} does not exist`;
      return [newFinding('check-role-missing', { what, evidence: [`expected ${name}`], fix })];
    }
    return whenObserved(role, ({ boundaryArn }) => {
      if (boundaryArn === wanted) return [];
      if (boundaryArn === undefined) return [boundaryMissing(store, `The role ${name}`, wanted)];
      const what = `The role ${name} has a permissions boundary that does not come from callvault: the integrity check can only do what it allows as well`;
      const evidence = [`${boundaryArn}; expected ${wanted ?? 'none'}`];
      return [newFinding('check-role-boundary', { what, evidence, fix })];
    });
  });
}
