import type { EnvironmentFile } from '../../config/load';
import { loadValid } from '../../config/valid';
import { type GenesysEndpoints, genesysEndpoints } from '../../vendors/genesys/api';
import { GENESYS_HOSTS, type GenesysRegion } from '../../vendors/genesys/regions';
import type { FoundStore } from '../find-store';
import { type Edited, editRanges } from './edit';
import { applicableRanges, parseFeed } from './feed';
import { readFeed } from './source';

/** What {@link refreshRanges} needs to know. */
export interface RangesOptions {
  readonly found: FoundStore;
  /** All environment files. */
  readonly files: readonly EnvironmentFile[];
  /** `api`, an https address, or a file. */
  readonly from: string;
  /** Services of the vendor to keep. @default - all */
  readonly services?: readonly string[] | undefined;
  /** Environment variables with the vendor's credentials. */
  readonly env: NodeJS.ProcessEnv;
  /** Addresses of the vendor's API. @default - those of the store's Genesys region */
  readonly endpoints?: GenesysEndpoints;
}

/** The edited environment file. */
export interface Ranges extends Edited {
  /** Path of the file that describes the store. */
  readonly file: string;
}

/**
 * Replaces a store's address ranges with those the vendor publishes, and checks the environments with them, the size of
 * the policies included. Writes nothing.
 *
 * @throws RefusedError for a store without `sourceIp`, and for a feed that is not valid
 * @throws InvalidEnvironmentsError when the environments are not valid with the new ranges
 * @throws HttpError when the vendor does not answer as expected
 */
export async function refreshRanges(options: RangesOptions): Promise<Ranges> {
  const { files, from, services, env } = options;
  const { store, environment } = options.found;
  const { genesysRegion } = store.settings as { genesysRegion?: GenesysRegion };
  const endpoints =
    options.endpoints ?? (genesysRegion && genesysEndpoints(GENESYS_HOSTS[genesysRegion]));
  const published = parseFeed(await readFeed(from, endpoints, env), from);
  const ranges = applicableRanges(published, { region: genesysRegion, services });
  const file = environment.file;
  const text = files.find((each) => each.file === file)?.text ?? '';
  const edited = editRanges(text, store.name, ranges);
  loadValid(files.map((each) => (each.file === file ? { file, text: edited.text } : each)));
  return { ...edited, file };
}
