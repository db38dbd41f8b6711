import { Secret } from '../../core/secret';
import { HttpError, requestJson } from '../../http/json';

/** Where Genesys Cloud answers: `login` gives tokens, `api` all else. */
export interface GenesysEndpoints {
  /** e.g. `https://login.mypurecloud.de` */
  readonly login: string;
  /** e.g. `https://api.mypurecloud.de` */
  readonly api: string;
}

/** An OAuth client of Genesys Cloud with the grant Client Credentials. */
export interface GenesysCredentials {
  /** Its id. */
  readonly clientId: string;
  /** Its secret. */
  readonly clientSecret: Secret;
}

/** The endpoints of a host, e.g. of `mypurecloud.de`. */
export function genesysEndpoints(host: string): GenesysEndpoints {
  return { login: `https://login.${host}`, api: `https://api.${host}` };
}

/**
 * Asks Genesys Cloud. Takes a token when the first one is needed, and a new one when Genesys no longer takes it,
 * with credentials that are read again: somebody may have changed them meanwhile.
 */
export class GenesysApi {
  private token: Promise<Secret> | undefined;

  /**
   * @param endpoints - where it answers
   * @param credentials - reads the credentials
   */
  constructor(
    private readonly endpoints: GenesysEndpoints,
    private readonly credentials: () => Promise<GenesysCredentials>,
  ) {}

  /**
   * Gets what stands under a path, e.g. `/api/v2/ipranges`.
   *
   * @throws HttpError when Genesys does not answer as it should
   */
  async get(path: string): Promise<unknown> {
    try {
      return await this.send(path);
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 401) throw error;
      this.token = undefined;
      return this.send(path);
    }
  }

  private async send(path: string): Promise<unknown> {
    this.token ??= this.takeToken();
    const token = await this.token;
    return requestJson({
      url: `${this.endpoints.api}${path}`,
      headers: { authorization: `Bearer ${token.reveal()}` },
    });
  }

  /** @see Genesys Cloud Developer Center, "Client credentials grant" */
  private async takeToken(): Promise<Secret> {
    const { clientId, clientSecret } = await this.credentials();
    const url = `${this.endpoints.login}/oauth/token`;
    const basic = Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64');
    const answer = await requestJson({
      ...{ url, method: 'POST', body: 'grant_type=client_credentials' },
      headers: {
        authorization: `Basic ${basic}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    const { access_token: token } = (answer ?? {}) as { access_token?: unknown };
    if (typeof token === 'string' && token !== '') return new Secret(token);
    throw new HttpError(url, 'answered without a token');
  }
}
