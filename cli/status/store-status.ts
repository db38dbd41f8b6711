import { DAY_MS } from '../../core/day';
import type { LocatedProblem } from '../../config/load';
import { retentionDays } from '../../modules/retention-schedule';
import type { DoctorFinding } from '../doctor/finding';
import { observedValue, refusals } from '../doctor/observed';
import type { FoundStore } from '../find-store';
import type { FinishedRun } from './check-history';
import type { Arrival } from './last-arrival';
import { needsOf } from './needs';
import type { StoreReadings } from './readings';

/** An alarm, as CloudWatch shows it. */
export interface AlarmState {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** When the state began, as an ISO time. @default - CloudWatch does not say */
  readonly since?: string;
}

/** An active access key of the vendor's user. */
export interface KeyAge {
  readonly id: string;
  /** Whole days since it was created. @default - IAM does not say */
  readonly days?: number;
}

/** Something that a person has to do or decide. */
export interface Need {
  /** A sentence without its full stop. */
  readonly what: string;
  /** What to do: a sentence that starts with a verb, or a command. */
  readonly fix: string;
}

/** The state of a store, with the keys that `--json` prints. */
export interface StoreStatus {
  /** Id of the stack. */
  readonly stack: string;
  readonly vendor: string;
  /** What the vendor wrote last. @default - nothing, or not known */
  readonly lastArrival?: Arrival;
  /** The last finished run of the integrity check. @default - none, or not known */
  readonly lastCheck?: FinishedRun;
  readonly alarms: readonly AlarmState[];
  readonly accessKeys: readonly KeyAge[];
  /** What differs from the environment file. */
  readonly drift: readonly DoctorFinding[];
  /** Days after upload: the last on which a recording is readable, recoverable, and there at all. */
  readonly retention: {
    readonly readableUntil: number;
    readonly recoverableUntil: number;
    readonly goneBy: number;
  };
  readonly needs: readonly Need[];
  /** What AWS refused to show. */
  readonly unknown: readonly string[];
}

/** What a status is computed from. */
export interface StatusInputs {
  readonly found: FoundStore;
  readonly readings: StoreReadings;
  /** Warnings about the store in its environment file. */
  readonly warnings: readonly LocatedProblem[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

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
