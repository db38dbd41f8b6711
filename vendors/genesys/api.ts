import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import { type Method, requestJson } from '../../http/json';

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

/** Something asked of Genesys Cloud. */
export interface GenesysRequest {
  /** Path, e.g. `/api/v2/ipranges`. */
  readonly path: string;
  /** @default 'GET' */
  readonly method?: Method;
  /** Sent as JSON. @default - nothing */
  readonly body?: unknown;
  /** The permission it needs, for people; in the words of Admin, Roles. @default - it is not known */
  readonly permission?: string;
  /** Whether asking twice does the same as asking once. @default - all but POST and PATCH are */
  readonly repeatable?: boolean;
  /** What no error may show. @default - nothing */
  readonly secrets?: readonly Secret[];
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
    readonly endpoints: GenesysEndpoints,
    private readonly credentials: () => Promise<GenesysCredentials>,
  ) {}

  /**
   * Gets what stands under a path, e.g. `/api/v2/ipranges`.
   *
   * @throws HttpError when Genesys does not answer as it should
   */
  get(path: string, permission?: string): Promise<unknown> {
    return this.send({ path, ...(permission !== undefined && { permission }) });
  }

  /**
   * Sends a request.
   *
   * @throws HttpError when Genesys does not answer as it should; of 403 with the permission that is missing
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
    this.token ??= this.takeToken();
    const token = await this.token;
    return requestJson({
      ...{ url: `${this.endpoints.api}${path}`, method, secrets: [token, ...secrets] },
      headers: {
        authorization: `Bearer ${token.reveal()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(repeatable !== undefined && { repeatable }),
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
      ...{ repeatable: true, secrets: [clientSecret, new Secret(basic)] },
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
