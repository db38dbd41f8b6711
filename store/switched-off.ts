import { isDay } from '../core/day';
import { type Problem, problemIf } from '../core/problem';
import type { Integrity } from './integrity';
import type { SwitchedOff } from './off-settings';
import type { Store, StoreReplica } from './store';

/** The parts of a store that are switched off. */
export interface PartsOff {
  readonly replication?: SwitchedOff;
  readonly integrity?: SwitchedOff;
}

/** The replica that recordings are copied to; undefined if there is none, or it is switched off. */
export function copiesTo({ replica }: Pick<Store, 'replica'>): StoreReplica | undefined {
  return replica?.off ? undefined : replica;
}

/** The check that runs; undefined if there is none, or it is switched off. */
export function runningCheck({ integrity }: Pick<Store, 'integrity'>): Integrity | undefined {
  return integrity?.off ? undefined : integrity;
}

/** What is switched off; undefined if nothing is. */
export function partsOff({
  replica,
  integrity,
}: Pick<Store, 'replica' | 'integrity'>): PartsOff | undefined {
  const parts = {
    ...(replica?.off && { replication: replica.off }),
    ...(integrity?.off && { integrity: integrity.off }),
  };
  return Object.keys(parts).length === 0 ? undefined : parts;
}

/** The rules of what is switched off. */
export function checkSwitchedOff(store: Store): Problem[] {
  return Object.entries<SwitchedOff>({ ...partsOff(store) }).flatMap(([setting, { since }]) =>
    problemIf(!isDay(since), {
      rule: 'off-since',
      path: [setting, 'off', 'since'],
      what: `${since} is not a valid date`,
      fix: 'Write the day on which it was switched off, for example 2026-11-20.',
    }),
  );
}
