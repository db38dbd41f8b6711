import type { Environment } from '../config/environment';
import { didYouMean } from '../core/did-you-mean';
import { RefusedError } from '../core/problem';
import type { Store } from '../store/store';

/** A store and its environment. */
export interface FoundStore {
  readonly store: Store;
  readonly environment: Environment;
}

/**
 * The store of a stack id.
 *
 * @throws RefusedError when no store has that id
 */
export function findStore(id: string, environments: readonly Environment[]): FoundStore {
  const all = environments.flatMap((environment) =>
    environment.stores.map((store) => ({ store, environment })),
  );
  const found = all.find(({ store }) => store.id === id);
  if (found) return found;
  const ids = all.map(({ store }) => store.id);
  throw RefusedError.of(
    'stack-selected',
    `${id} is not a store's stack${didYouMean(id, ids.filter(isOfEnvironment(id, environments)))}`,
    ids.length > 0 ? `Choose from: ${ids.join(', ')}.` : 'Add a store first.',
  );
}

/** @throws RefusedError for a store that is retired, which its vendor may no longer write to */
export function refuseRetired({ id, settings: { retire } }: Store): void {
  if (!retire) return;
  throw RefusedError.of(
    'connect-not-retired',
    `${id} has been retired since ${retire.since}, and its vendor is denied everything`,
    'Remove retire: from the store and deploy it, if the vendor is to write to it again.',
  );
}

/** A stack of another environment is not what was meant, however similar its name is. */
function isOfEnvironment(id: string, environments: readonly Environment[]) {
  const names = environments.map(({ name }) => name).filter((name) => id.endsWith(name));
  return (other: string) => names.some((name) => other.endsWith(`-${name}`));
}

/**
 * The environment of a name.
 *
 * @throws RefusedError when no environment has that name
 */
export function findEnvironment(name: string, environments: readonly Environment[]): Environment {
  const found = environments.find((each) => each.name === name);
  if (found) return found;
  const names = environments.map((each) => each.name);
  throw RefusedError.of(
    'environment-known',
    `${name} is not an environment`,
    names.length > 0 ? `Choose from: ${names.join(', ')}.` : 'Add an environment file first.',
  );
}
