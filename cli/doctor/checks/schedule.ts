import type { GetBucketNotificationConfigurationCommandOutput as Notifications } from '@aws-sdk/client-s3';
import { tryParseJson } from '../../../core/parse-json';
import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import type { ExpectedRule } from '../expected-monitoring';
import { type DoctorFinding, newFinding } from '../finding';
import type { LiveRule } from '../live-monitoring';
import { whenObserved } from '../observed';
import { compareConfiguration } from '../configuration';
import { describeParts } from '../statements';

/** Whether EventBridge starts what watches the store, and counts what arrives. */
export function checkScheduleRules(examined: Examined): readonly DoctorFinding[] {
  const { store, live } = examined;
  const events = live.monitoring.events;
  return [
    ...examined.expected.monitoring.rules.flatMap((rule) => checkRule(examined, rule)),
    ...(events ? whenObserved(events, (sent) => checkEvents(store, sent)) : []),
  ];
}

function checkEvents(store: Store, { EventBridgeConfiguration: sent }: Notifications) {
  if (sent !== undefined) return [];
  return [
    newFinding('events-off', {
      what: `S3 does not send the events of ${store.bucketName} to EventBridge, so no arrival is counted`,
      evidence: ['the notification configuration of the bucket has no EventBridgeConfiguration'],
      fix: redeploy(store),
    }),
  ];
}

function checkRule({ store, live }: Examined, wanted: ExpectedRule): readonly DoctorFinding[] {
  const { name } = wanted;
  const observed = live.monitoring.rules[name] ?? { kind: 'missing' };
  const fix = redeploy(store);
  if (observed.kind === 'missing') {
    const what = `Nothing ${wanted.does}: the rule ${name} does not exist`;
    const evidence = [`expected ${wanted.scheduleExpression ?? wanted.eventPattern ?? ''}`];
    return [newFinding('schedule-missing', { what, evidence, fix })];
  }
  return whenObserved(observed, (rule) => [
    ...checkState(wanted, rule, store.region),
    ...checkTarget(wanted, rule, fix),
  ]);
}

function checkState(
  { name, does, scheduleExpression: expected = '' }: ExpectedRule,
  { state, scheduleExpression }: LiveRule,
  region: string,
): DoctorFinding[] {
  if (state === 'ENABLED' || scheduleExpression !== expected) return [];
  return [
    newFinding('schedule-disabled', {
      what: `The rule ${name}, which ${does}, is disabled`,
      evidence: [`${state}; expected ENABLED`],
      fix: `aws events enable-rule --name ${name} --region ${region}`,
    }),
  ];
}

function checkTarget(wanted: ExpectedRule, live: LiveRule, fix: string): DoctorFinding[] {
  const { name, does, scheduleExpression = '', target = {} } = wanted;
  const targets = live.targets.map(({ Id: _, ...rest }) => rest);
  const expected = { scheduleExpression, eventPattern: patternOf(wanted), target };
  const [only = {}] = targets;
  const parts = compareConfiguration(expected, {
    scheduleExpression: live.scheduleExpression,
    eventPattern: patternOf(live),
    target: targets.length > 1 ? targets : only,
  });
  if (parts.length === 0) return [];
  const what = `The rule ${name}, which ${does}, differs from the stack`;
  return [newFinding('schedule-changed', { what, evidence: describeParts(parts), fix })];
}

/** EventBridge keeps the text of a pattern; the same pattern can be written in several ways. */
function patternOf({ eventPattern }: Pick<LiveRule, 'eventPattern'>): unknown {
  return eventPattern === undefined ? undefined : tryParseJson(eventPattern);
}
