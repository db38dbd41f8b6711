import { DAY_MS } from '../../core/day';
import { retentionDays } from '../../modules/retention-schedule';
import { partsOff } from '../../store/switched-off';
import type { DoctorFinding } from '../doctor/finding';
import { isRefused, observedValue, refusals, tryList } from '../doctor/observed';
import { canaryState } from './canary-state';
import { needsOf } from './needs';
import type { StoreReadings } from './readings';
import type { AlarmState, KeyAge, RefusedFact, StatusInputs, StoreStatus } from './store-state';

/** Findings that are no difference from the environment file. */
const NOT_DIFFERENT = ['alarm-firing', 'subscription-pending'];

const isUnknown = ({ id }: DoctorFinding) => id === 'could-not-look';

/** What differs from the environment file, and what could not be compared with it. */
export function differencesIn(compared: readonly DoctorFinding[]): DoctorFinding[] {
  return compared.filter(({ id }) => !NOT_DIFFERENT.includes(id));
}

/** The state of a store, from what was read. */
export function storeStatus(inputs: StatusInputs): StoreStatus {
  const { found, readings, now } = inputs;
  const { store } = found;
  const { live, compared, arrival, history } = readings;
  const lastArrival = observedValue(arrival);
  const lastCheck = history && observedValue(history)?.runs[0];
  const alarms = alarmsOf(live.monitoring);
  const canary = canaryState(store, live.monitoring.alarms);
  const accessKeys = keysOf(live.access, now);
  const differences = differencesIn(compared);
  const off = partsOff(store);
  const status = {
    stack: store.id,
    vendor: store.profile.title,
    ...(lastArrival && { lastArrival }),
    ...(lastCheck && { lastCheck }),
    ...(alarms && { alarms }),
    ...(canary && { canary }),
    ...(accessKeys && { accessKeys }),
    drift: differences.filter((each) => !isUnknown(each)),
    retention: retentionDays(store.schedule),
    notKnown: notKnownIn(readings, canary),
    ...(off && { off }),
    unknown: refusals(readings).map(({ call, answer }) => `${call}: ${answer}`),
  };
  return { ...status, needs: needsOf(status, inputs) };
}

function notKnownIn(
  { arrival, history, live, compared }: StoreReadings,
  canary: StoreStatus['canary'],
): RefusedFact[] {
  const facts: Readonly<Record<RefusedFact, boolean>> = {
    lastArrival: isRefused(arrival),
    lastCheck: isRefused(history),
    alarms: isRefused(live.monitoring.alarms),
    canary: canary !== undefined && canary.state === undefined,
    accessKeys: live.access.kind === 'user' && isRefused(live.access.keys),
    drift: compared.some(isUnknown),
  };
  return (Object.keys(facts) as RefusedFact[]).filter((name) => facts[name]);
}

/** The alarms; undefined if AWS refused to show them. */
function alarmsOf({ alarms }: StoreReadings['live']['monitoring']): AlarmState[] | undefined {
  return tryList(alarms)
    ?.map(({ AlarmName = '', StateValue = 'INSUFFICIENT_DATA', StateUpdatedTimestamp: since }) => ({
      name: AlarmName,
      state: StateValue,
      ...(since && { since: since.toISOString() }),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The active keys; undefined if AWS refused to show them. */
function keysOf(access: StoreReadings['live']['access'], now: number): KeyAge[] | undefined {
  if (access.kind !== 'user') return [];
  return tryList(access.keys)
    ?.filter(({ active }) => active)
    .map(({ id, createdAt }) => ({
      id,
      ...(createdAt && { days: Math.floor((now - createdAt.getTime()) / DAY_MS) }),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
