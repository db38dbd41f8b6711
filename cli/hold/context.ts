import { STSClient } from '@aws-sdk/client-sts';
import type { Environment } from '../../config/environment';
import { RefusedError } from '../../core/problem';
import type { BucketClient } from '../../integrity/bucket-client';
import { s3RunStore } from '../../integrity/s3-run-store';
import { callerArn, type Intent, JOURNAL_FOLDER } from '../../recordings/journal';
import type { RunStore } from '../../integrity/run-store';
import { openPlaces, type StoredPlace } from '../../recordings/places';
import { localPlace } from '../aws';
import { type FoundStore, findStore } from '../find-store';

/** What a command that changes recordings works with. */
export interface ChangeContext {
  readonly found: FoundStore;
  readonly places: readonly StoredPlace[];
  /** The bucket of reports. */
  readonly reports: BucketClient;
  readonly journal: RunStore;
  /** ARN of the caller. */
  readonly who: string;
}

/** Clients to use instead of those of the process. */
export interface ChangeClients {
  readonly places?: readonly StoredPlace[];
  readonly sts?: STSClient;
}

/** Opens a store's buckets and its journal. @throws RefusedError for a store without a bucket of reports */
export async function openChange(
  found: FoundStore,
  clients: ChangeClients = {},
): Promise<ChangeContext> {
  const { store, environment } = found;
  const endpoint = localPlace(environment);
  const places = clients.places ?? openPlaces(store, endpoint);
  const bucket = store.integrity?.reportBucketName;
  const [first] = places;
  if (bucket === undefined || !first) throw withoutJournal(store.name);
  const reports = { s3: first.s3, bucket };
  const sts = clients.sts ?? new STSClient({ region: store.region, ...endpoint });
  const journal = s3RunStore(reports, JOURNAL_FOLDER);
  return { found, places, reports, journal, who: await callerArn(sts) };
}

/** The place of an intent. */
export function storedIn({ places }: Pick<ChangeContext, 'places'>, { place }: Intent) {
  const found = places.find(({ kind }) => kind === place);
  if (found) return found;
  throw new Error(`the store no longer has a ${place} bucket`);
}

/** The refusal of a command that cannot write what it does anywhere. */
function withoutJournal(name: string): RefusedError {
  return RefusedError.of(
    'journal-bucket',
    `the store ${name} has no bucket of reports, in which each change of recordings is logged`,
    'Add integrity to the store, for example integrity: { source: manifest }, and deploy it.',
  );
}

/** The store that is named, or the only one. @throws RefusedError if there are several */
export function chooseStore(
  id: string | undefined,
  environments: readonly Environment[],
): FoundStore {
  if (id !== undefined) return findStore(id, environments);
  const ids = environments.flatMap(({ stores }) => stores.map((store) => store.id));
  const [only, other] = ids;
  if (only !== undefined && other === undefined) return findStore(only, environments);
  throw RefusedError.of(
    'stack-selected',
    'there are several stores, and no --stack',
    `Add --stack with one of: ${ids.join(', ')}.`,
  );
}
