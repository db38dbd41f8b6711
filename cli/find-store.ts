import { closest } from 'fastest-levenshtein';
import type { EnvironmentFile } from '../config/load';
import { loadValid } from '../config/valid';
import { RefusedError } from '../core/problem';
import type { Environment } from '../config/environment';
import type { Store } from '../store/store';

/** A store, and where it is described. */
export interface FoundStore {
  /** The store. */
  readonly store: Store;
  /** The file that describes it. */
  readonly file: EnvironmentFile;
  /** The environment it is part of. */
  readonly environment: Environment;
}

/**
 * The store of a stack id.
 *
 * @throws InvalidEnvironmentsError when a file is wrong
 * @throws RefusedError when no store has that id
 */
export function findStore(id: string, files: readonly EnvironmentFile[]): FoundStore {
  const { environments } = loadValid(files);
  const environment = environments.find(({ stores }) => stores.some((store) => store.id === id));
  const store = environment?.stores.find((each) => each.id === id);
  const file = files.find((each) => each.file === environment?.file);
  if (environment && store && file) return { store, file, environment };
  const ids = environments.flatMap(({ stores }) => stores.map((each) => each.id));
  throw new RefusedError([
    {
      rule: 'stack-selected',
      path: [],
      what: `${id} is no stack of a store${ids.length > 0 ? `; the nearest is ${closest(id, ids)}` : ''}`,
      fix: ids.length > 0 ? `Choose from: ${ids.join(', ')}.` : 'Add a store first.',
    },
  ]);
}
