import { LOG_DAYS } from '../../../modules/integrity-function';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import { whenObserved } from '../observed';

/** Whether the logs of the integrity check are kept, and encrypted. */
export function checkLogGroups({ store, expected, live }: Examined): readonly DoctorFinding[] {
  const fix = redeploy(store);
  return expected.monitoring.logGroups.flatMap((name): readonly DoctorFinding[] => {
    const group = live.monitoring.logGroups[name] ?? { kind: 'missing' };
    if (group.kind === 'missing') {
      const evidence = [`expected ${LOG_DAYS} days of logs`];
      const what = `The log group ${name} does not exist`;
      return [newFinding('log-group-missing', { what, evidence, fix })];
    }
    return whenObserved(group, ({ retentionInDays, kmsKeyId }) => {
      const evidence = [
        ...(retentionInDays === LOG_DAYS
          ? []
          : [`kept for ${retentionInDays ?? 'unlimited'} days; expected ${LOG_DAYS}`]),
        ...(kmsKeyId === undefined ? ['no key of the account encrypts it'] : []),
      ];
      if (evidence.length === 0) return [];
      const what = `The log group ${name} differs from the stack`;
      return [newFinding('log-group-changed', { what, evidence, fix })];
    });
  });
}
