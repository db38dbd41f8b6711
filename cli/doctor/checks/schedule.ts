import { type Examined, redeploy } from '../examined';
import type { ExpectedRule } from '../expected-monitoring';
import { type DoctorFinding, newFinding } from '../finding';
import type { LiveRule } from '../live-monitoring';
import { whenObserved } from '../observed';
import { compareConfiguration } from '../configuration';
import { describeParts } from '../statements';

/** Whether EventBridge starts the integrity check. */
export function checkScheduleRules(examined: Examined): readonly DoctorFinding[] {
  return examined.expected.monitoring.rules.flatMap((rule) => checkRule(examined, rule));
}

function checkRule({ store, live }: Examined, wanted: ExpectedRule): readonly DoctorFinding[] {
  const { name } = wanted;
  const observed = live.monitoring.rules[name] ?? { kind: 'missing' };
  const fix = redeploy(store);
  if (observed.kind === 'missing') {
    const what = `Nothing starts the integrity check: the rule ${name} does not exist`;
    const evidence = [`expected ${wanted.scheduleExpression}`];
    return [newFinding('schedule-missing', { what, evidence, fix })];
  }
  return whenObserved(observed, (rule) => [
    ...checkState(wanted, rule, store.region),
    ...checkTarget(wanted, rule, fix),
  ]);
}

function checkState(
  { name, scheduleExpression: expected }: ExpectedRule,
  { state, scheduleExpression }: LiveRule,
  region: string,
): DoctorFinding[] {
  if (state === 'ENABLED' || scheduleExpression !== expected) return [];
  return [
    newFinding('schedule-disabled', {
      what: `The rule ${name}, which starts the integrity check, is disabled`,
      evidence: [`${state}; expected ENABLED`],
      fix: `aws events enable-rule --name ${name} --region ${region}`,
    }),
  ];
}

function checkTarget(wanted: ExpectedRule, live: LiveRule, fix: string): DoctorFinding[] {
  const { name, scheduleExpression, target } = wanted;
  const targets = live.targets.map(({ Id: _, ...rest }) => rest);
  const expected = { scheduleExpression, target };
  const [only = {}] = targets;
  const parts = compareConfiguration(expected, {
    scheduleExpression: live.scheduleExpression,
    target: targets.length > 1 ? targets : only,
  });
  if (parts.length === 0) return [];
  const what = `The rule ${name} starts something else than the integrity check, or at another time`;
  return [newFinding('schedule-changed', { what, evidence: describeParts(parts), fix })];
}
