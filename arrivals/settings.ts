import type { CalendarSettings, Weekday } from '../core/calendar';

/** What the function that watches arrivals needs to know about a store. */
export interface ArrivalSettings {
  /** Stack id of the store: the dimension of its metrics. */
  readonly store: string;
  readonly region: string;
  /** Name of the EventBridge rule that matches each recording that arrives. */
  readonly rule: string;
  /** Objects that the vendor writes for each recording. */
  readonly objectsPerRecording: number;
  readonly calendar: CalendarSettings;
  /** Recordings per weekday. @default - learned from the last four weeks */
  readonly expected?: Readonly<Partial<Record<Weekday, number>>> | undefined;
}
