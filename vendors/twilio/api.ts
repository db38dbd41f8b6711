import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import { type Method, requestJson } from '../../http/json';
import { objectsIn } from '../../http/objects';
import type { ApiAccess } from '../registration';

/** @see Twilio documentation, "API Authentication": an API key, or the account's own SID and token */
export const TWILIO_CREDENTIALS = [
  ['TWILIO_API_KEY', 'TWILIO_API_SECRET'],
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
] as const;

/** @see twilio-oai, `twilio_accounts_v1.json` and `twilio_video_v1.json`, servers */
const ENDPOINTS = {
  /** Credentials of an account. */
  accounts: 'https://accounts.twilio.com',
  /** Twilio Video. */
  video: 'https://video.twilio.com',
};

/** A request to Twilio. */
export interface TwilioRequest {
  readonly url: string;
  /** @default 'GET', or 'POST' where there are fields */
  readonly method?: Method;
  /** Sent as a form. @default - nothing */
  readonly fields?: Readonly<Record<string, string>>;
  /** Whether sending it twice has the same effect as once. @default - true for all methods but POST */
  readonly repeatable?: boolean;
  /** What no error may show, in addition to the credentials. @default - nothing */
  readonly secrets?: readonly Secret[];
}

/** Largest number of pages that is read, so that an endless list ends. */
const MAX_PAGES = 100;

/** Opens the API of the account that the credentials belong to. @throws RefusedError when they are not set */
export async function openTwilio({ credentials, local }: ApiAccess): Promise<TwilioApi> {
  const [sid = new Secret(''), secret = new Secret('')] = Object.values(await credentials());
  const endpoints = local === undefined ? ENDPOINTS : { accounts: local, video: local };
  return new TwilioApi(endpoints, { sid: sid.reveal(), secret });
}

/** Calls Twilio with HTTP Basic authentication. */
export class TwilioApi {
  constructor(
    readonly endpoints: typeof ENDPOINTS,
    private readonly credentials: { readonly sid: string; readonly secret: Secret },
  ) {}

  /** Sends a request. @throws HttpError when Twilio does not answer as it should */
  send({ url, method, fields, repeatable, secrets = [] }: TwilioRequest): Promise<unknown> {
    const { sid, secret } = this.credentials;
    const basic = Buffer.from(`${sid}:${secret.reveal()}`).toString('base64');
    return requestJson({
      url,
      method: method ?? (fields ? 'POST' : 'GET'),
      headers: {
        authorization: `Basic ${basic}`,
        ...(fields && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(fields && { body: new URLSearchParams(fields).toString() }),
      ...(repeatable !== undefined && { repeatable }),
      secrets: [secret, new Secret(basic), ...secrets],
    });
  }

  /**
   * All entries of a list, from all of its pages.
   *
   * @param path - below `accounts`, e.g. `/v1/Credentials/AWS`
   * @param key - the key of a page that holds its entries
   * @throws HttpError when Twilio does not answer as it should, and for pages that repeat or lead elsewhere
   */
  async list(path: string, key: string): Promise<readonly unknown[]> {
    const seen = new Set<string>();
    const found: unknown[] = [];
    let url: string | undefined = `${this.endpoints.accounts}${path}?PageSize=100`;
    while (url !== undefined) {
      if (seen.has(url) || seen.size === MAX_PAGES) {
        throw new HttpError(url, 'is a page that was read before, or one too many');
      }
      seen.add(url);
      const page = (await this.send({ url })) as Record<string, unknown> | undefined;
      const part = page?.[key];
      found.push(...objectsIn(part, url, key));
      url = this.nextPage(url, page?.meta);
    }
    return found;
  }

  /** Only an address of the same host: an answer must not send the credentials elsewhere. */
  private nextPage(url: string, meta: unknown): string | undefined {
    const { next_page_url: next } = (meta ?? {}) as { next_page_url?: unknown };
    if (typeof next !== 'string') return undefined;
    if (next.startsWith(`${this.endpoints.accounts}/`)) return next;
    throw new HttpError(url, 'names a next page on another host');
  }
}
