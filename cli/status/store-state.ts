import type { LocatedProblem } from '../../config/load';
import type { RetentionDays } from '../../modules/retention-schedule';
import type { PartsOff } from '../../store/switched-off';
import type { DoctorFinding } from '../doctor/finding';
import type { FoundStore } from '../find-store';
import type { CanaryState } from './canary-state';
import type { FinishedRun } from './check-history';
import type { Arrival } from './last-arrival';
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

/** A fact of a store that AWS can refuse to show. */
export type RefusedFact =
  'lastArrival' | 'lastCheck' | 'alarms' | 'canary' | 'accessKeys' | 'drift';

/** The state of a store, with the keys that `--json` prints. */
export interface StoreStatus {
  /** Id of the stack. */
  readonly stack: string;
  readonly vendor: string;
  /** What the vendor wrote last. @default - nothing, or not known */
  readonly lastArrival?: Arrival;
  /** The last finished run of the integrity check. @default - none, or not known */
  readonly lastCheck?: FinishedRun;
  /** @default - not known */
  readonly alarms?: readonly AlarmState[];
  /** The canary that tries whether the vendor can write. @default - the store has none */
  readonly canary?: CanaryState;
  /** @default - not known */
  readonly accessKeys?: readonly KeyAge[];
  /** What differs from the environment file, as far as it is known. */
  readonly drift: readonly DoctorFinding[];
  /** Days after upload: the last on which a recording is readable, recoverable, and there at all. */
  readonly retention: RetentionDays;
  readonly needs: readonly Need[];
  /** Keys of this state that are left out, or are incomplete, because AWS refused to show them. */
  readonly notKnown: readonly RefusedFact[];
  /** What is switched off, since when and why. @default - nothing */
  readonly off?: PartsOff;
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
