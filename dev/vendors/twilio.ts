import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { described } from './described';
import type { VendorApi, VendorResponse, VendorRequest } from './exchange';
import { readFacts } from './facts';

/** An AWS credential stored at Twilio. */
export interface TwilioCredential {
  /** `CR…` */
  readonly sid: string;
  readonly name: string;
  /** `<access key id>:<secret>`, which the API never returns. */
  readonly credentials: string;
}

type Kind = 'Recording' | 'Composition';
type Settings = Record<string, unknown>;

const OFF: Settings = {
  friendly_name: null,
  aws_credentials_sid: null,
  aws_s3_url: null,
  aws_storage_enabled: false,
  encryption_key_sid: null,
  encryption_enabled: false,
};

/** What Twilio's description leaves open. */
export interface TwilioReading {
  /** What becomes of settings that a request does not name. */
  readonly unset: 'reset' | 'kept';
  /** Which hosts a bucket's URL may have: its own examples have a dash, AWS' a dot. */
  readonly hosts: 'dash' | 'any';
}

/** Every combination of readings. */
export const TWILIO_READINGS: readonly TwilioReading[] = (['reset', 'kept'] as const).flatMap(
  (unset) => (['dash', 'any'] as const).map((hosts) => ({ unset, hosts })),
);

const FACTS = readFacts('twilio');

/** The SID and token of the local account. */
export const TWILIO_ACCOUNT = { sid: `AC${'0'.repeat(32)}`, token: 'local-auth-token' };

/**
 * A local Twilio, with the APIs for S3 storage. When storage is enabled it really writes its test file, with the access
 * key it was given. Requests and answers are checked against the description in Twilio's own SDK.
 *
 * @see npm twilio, in `dev/vendors/facts/twilio.json`
 */
export class LocalTwilio {
  readonly credentials: TwilioCredential[] = [];
  /** Storage settings by kind. */
  readonly settings: Record<Kind, Settings> = { Recording: OFF, Composition: OFF };
  /** How it reads what its description leaves open. */
  reading: TwilioReading = { unset: 'reset', hosts: 'any' };

  /** @param s3 - endpoint of S3, and the region of the buckets; without it, nothing is written */
  constructor(private readonly s3?: { readonly endpoint: string; readonly region: string }) {}

  /** Answers a request; undefined for paths that are not Twilio's. */
  readonly answer: VendorApi = (request) => {
    const { path, authorization } = request;
    if (!path.startsWith('/v1/')) return Promise.resolve(undefined);
    const basic = Buffer.from(`${TWILIO_ACCOUNT.sid}:${TWILIO_ACCOUNT.token}`).toString('base64');
    return authorization === `Basic ${basic}`
      ? this.checked(request)
      : Promise.resolve(refusal(401, 20003, 'Authenticate'));
  };

  private readonly checked = described({
    facts: FACTS,
    paths: /^\/v1\//,
    refuse: (what) => refusal(400, what.startsWith('unknown') ? 20001 : 20422, what),
    answer: async (request) => {
      const { path } = request;
      if (path.startsWith('/v1/Credentials/AWS')) return this.answerCredentials(request);
      const kind = /^\/v1\/(Recording|Composition)Settings\/Default$/.exec(path)?.[1];
      return kind === undefined ? undefined : this.answerSettings(kind as Kind, request);
    },
  });

  /** Writes an object as Twilio does. @throws S3's own error if S3 refuses it */
  async write(kind: Kind, name: string): Promise<string> {
    const { aws_credentials_sid: sid, aws_s3_url: url } = this.settings[kind];
    const { hostname, pathname } = new URL(String(url));
    const [bucket = ''] = hostname.split('.s3');
    const key = `${pathname.slice(1)}${name}`;
    const [accessKeyId = '', secretAccessKey = ''] = this.secretOf(String(sid));
    const credentials = { accessKeyId, secretAccessKey };
    const s3 = new S3Client({ ...this.s3, credentials, forcePathStyle: true, maxAttempts: 1 });
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'twilio' }));
    return key;
  }

  private secretOf(sid: string): string[] {
    const found = this.credentials.find((each) => each.sid === sid);
    if (!found) throw new Error(`Credential ${sid} does not exist.`);
    return found.credentials.split(':');
  }

  private answerCredentials(request: VendorRequest): VendorResponse {
    const { method, path, body } = request;
    const sid = path.split('/')[4];
    const fields = new URLSearchParams(body);
    if (sid === undefined) {
      return method === 'GET' ? { status: 200, body: this.page(request) } : this.create(fields);
    }
    const at = this.credentials.findIndex((each) => each.sid === sid);
    const found = this.credentials[at];
    if (!found) return refusal(404, 20404, 'The requested resource was not found');
    if (method === 'DELETE') {
      this.credentials.splice(at, 1);
      return { status: 204 };
    }
    const updated = { ...found, name: fields.get('FriendlyName') ?? found.name };
    this.credentials[at] = updated;
    return { status: 200, body: withoutSecret(updated) };
  }

  private create(fields: URLSearchParams): VendorResponse {
    const created = {
      sid: `CR${randomBytes(16).toString('hex')}`,
      name: fields.get('FriendlyName') ?? '',
      credentials: fields.get('Credentials') ?? '',
    };
    this.credentials.push(created);
    return { status: 201, body: withoutSecret(created) };
  }

  /** A page begins where its token says; its number is only for the client. */
  private page({ origin, path, query }: VendorRequest): object {
    const size = Number(query.get('PageSize') ?? 50);
    const page = Number(query.get('Page') ?? 0);
    const from = Number(query.get('PageToken')?.slice(2) ?? 0);
    const urlOf = (number: number, token: number) =>
      `${origin}${path}?PageSize=${size}&Page=${number}&PageToken=PA${token}`;
    const more = from + size < this.credentials.length;
    return {
      credentials: this.credentials.slice(from, from + size).map(withoutSecret),
      meta: {
        key: 'credentials',
        page,
        page_size: size,
        first_page_url: urlOf(0, 0),
        previous_page_url: page > 0 ? urlOf(page - 1, Math.max(0, from - size)) : null,
        next_page_url: more ? urlOf(page + 1, from + size) : null,
        url: urlOf(page, from),
      },
    };
  }

  private async answerSettings(
    kind: Kind,
    { method, body }: VendorRequest,
  ): Promise<VendorResponse> {
    if (method === 'GET') return { status: 200, body: this.settings[kind] };
    const fields = new URLSearchParams(body);
    const before = this.settings[kind];
    const wanted = { ...(this.reading.unset === 'kept' ? before : OFF), ...readForm(fields) };
    const wrong = wanted.aws_storage_enabled === true ? this.refuseStorage(wanted) : undefined;
    if (wrong) return wrong;
    this.settings[kind] = wanted;
    if (wanted.aws_storage_enabled === true && this.s3) {
      try {
        await this.write(kind, `test-${Date.now()}.txt`);
      } catch (error) {
        this.settings[kind] = before;
        return refusal(400, 53615, `Access denied: ${(error as Error).name}`);
      }
    }
    return { status: 200, body: this.settings[kind] };
  }

  /** @see Twilio documentation, "Error and Warning Dictionary", 53610 and 53613 */
  private refuseStorage({ aws_s3_url: url, aws_credentials_sid: sid }: Settings) {
    const hosts = this.reading.hosts === 'dash' ? DASH_HOST : ANY_HOST;
    if (!hosts.test(String(url))) return refusal(400, 53610, 'Invalid S3 URL');
    return this.credentials.some((each) => each.sid === sid)
      ? undefined
      : refusal(400, 53613, 'AWS credential not found');
  }
}

/** @see Twilio guide, step 1, "Get the AWS S3 Bucket URL": 7-bit ASCII, and the characters of RFC 3986 */
const DASH_HOST = /^https:\/\/[a-z0-9-]+\.s3-[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[!-~]*$/;
const ANY_HOST = /^https:\/\/[a-z0-9-]+\.s3[.-][a-z0-9-]+\.amazonaws\.com(\.cn)?\/[!-~]*$/;

const FIELDS = {
  FriendlyName: 'friendly_name',
  AwsCredentialsSid: 'aws_credentials_sid',
  AwsS3Url: 'aws_s3_url',
  AwsStorageEnabled: 'aws_storage_enabled',
  EncryptionKeySid: 'encryption_key_sid',
  EncryptionEnabled: 'encryption_enabled',
} as const;

function readForm(fields: URLSearchParams): Settings {
  const given = Object.entries(FIELDS).filter(([name]) => fields.has(name));
  return Object.fromEntries(
    given.map(([name, field]) => {
      const text = fields.get(name);
      return [field, field.endsWith('_enabled') ? text === 'true' : text];
    }),
  );
}

function withoutSecret({ sid, name }: TwilioCredential): object {
  return { sid, friendly_name: name, account_sid: TWILIO_ACCOUNT.sid };
}

function refusal(status: number, code: number, message: string): VendorResponse {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { status, body: { code, message, more_info, status } };
}
