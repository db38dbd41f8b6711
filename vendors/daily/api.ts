import { Secret } from '../../core/secret';
import { HttpError } from '../../http/error';
import { requestJson } from '../../http/json';
import type { ApiAccess } from '../registration';

/** @see Daily documentation, "REST API", authentication */
export const DAILY_CREDENTIALS = [['DAILY_API_KEY']] as const;

/** @see daily-co/daily-ruby, docs/DomainApi.md */
const ENDPOINT = 'https://api.daily.co';

/** Where a domain stores recordings. Fields that Daily does not show are undefined. */
export interface RecordingsBucket {
  readonly bucket_name?: string | undefined;
  readonly bucket_region?: string | undefined;
  readonly assume_role_arn?: string | undefined;
  readonly allow_api_access?: boolean | undefined;
}

/** The part of a domain's configuration that a store needs. */
export interface DailyDomain {
  readonly name: string;
  /** @default - recordings are stored at Daily */
  readonly bucket?: RecordingsBucket | undefined;
}

/**
 * The bodies that unset the bucket of a domain. The type of the property is an object or a boolean, and null unsets the
 * properties of rooms: which of them unsets this one is not described, so each is tried.
 */
export const UNSET = [null, false].map((bucket) => ({ properties: { recordings_bucket: bucket } }));

/** Opens the API of the domain that the key belongs to. @throws RefusedError when it is not set */
export async function openDaily({ credentials, local = ENDPOINT }: ApiAccess): Promise<DailyApi> {
  const [key = new Secret('')] = Object.values(await credentials());
  return new DailyApi(`${local}/v1/`, key);
}

/** Calls Daily with the key of a domain. */
export class DailyApi {
  constructor(
    readonly url: string,
    private readonly key: Secret,
  ) {}

  /** Reads the domain's configuration. @throws HttpError when Daily does not answer as it should */
  async readDomain(): Promise<DailyDomain> {
    const answer = (await this.send('GET')) as Record<string, unknown> | undefined;
    const { domain_name: name, config } = answer ?? {};
    if (typeof name !== 'string' || typeof config !== 'object' || config === null) {
      throw new HttpError(this.url, 'answered without domain_name and config');
    }
    const { recordings_bucket: bucket } = config as { recordings_bucket?: unknown };
    // The setting is an object, or a boolean; true does not say which bucket it is.
    if (bucket === true) return { name, bucket: {} };
    return { name, ...(typeof bucket === 'object' && bucket !== null && { bucket }) };
  }

  /** Sets where the domain stores recordings. @throws HttpError when Daily refuses */
  async setBucket(bucket: RecordingsBucket): Promise<void> {
    await this.send('POST', { properties: { recordings_bucket: bucket } });
  }

  /**
   * Has the domain store recordings at Daily.
   *
   * @param bucketName - the bucket that it must no longer name
   * @param onDone - is given each request that Daily accepted, in a sentence
   * @throws HttpError when Daily refuses, or still names the bucket
   */
  async unsetBucket(bucketName: string, onDone: (what: string) => void): Promise<void> {
    let refusal: HttpError | undefined;
    for (const body of UNSET) {
      try {
        await this.send('POST', body);
        onDone(`Set recordings_bucket to ${String(body.properties.recordings_bucket)}.`);
      } catch (error) {
        if (!(error instanceof HttpError) || error.status !== 400) throw error;
        refusal = error;
      }
      const { bucket } = await this.readDomain();
      if (bucket?.bucket_name !== bucketName) return;
    }
    throw refusal ?? new HttpError(this.url, `still names the bucket ${bucketName}`);
  }

  private send(method: 'GET' | 'POST', body?: object): Promise<unknown> {
    return requestJson({
      url: this.url,
      method,
      headers: {
        authorization: `Bearer ${this.key.reveal()}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body), repeatable: true }),
      secrets: [this.key],
    });
  }
}
