import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import { type Method, requestJson } from '../../http/json';
import type { Credentials } from '../credentials';
import type { ApiAccess } from '../registration';
import { GENESYS_HOSTS, type GenesysRegion } from './regions';

const CLIENT_ID = 'GENESYS_CLIENT_ID';
const CLIENT_SECRET = 'GENESYS_CLIENT_SECRET';

/** An OAuth client of Genesys Cloud with the grant Client Credentials. */
export const GENESYS_CREDENTIALS = [[CLIENT_ID, CLIENT_SECRET]] as const;

/** Where Genesys Cloud answers. */
export interface GenesysEndpoints {
  /** For tokens, e.g. `https://login.mypurecloud.de` */
  readonly login: string;
  /** For all other requests, e.g. `https://api.mypurecloud.de` */
  readonly api: string;
}

/** The endpoints of a region, or the local server instead of them. */
export function genesysEndpoints(region: GenesysRegion, local?: string): GenesysEndpoints {
  if (local !== undefined) return { login: local, api: local };
  const host = GENESYS_HOSTS[region];
  return { login: `https://login.${host}`, api: `https://api.${host}` };
}

/** Opens the API of a region, or the local server instead of it. */
export function openGenesys(region: GenesysRegion, { local, credentials }: ApiAccess): GenesysApi {
  return new GenesysApi(genesysEndpoints(region, local), credentials);
}

/** A request to Genesys Cloud. */
export interface GenesysRequest {
  /** Path, e.g. `/api/v2/ipranges`. */
  readonly path: string;
  /** @default 'GET' */
  readonly method?: Method;
  /** Sent as JSON. @default - nothing */
  readonly body?: unknown;
  /** The permission it needs, as Admin, Roles shows it. @default - it is not known */
  readonly permission?: string | undefined;
  /** Whether sending it twice has the same effect as once. @default - true for all methods but POST and PATCH */
  readonly repeatable?: boolean;
  /** What no error may show. @default - nothing */
  readonly secrets?: readonly Secret[];
}

/**
 * Calls Genesys Cloud. It requests a token before the first call, and a new one when Genesys rejects the token; the
 * credentials are read again then, as they may have been changed.
 */
export class GenesysApi {
  private token: Promise<Secret> | undefined;

  constructor(
    readonly endpoints: GenesysEndpoints,
    private readonly credentials: () => Promise<Credentials>,
  ) {}

  /** Gets a path, e.g. `/api/v2/ipranges`. @throws HttpError as {@link send} does */
  get(path: string, permission?: string): Promise<unknown> {
    return this.send({ path, permission });
  }

  /**
   * Sends a request.
   *
   * @throws HttpError when Genesys does not answer as it should; for 403 it names the missing permission
   */
  async send(request: GenesysRequest): Promise<unknown> {
    try {
      return await this.sendOnce(request);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      if (error.status === 403) throw withPermission(error, request.permission);
      if (error.status !== 401) throw error;
      this.token = undefined;
      return this.sendOnce(request);
    }
  }

  private async sendOnce(request: GenesysRequest): Promise<unknown> {
    const { path, method = 'GET', body, repeatable, secrets = [] } = request;
    this.token ??= this.requestToken();
    const token = await this.token;
    return requestJson({
      url: `${this.endpoints.api}${path}`,
      method,
      secrets: [token, ...secrets],
      headers: {
        authorization: `Bearer ${token.reveal()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(repeatable !== undefined && { repeatable }),
    });
  }

  /** @see Genesys Cloud Developer Center, "Client credentials grant" */
  private async requestToken(): Promise<Secret> {
    const { [CLIENT_ID]: id, [CLIENT_SECRET]: secret = new Secret('') } = await this.credentials();
    const url = `${this.endpoints.login}/oauth/token`;
    const basic = Buffer.from(`${id?.reveal() ?? ''}:${secret.reveal()}`).toString('base64');
    const answer = await requestJson({
      url,
      method: 'POST',
      body: 'grant_type=client_credentials',
      headers: {
        authorization: `Basic ${basic}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      repeatable: true,
      secrets: [secret, new Secret(basic)],
    });
    const { access_token: token } = (answer ?? {}) as { access_token?: unknown };
    if (typeof token === 'string' && token !== '') return new Secret(token);
    throw new HttpError(url, 'answered without a token');
  }
}

function withPermission(error: HttpError, permission: string | undefined): HttpError {
  if (permission === undefined) return error;
  const { url, status, details } = error;
  const what = `${error.message.slice(url.length + 1)}: the OAuth client's role lacks ${permission}`;
  return new HttpError(url, what, { status, details });
}
