import * as fs from 'node:fs';
import { RefusedError } from '../../core/problem';
import { Secret } from '../../core/secret';
import { requestJson } from '../../http/json';
import { GenesysApi, type GenesysEndpoints } from '../../vendors/genesys/api';

/** The variables that have the OAuth client's id and secret. Nothing else may hold them. */
export const CREDENTIALS = ['GENESYS_CLIENT_ID', 'GENESYS_CLIENT_SECRET'] as const;

/**
 * Reads a feed from a file, an https address, or the vendor's API.
 *
 * @param from - `api`, an address, or a file
 * @param endpoints - where the API is; undefined for vendors that have none
 * @throws RefusedError for a file that is not there or is no JSON, and for missing credentials
 * @throws HttpError when the server does not answer as it should
 */
export async function readFeed(
  from: string,
  endpoints: GenesysEndpoints | undefined,
  env: NodeJS.ProcessEnv,
): Promise<unknown> {
  if (from === 'api') return readApi(endpoints, env);
  if (/^https?:/.test(from)) return requestJson({ url: from });
  try {
    return JSON.parse(fs.readFileSync(from, 'utf8')) as unknown;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw refused(
      missing ? 'ranges-source' : 'ranges-feed',
      missing ? `${from} is not there` : `${from} is no JSON`,
      'Give a file, an https address, or api.',
    );
  }
}

async function readApi(
  endpoints: GenesysEndpoints | undefined,
  env: NodeJS.ProcessEnv,
): Promise<unknown> {
  if (!endpoints) {
    throw refused(
      'ranges-source',
      'only Genesys stores have an API to ask',
      'Give --from with a file or an https address.',
    );
  }
  const [id, secret] = CREDENTIALS.map((name) => env[name]);
  if (!id || !secret) {
    throw refused(
      'ranges-credentials',
      `${CREDENTIALS.join(' and ')} are not both set`,
      'Make an OAuth client with the grant Client Credentials in Genesys Cloud, and set both; or give --from with a saved file.',
    );
  }
  const credentials = { clientId: id, clientSecret: new Secret(secret) };
  return new GenesysApi(endpoints, () => Promise.resolve(credentials)).get('/api/v2/ipranges');
}

function refused(rule: string, what: string, fix: string): RefusedError {
  return new RefusedError([{ rule, path: [], what, fix }]);
}
