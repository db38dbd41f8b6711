import { ALWAYS } from '../core/calendar';
import { objectRuleName } from '../modules/arrivals';
import type { ArrivalsInput } from './arrival-settings';
import type { StoreArrivals } from './arrivals';
import { newestRuntime } from './runtime';
import type { Store } from './store';

const SILENT_HOURS = 4;
const LEAST_PERCENT = 30;

/** Fills in every default. In a retired store nothing arrives. */
export function resolveArrivals(
  store: Omit<Store, 'arrivals'>,
  input: ArrivalsInput | undefined,
): StoreArrivals | undefined {
  if (!input || store.settings.retire) return undefined;
  const { nameId, region, profile, integrity, prefix, otherPrefixes } = store;
  const { calendar, expected, silentHours = SILENT_HOURS, leastPercent = LEAST_PERCENT } = input;
  const name = `arrivals-${nameId}`;
  return {
    name,
    runtime: integrity?.runtime ?? newestRuntime(store.providerVersion),
    silentHours,
    leastPercent,
    prefixes: [prefix, ...otherPrefixes],
    settings: {
      store: nameId,
      region,
      rule: objectRuleName(name),
      objectsPerRecording: profile.keys.sidecars ? 2 : 1,
      calendar: calendar ? { ...calendar, holidays: calendar.holidays ?? [] } : ALWAYS,
      expected,
    },
  };
}
