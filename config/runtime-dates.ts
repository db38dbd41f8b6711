import type { Day } from '../core/day';
import { under } from '../core/problem';
import { checkRuntimeDate } from '../store/runtime';
import type { FileProblem } from './cross-checks';
import type { Environment } from './environment';

/** Warns once per environment of a runtime whose support ends: all its stores have the same provider. A local
 * AWS refuses nothing. */
export function checkRuntimeDates(environments: readonly Environment[], today: Day): FileProblem[] {
  return environments.flatMap(({ file, stores, localAws }) =>
    (localAws ? [] : stores)
      .flatMap(({ name, integrity, providerVersion }) =>
        integrity && !integrity.off && providerVersion !== undefined
          ? checkRuntimeDate(integrity.runtime, today).map(under('stores', name, 'integrity'))
          : [],
      )
      .slice(0, 1)
      .map((problem) => ({ ...problem, file })),
  );
}
