import { described } from './described';
import type { VendorApi, VendorRequest, VendorResponse } from './exchange';
import { readFacts } from './facts';

/** The domain and the API key of the local Daily. */
export const DAILY_DOMAIN = { name: 'acme', key: 'local-daily-key' };

/** What Daily's description leaves open. */
export interface DailyReading {
  /**
   * Which fields of the bucket are shown: the model of the answer has the name and the region only, the model of the
   * request has all of them.
   */
  readonly shows: 'all' | 'place';
  /** What becomes of fields of the bucket that a request does not name. */
  readonly unset: 'reset' | 'kept';
}

const FACTS = readFacts('daily');

/**
 * A local Daily, with the configuration of one domain.
 *
 * @see daily-co/daily-ruby, in `dev/vendors/facts/daily.json`
 */
export class LocalDaily {
  /** Where the domain stores recordings. @default - at Daily */
  bucket: Readonly<Record<string, unknown>> | null | undefined;
  /** Whether null unsets the bucket, which is not described. */
  nullUnsets = true;
  /** How it reads what its description leaves open. */
  reading: DailyReading = { shows: 'all', unset: 'reset' };

  /** Answers a request; undefined for paths that are not Daily's. */
  readonly answer: VendorApi = (request) => {
    const { path, authorization } = request;
    if (path !== '/v1/') return Promise.resolve(undefined);
    return authorization === `Bearer ${DAILY_DOMAIN.key}`
      ? this.checked(request)
      : Promise.resolve(refusal(401, 'authentication-error', 'the API key is not valid'));
  };

  private readonly checked = described({
    facts: FACTS,
    paths: /^\/v1\/$/,
    refuse: (what) => refusal(400, 'invalid-request-error', what),
    answer: (request) => Promise.resolve(this.answerDomain(request)),
  });

  private answerDomain({ method, body }: VendorRequest): VendorResponse {
    if (method === 'POST') {
      const { properties } = JSON.parse(body) as {
        properties: { recordings_bucket: object | null };
      };
      const { recordings_bucket: bucket } = properties;
      const before = this.reading.unset === 'kept' ? this.bucket : {};
      if (bucket !== null || this.nullUnsets) this.bucket = bucket && { ...before, ...bucket };
      return { status: 200 };
    }
    return {
      status: 200,
      body: {
        domain_name: DAILY_DOMAIN.name,
        domain_id: 'd-1',
        config: { lang: 'en', recordings_bucket: this.shownBucket() },
      },
    };
  }

  private shownBucket(): object | null | undefined {
    if (!this.bucket || this.reading.shows === 'all') return this.bucket;
    const { bucket_name, bucket_region } = this.bucket;
    return { bucket_name, bucket_region };
  }
}

/** @see Daily documentation, "REST API", errors: `error` and `info` */
function refusal(status: number, error: string, info: string): VendorResponse {
  return { status, body: { error, info } };
}
