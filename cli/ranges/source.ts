import * as fs from 'node:fs';
import { RefusedError } from '../../core/problem';
import { HttpError, requestJson } from '../http/json';

/** Where Genesys Cloud answers: `login` gives tokens, `api` the feed. */
export interface GenesysEndpoints {
  /** e.g. `https://login.mypurecloud.de` */
  readonly login: string;
  /** e.g. `https://api.mypurecloud.de` */
  readonly api: string;
}

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
  const token = await takeToken(endpoints.login, id, secret);
  return requestJson({
    url: `${endpoints.api}/api/v2/ipranges`,
    headers: { authorization: `Bearer ${token}` },
  });
}

/** @see Genesys Cloud Developer Center, "Client credentials grant" */
async function takeToken(login: string, id: string, secret: string): Promise<string> {
  const url = `${login}/oauth/token`;
  const answer = await requestJson({
    url,
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const { access_token: token } = (answer ?? {}) as { access_token?: unknown };
  if (typeof token === 'string' && token !== '') return token;
  throw new HttpError(url, 'answered without a token');
}

function refused(rule: string, what: string, fix: string): RefusedError {
  return new RefusedError([{ rule, path: [], what, fix }]);
}
