/** What a client has sent to a vendor's API. */
export interface VendorRequest {
  /** e.g. `POST`. */
  readonly method: string;
  /** Path, without what is asked for. */
  readonly path: string;
  /** What is asked for. */
  readonly query: URLSearchParams;
  /** Value of the header, or nothing. */
  readonly authorization: string;
  /** As it was sent. */
  readonly body: string;
}

/** What a vendor's API answers. */
export interface VendorAnswer {
  /** HTTP status. */
  readonly status: number;
  /** As JSON. @default - nothing */
  readonly body?: unknown;
}

/** A vendor's API on this machine; undefined for a path that it does not have. */
export type VendorApi = (request: VendorRequest) => Promise<VendorAnswer | undefined>;
