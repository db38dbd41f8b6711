import { DAY_MS } from '../../core/day';
import { retentionDays } from '../../modules/retention-schedule';
import { observedValue, refusals } from '../doctor/observed';
import { needsOf } from './needs';
import type { StoreReadings } from './readings';
import type { AlarmState, KeyAge, StatusInputs, StoreStatus } from './store-state';

/** Findings that are no difference from the environment file. */
const NOT_DRIFT = ['alarm-firing', 'could-not-look', 'not-deployed', 'subscription-pending'];

/** The state of a store, from what was read. */
export function storeStatus(inputs: StatusInputs): StoreStatus {
  const { found, readings, now } = inputs;
  const { store } = found;
  const { live, compared, arrival, history } = readings;
  const lastArrival = observedValue(arrival);
  const lastCheck = history && observedValue(history)?.runs[0];
  const status = {
    stack: store.id,
    vendor: store.profile.title,
    ...(lastArrival && { lastArrival }),
    ...(lastCheck && { lastCheck }),
    alarms: alarmsOf(live.monitoring),
    accessKeys: keysOf(live.access, now),
    drift: compared.filter(({ id }) => !NOT_DRIFT.includes(id)),
    retention: retentionDays(store.schedule),
    unknown: refusals(readings).map(({ call, answer }) => `${call}: ${answer}`),
  };
  return { ...status, needs: needsOf(status, inputs) };
}

function alarmsOf({ alarms }: StoreReadings['live']['monitoring']): AlarmState[] {
  const all = alarms ? (observedValue(alarms) ?? []) : [];
  return all
    .map(({ AlarmName = '', StateValue = 'INSUFFICIENT_DATA', StateUpdatedTimestamp: since }) => ({
      name: AlarmName,
      state: StateValue,
      ...(since && { since: since.toISOString() }),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function keysOf(access: StoreReadings['live']['access'], now: number): KeyAge[] {
  if (access.kind !== 'user') return [];
  return (observedValue(access.keys) ?? [])
    .filter(({ active }) => active)
    .map(({ id, createdAt }) => ({
      id,
      ...(createdAt && { days: Math.floor((now - createdAt.getTime()) / DAY_MS) }),
    }));
}
