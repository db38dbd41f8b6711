import * as fs from 'node:fs';
import { findVendor } from '../../config/resolve';
import { RefusedError } from '../../core/problem';
import { requestJson } from '../../http/json';
import { CREDENTIALS_SECRET, secretReader, tryReadCredentials } from '../connect/credentials';
import { asDeployer } from '../deployer';
import type { FoundStore } from '../find-store';

/** How a vendor's API is reached. */
export interface FeedAccess {
  /** Environment variables, which may hold credentials. */
  readonly env: NodeJS.ProcessEnv;
  /** Address of a local server instead of the vendor's. @default - the environment's local server, or the vendor's */
  readonly local?: string | undefined;
}

/**
 * Reads a feed from a file, an https address, or the vendor's API.
 *
 * @param from - `api`, an address, or a file
 * @throws RefusedError for a file that does not exist or is not JSON, and for missing credentials
 * @throws HttpError when the server does not answer as it should
 */
export async function readFeed(
  from: string,
  found: FoundStore,
  access: FeedAccess,
): Promise<unknown> {
  if (from === 'api') return readApi(found, access);
  if (/^https?:/.test(from)) return requestJson({ url: from });
  try {
    return JSON.parse(fs.readFileSync(from, 'utf8')) as unknown;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw refused(
      missing ? 'ranges-source' : 'ranges-feed',
      missing ? `${from} does not exist` : `${from} is not JSON`,
      'Give a file, an https address, or api.',
    );
  }
}

async function readApi(
  { store, environment }: FoundStore,
  { env, local = environment.localAws?.vendors }: FeedAccess,
): Promise<unknown> {
  const { ranges, credentials } = findVendor(store.settings.vendor);
  if (!ranges || !credentials) {
    throw refused(
      'ranges-source',
      `${store.profile.title} has no API that publishes its address ranges`,
      'Give --from with a file or an https address.',
    );
  }
  const { sets, about } = credentials;
  const found = await tryReadCredentials(sets, env, async (name) =>
    secretReader(await asDeployer(environment, store.region))(name),
  );
  if (!found) {
    throw refused(
      'ranges-credentials',
      `${sets.map((names) => names.join(' and ')).join(', or ')} are not both set`,
      `Set them to ${about}, or set ${CREDENTIALS_SECRET} to the name of a secret that holds them as JSON; or give --from with a saved file.`,
    );
  }
  return ranges.read(store.settings, { credentials: () => Promise.resolve(found), local });
}

function refused(rule: string, what: string, fix: string): RefusedError {
  return new RefusedError([{ rule, path: [], what, fix }]);
}
