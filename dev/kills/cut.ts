import type { ServerResponse } from 'node:http';
import type { ApiCall } from '../api-call';
import type { Faults } from '../faults';
import type { VendorServer } from '../vendors/server';

/** What happens to a run at one of its requests. */
export const CUTS = ['killed before', 'killed after', 'answer lost', 'error'] as const;

/** Where a run is cut off. */
export interface CutOptions {
  /** Number of the request, from 1. */
  readonly at: number;
  /**
   * `killed before`: neither this request nor a later one is processed. `killed after`: this one is processed, its answer
   * and later requests are not. `answer lost`: only this answer is lost. `error`: this request fails for no reason.
   */
  readonly kind: (typeof CUTS)[number];
}

/** What becomes of one request. */
type Fate = 'pass' | 'not processed' | 'not answered' | 'error';

/** Counts the requests of a run to AWS and to the vendor, and cuts the run off at one of them. */
export class Cut {
  private seen = 0;
  private fate: Fate = 'pass';

  /** @param options - without them, requests are only counted */
  constructor(private readonly options?: CutOptions) {}

  /** Number of requests so far. */
  get requests(): number {
    return this.seen;
  }

  /** Whether a request was not answered as it should. */
  get struck(): boolean {
    return this.options !== undefined && this.seen >= this.options.at;
  }

  /** Applies to all requests from now on. Requests of the vendor itself, which have circumstances, always pass. */
  apply(faults: Faults, vendors: VendorServer): void {
    const drop = (response: ServerResponse) => response.destroy();
    const error = (response: ServerResponse) => response.writeHead(503).end('{}');
    vendors.inject({ when: this.meets('not answered'), answer: drop, afterwards: true, times: 1 });
    vendors.inject({ when: this.is('not processed'), answer: drop, times: Infinity });
    vendors.inject({ when: this.is('error'), answer: error, times: Infinity });
    const ours = (meets: () => boolean) => (call: ApiCall) =>
      call.request.circumstances === undefined && meets();
    faults.inject({ when: ours(this.meets('not answered')), fault: { kind: 'lost-answer' } });
    faults.inject({ when: ours(this.is('not processed')), fault: { kind: 'reset' } });
    const failure = { kind: 'error', status: 503, code: 'ServiceUnavailable' } as const;
    faults.inject({ when: ours(this.is('error')), fault: failure });
  }

  /** The first condition that is asked about a request: it counts the request. */
  private meets(fate: Fate): () => boolean {
    return () => {
      this.seen += 1;
      this.fate = this.decide();
      return this.fate === fate;
    };
  }

  private is(fate: Fate): () => boolean {
    return () => this.fate === fate;
  }

  private decide(): Fate {
    const { at = Infinity, kind } = this.options ?? {};
    if (this.seen < at) return 'pass';
    if (kind === 'killed before') return 'not processed';
    if (this.seen > at) return kind === 'killed after' ? 'not processed' : 'pass';
    return kind === 'error' ? 'error' : 'not answered';
  }
}
