import type { ServerResponse } from 'node:http';
import type { ApiCall } from '../api-call';
import type { Faults } from '../faults';
import type { VendorServer } from '../vendors/server';
import { cutFiles, type FileFate } from './file-cut';

/** What happens to a run at one of its requests. */
export const CUTS = ['killed before', 'killed after', 'answer lost', 'error'] as const;

/** Where a run is cut off. */
export interface CutOptions {
  /** Number of the request or of the change of a file, from 1. */
  readonly at: number;
  /**
   * `killed before`: neither this request nor a later one is processed. `killed after`: this one is processed, its answer
   * and later requests are not. `answer lost`: only this answer is lost; a file is left half changed. `error`: this
   * request fails for no reason, or the disk is full.
   */
  readonly kind: (typeof CUTS)[number];
}

/** What becomes of one request. */
type Fate = 'pass' | 'not processed' | 'not answered' | 'error';

/** Where runs are cut off. */
export interface Place {
  /** @default - the command sends nothing to AWS */
  readonly faults?: Faults;
  /** @default - the command sends nothing to a vendor */
  readonly vendors?: VendorServer;
}

/** Counts the requests of a run to AWS and to vendors, and its changes of files, and cuts the run off at one of them. */
export class Cut {
  private seen = 0;
  private isDead = false;
  private fate: Fate = 'pass';

  /** @param options - without them, requests are only counted */
  constructor(private readonly options?: CutOptions) {}

  /** Number of requests and changes so far. */
  get requests(): number {
    return this.seen;
  }

  /** Whether something was not done as it should. */
  get struck(): boolean {
    return this.options !== undefined && this.seen >= this.options.at;
  }

  /**
   * Applies to all requests from now on, and to changes of files below a folder. Requests of the vendor itself, which have
   * circumstances, always pass.
   *
   * @returns ends it
   */
  apply({ faults, vendors }: Place, folder?: string): () => void {
    const drop = (response: ServerResponse) => response.destroy();
    const error = (response: ServerResponse) => response.writeHead(503).end('{}');
    const afterwards = true;
    vendors?.inject({ when: this.meets('not answered'), answer: drop, afterwards, times: 1 });
    vendors?.inject({ when: this.is('not processed'), answer: drop, times: Infinity });
    vendors?.inject({ when: this.is('error'), answer: error, times: Infinity });
    const ours = (meets: () => boolean) => (call: ApiCall) =>
      call.request.circumstances === undefined && meets();
    faults?.inject({ when: ours(this.meets('not answered')), fault: { kind: 'lost-answer' } });
    faults?.inject({ when: ours(this.is('not processed')), fault: { kind: 'reset' } });
    const failure = { kind: 'error', status: 503, code: 'ServiceUnavailable' } as const;
    faults?.inject({ when: ours(this.is('error')), fault: failure });
    const restore = folder === undefined ? undefined : cutFiles(folder, () => this.changeFile());
    return () => {
      restore?.();
      faults?.clear();
      vendors?.reset();
    };
  }

  private changeFile(): FileFate {
    this.seen += 1;
    const { kind } = this.options ?? {};
    const fate = this.decide();
    if (fate === 'pass' || fate === 'error') return fate === 'pass' ? fate : 'full disk';
    // A process that is killed at a change of a file sends nothing more.
    this.isDead = true;
    if (fate === 'not processed') return 'not done';
    return kind === 'killed after' ? 'done' : 'half';
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
    if (this.isDead) return 'not processed';
    if (this.seen < at) return 'pass';
    if (kind === 'killed before') return 'not processed';
    if (this.seen > at) return kind === 'killed after' ? 'not processed' : 'pass';
    return kind === 'error' ? 'error' : 'not answered';
  }
}
