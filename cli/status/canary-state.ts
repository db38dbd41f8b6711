import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Link } from '../../core/links';
import { canaryAlarmName, hasNoRun, tryFindBrokenLink } from '../../modules/canary-alarms';
import type { Store } from '../../store/store';
import { type Observed, tryList } from '../doctor/observed';

/** The last state of a canary: that of its alarm. */
export interface CanaryState {
  /** Name of the alarm. */
  readonly alarm: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`, or `missing` if the alarm does not exist. @default - not known */
  readonly state?: string;
  /** When the state began, as an ISO time. @default - CloudWatch does not say */
  readonly since?: string;
  /** The link that refuses the vendor. @default - none, or it is not known */
  readonly brokenLink?: Link;
  /** Set when the alarm rings because the canary has not run. */
  readonly hasNotRun?: true;
}

/** The state of a store's canary; undefined if it has none. */
export function canaryState(
  { canary, nameId }: Store,
  alarms: Observed<readonly MetricAlarm[]> | undefined,
): CanaryState | undefined {
  if (!canary) return undefined;
  const alarm = canaryAlarmName(nameId);
  const all = alarms && tryList(alarms);
  if (!all) return { alarm };
  const live = all.find(({ AlarmName }) => AlarmName === alarm);
  if (!live) return { alarm, state: 'missing' };
  const { StateValue: state = 'INSUFFICIENT_DATA', StateUpdatedTimestamp: since } = live;
  const known = { alarm, state, ...(since && { since: since.toISOString() }) };
  return state === 'ALARM' ? { ...known, ...whyItRings(live) } : known;
}

function whyItRings({ StateReason: reason }: MetricAlarm) {
  const brokenLink = tryFindBrokenLink(reason);
  return {
    ...(brokenLink && { brokenLink }),
    ...(hasNoRun(reason) && { hasNotRun: true as const }),
  };
}

const STATES: Readonly<Record<string, string>> = {
  INSUFFICIENT_DATA: 'without data',
  missing: 'not deployed',
};

/** The state of a canary in words, e.g. `ALARM: key`. */
export function describeCanary(canary: CanaryState | undefined): string {
  if (!canary) return 'none';
  const { state = 'not known', brokenLink, hasNotRun } = canary;
  const why = brokenLink ?? (hasNotRun && 'has not run');
  return why ? `${state}: ${why}` : (STATES[state] ?? state);
}
