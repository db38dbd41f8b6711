import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import { type Method, requestJson } from '../../http/json';

/** Where Twilio answers. */
export interface TwilioEndpoints {
  /** Credentials of an account. */
  readonly accounts: string;
  /** Twilio Video. */
  readonly video: string;
}

/** @see twilio-oai, `twilio_accounts_v1.json` and `twilio_video_v1.json`, servers */
export const TWILIO_ENDPOINTS: TwilioEndpoints = {
  accounts: 'https://accounts.twilio.com',
  video: 'https://video.twilio.com',
};

/** What Twilio knows an account by: its SID and auth token, or the SID and secret of an API key. */
export interface TwilioCredentials {
  /** `AC…` or `SK…`. */
  readonly sid: string;
  /** The auth token, or the key's secret. */
  readonly secret: Secret;
}

/** Something asked of Twilio. */
export interface TwilioRequest {
  /** Whole address. */
  readonly url: string;
  /** @default 'GET', or 'POST' where there are fields */
  readonly method?: Method;
  /** Sent as a form. @default - nothing */
  readonly fields?: Readonly<Record<string, string>>;
  /** Whether asking twice does the same as asking once. @default - all but POST are */
  readonly repeatable?: boolean;
  /** What no error may show, beside the credentials. @default - nothing */
  readonly secrets?: readonly Secret[];
}

/** Pages there could ever be: an answer that never ends must end. */
const MAX_PAGES = 100;

/** Asks Twilio, by HTTP Basic. */
export class TwilioApi {
  /**
   * @param endpoints - where it answers
   * @param credentials - whose account it is
   */
  constructor(
    readonly endpoints: TwilioEndpoints,
    private readonly credentials: TwilioCredentials,
  ) {}

  /** Sends a request. @throws HttpError when Twilio does not answer as it should */
  send({ url, method, fields, repeatable, secrets = [] }: TwilioRequest): Promise<unknown> {
    const { sid, secret } = this.credentials;
    const basic = Buffer.from(`${sid}:${secret.reveal()}`).toString('base64');
    return requestJson({
      ...{ url, method: method ?? (fields ? 'POST' : 'GET') },
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
   * All of a list, page after page.
   *
   * @param path - below `accounts`, e.g. `/v1/Credentials/AWS`
   * @param key - under which a page has its part of the list
   * @throws HttpError when Twilio does not answer as it should, and for pages that go in a circle or elsewhere
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
      if (!Array.isArray(part)) throw new HttpError(url, `answered without ${key}`);
      found.push(...(part as unknown[]));
      url = this.nextPage(url, page?.meta);
    }
    return found;
  }

  private nextPage(url: string, meta: unknown): string | undefined {
    const { next_page_url: next } = (meta ?? {}) as { next_page_url?: unknown };
    if (typeof next !== 'string') return undefined;
    if (next.startsWith(`${this.endpoints.accounts}/`)) return next;
    throw new HttpError(url, 'names a next page that is none of its own');
  }
}
