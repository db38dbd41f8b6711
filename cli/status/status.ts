import pMap from 'p-map';
import type { Environment } from '../../config/environment';
import type { ValidEnvironments } from '../../config/valid';
import { explainAwsError } from '../aws';
import { AwsRefusedError } from '../exit';
import { readStore } from './readings';
import { warningNeed } from './needs';
import type { Need, StoreStatus } from './store-state';
import { storeStatus } from './store-status';

/** Stores that are read concurrently. */
const CONCURRENCY = 4;

/** A store of which AWS shows nothing. */
export interface UnreadStore {
  readonly stack: string;
  /** What AWS answered. */
  readonly unread: string;
  readonly needs: readonly Need[];
}

/** The state of an environment, with the keys that `--json` prints. */
export interface EnvironmentStatus {
  readonly name: string;
  readonly stores: readonly (StoreStatus | UnreadStore)[];
  /** What needs a person and belongs to no store. */
  readonly needs: readonly Need[];
}

/** What {@link readStatus} works with. */
export interface StatusOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onProgress?: (what: string) => void;
}

/**
 * Reads the state of the stores of environments.
 *
 * @throws AwsRefusedError when AWS shows nothing of any store
 */
export async function readStatus(
  environments: readonly Environment[],
  warnings: ValidEnvironments['warnings'],
  { now, onProgress = () => undefined }: StatusOptions,
): Promise<EnvironmentStatus[]> {
  const refused: AwsRefusedError[] = [];
  const read = async (environment: Environment, store: Environment['stores'][number]) => {
    onProgress(`reading ${store.id}`);
    const found = { environment, store };
    const own = warnings.filter((each) => isAbout(each, environment, store.name));
    try {
      const readings = await readStore(found, { now, runs: 1 });
      return storeStatus({ found, readings, warnings: own, now });
    } catch (error) {
      const explained = explainAwsError(error, store.id);
      if (!(explained instanceof AwsRefusedError)) throw error;
      refused.push(explained);
      return unreadStore(store.id, explained);
    }
  };
  const all: EnvironmentStatus[] = [];
  for (const environment of environments) {
    const { name, stores } = environment;
    const own = warnings.filter((each) => isAbout(each, environment, undefined));
    all.push({
      name,
      stores: await pMap(stores, (store) => read(environment, store), { concurrency: CONCURRENCY }),
      needs: own.map(warningNeed),
    });
  }
  const [first] = refused;
  if (first && refused.length === all.flatMap(({ stores }) => stores).length) throw first;
  return all;
}

function unreadStore(stack: string, { what, fix }: AwsRefusedError): UnreadStore {
  return { stack, unread: what, needs: [{ what: `AWS does not show ${stack}: ${what}`, fix }] };
}

/** Whether a warning is about a store, or about the environment as a whole. */
function isAbout(
  { file, path: [first, name] }: ValidEnvironments['warnings'][number],
  environment: Environment,
  store: string | undefined,
): boolean {
  return file === environment.file && (first === 'stores' ? String(name) : undefined) === store;
}

/** Whether anything needs a person. */
export function needsPerson(environments: readonly EnvironmentStatus[]): boolean {
  return environments.some(
    ({ needs, stores }) => needs.length > 0 || stores.some((store) => store.needs.length > 0),
  );
}
