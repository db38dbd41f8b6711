import { described } from './described';
import type { VendorApi, VendorRequest, VendorResponse } from './exchange';
import { readFacts } from './facts';

/** The domain and the API key of the local Daily. */
export const DAILY_DOMAIN = { name: 'acme', key: 'local-daily-key' };

/** What Daily's description leaves open. */
export interface DailyReading {
  /**
   * Which fields of the bucket are shown: Daily's client has all of them, the model of the answer in its Ruby SDK has the
   * name and the region only.
   */
  readonly shows: 'all' | 'place';
  /** What becomes of fields of the bucket that a request does not name. */
  readonly unset: 'reset' | 'kept';
  /** What unsets the bucket: its type is an object or a boolean. The other is ignored, or refused. */
  readonly off: 'null' | 'false';
  /** What Daily does with the other one. */
  readonly otherwise: 'ignores' | 'refuses';
}

/** Every combination of readings. */
export const DAILY_READINGS: readonly DailyReading[] = (['all', 'place'] as const)
  .flatMap((shows) => (['reset', 'kept'] as const).map((unset) => ({ shows, unset })))
  .flatMap((each) => (['null', 'false'] as const).map((off) => ({ ...each, off })))
  .flatMap((each) =>
    (['ignores', 'refuses'] as const).map((otherwise) => ({ ...each, otherwise })),
  );

const FACTS = readFacts('daily');

/**
 * A local Daily, with the configuration of one domain.
 *
 * @see npm @daily-co/daily-js, in `dev/vendors/facts/daily.json`
 */
export class LocalDaily {
  /** Where the domain stores recordings. @default - at Daily */
  bucket: Readonly<Record<string, unknown>> | boolean | null | undefined;
  /** How it reads what its description leaves open. */
  reading: DailyReading = { shows: 'all', unset: 'reset', off: 'null', otherwise: 'ignores' };

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
    if (method === 'POST') return this.change(JSON.parse(body) as DomainChange);
    return {
      status: 200,
      body: {
        domain_name: DAILY_DOMAIN.name,
        domain_id: 'd-1',
        config: { lang: 'en', recordings_bucket: this.shownBucket() },
      },
    };
  }

  private change({ properties: { recordings_bucket: wanted } }: DomainChange): VendorResponse {
    const { unset, off, otherwise } = this.reading;
    if (typeof wanted === 'object' && wanted !== null) {
      const before = unset === 'kept' && typeof this.bucket === 'object' ? this.bucket : {};
      this.bucket = { ...before, ...wanted };
    } else if (String(wanted) === off) this.bucket = wanted;
    else if (otherwise === 'refuses') {
      return refusal(400, 'invalid-request-error', `recordings_bucket is ${String(wanted)}`);
    }
    return { status: 200 };
  }

  private shownBucket() {
    const { bucket, reading } = this;
    if (typeof bucket !== 'object' || bucket === null || reading.shows === 'all') return bucket;
    const { bucket_name, bucket_region } = bucket;
    return { bucket_name, bucket_region };
  }
}

interface DomainChange {
  readonly properties: { readonly recordings_bucket: object | boolean | null };
}

/** @see Daily documentation, "REST API", errors: `error` and `info` */
function refusal(status: number, error: string, info: string): VendorResponse {
  return { status, body: { error, info } };
}
