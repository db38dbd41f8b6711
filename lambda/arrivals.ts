import type { ReadCounts } from '../arrivals/event-counts';
import type { ArrivalSettings } from '../arrivals/settings';
import { type ArrivalState, judgeArrivals } from '../arrivals/state';
import { type Emit, emitArrivals } from './emit';

/** The event that invokes the function every hour. */
export interface ArrivalsEvent {
  readonly action: 'arrivals';
  readonly settings: ArrivalSettings;
  /** Scheduled start as an ISO time: an event that is delivered late is about its own hour. */
  readonly time: string;
}

/** Logs how many recordings arrived, with their metrics. */
export async function reportArrivals(
  { settings, time }: ArrivalsEvent,
  { readCounts, emit }: { readonly readCounts: ReadCounts; readonly emit: Emit },
): Promise<ArrivalState> {
  const state = judgeArrivals(settings, await readCounts(settings, Date.parse(time)));
  emitArrivals(emit, settings.store, state);
  return state;
}
