import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import type { VendorResponse, VendorRequest } from './exchange';

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
};

/** The SID and token of the local account. */
export const TWILIO_ACCOUNT = { sid: `AC${'0'.repeat(32)}`, token: 'local-auth-token' };

/**
 * A local Twilio, with the APIs for S3 storage. When storage is enabled it really writes its test file, with the access
 * key it was given.
 *
 * @see twilio-oai, `twilio_accounts_v1.json` and `twilio_video_v1.json`
 */
export class LocalTwilio {
  readonly credentials: TwilioCredential[] = [];
  /** Storage settings by kind. */
  readonly settings: Record<Kind, Settings> = { Recording: OFF, Composition: OFF };

  /** @param s3 - endpoint of S3, and the region of the buckets; without it, nothing is written */
  constructor(private readonly s3?: { readonly endpoint: string; readonly region: string }) {}

  /** Answers a request; undefined for paths that are not Twilio's. */
  readonly answer = async (request: VendorRequest): Promise<VendorResponse | undefined> => {
    const { path, authorization } = request;
    if (!path.startsWith('/v1/')) return undefined;
    const basic = Buffer.from(`${TWILIO_ACCOUNT.sid}:${TWILIO_ACCOUNT.token}`).toString('base64');
    if (authorization !== `Basic ${basic}`) return refusal(401, 20003, 'Authenticate');
    if (path.startsWith('/v1/Credentials/AWS')) return this.answerCredentials(request);
    const kind = /^\/v1\/(Recording|Composition)Settings\/Default$/.exec(path)?.[1];
    return kind === undefined ? undefined : this.answerSettings(kind as Kind, request);
  };

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

  private answerCredentials({ method, path, query, body }: VendorRequest): VendorResponse {
    const sid = path.split('/')[4];
    if (method === 'GET') return { status: 200, body: this.page(query) };
    if (method === 'DELETE') {
      const at = this.credentials.findIndex((each) => each.sid === sid);
      if (at < 0) return refusal(404, 20404, 'The requested resource was not found');
      this.credentials.splice(at, 1);
      return { status: 204 };
    }
    const fields = new URLSearchParams(body);
    const created = {
      sid: `CR${randomBytes(16).toString('hex')}`,
      name: fields.get('FriendlyName') ?? '',
      credentials: fields.get('Credentials') ?? '',
    };
    this.credentials.push(created);
    return { status: 201, body: withoutSecret(created) };
  }

  private page(query: URLSearchParams): object {
    const size = Number(query.get('PageSize') ?? 50);
    const page = Number(query.get('Page') ?? 0);
    const credentials = this.credentials.slice(page * size, (page + 1) * size).map(withoutSecret);
    return { credentials, meta: { key: 'credentials', page, next_page_url: null } };
  }

  private async answerSettings(
    kind: Kind,
    { method, body }: VendorRequest,
  ): Promise<VendorResponse> {
    if (method === 'GET') return { status: 200, body: this.settings[kind] };
    const fields = new URLSearchParams(body);
    const before = this.settings[kind];
    this.settings[kind] = {
      friendly_name: fields.get('FriendlyName'),
      aws_credentials_sid: fields.get('AwsCredentialsSid'),
      aws_s3_url: fields.get('AwsS3Url'),
      aws_storage_enabled: fields.get('AwsStorageEnabled') === 'true',
    };
    if (this.settings[kind].aws_storage_enabled === true && this.s3) {
      try {
        await this.write(kind, `test-${Date.now()}.txt`);
      } catch (error) {
        this.settings[kind] = before;
        return refusal(400, 53615, `Access denied: ${(error as Error).name}`);
      }
    }
    return { status: 200, body: this.settings[kind] };
  }
}

function withoutSecret({ sid, name }: TwilioCredential): object {
  return { sid, friendly_name: name, account_sid: TWILIO_ACCOUNT.sid };
}

function refusal(status: number, code: number, message: string): VendorResponse {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { status, body: { code, message, more_info, status } };
}
