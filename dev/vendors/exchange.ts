/** A request to a vendor's API. */
export interface VendorRequest {
  readonly method: string;
  /** The address of the server, e.g. `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The header's value; empty without one. */
  readonly authorization: string;
  /** What it is authorized with, in the header or in Vonage's own: the value without `Bearer`. */
  readonly token: string;
  readonly body: string;
}

/** An answer of a vendor's API. */
export interface VendorResponse {
  readonly status: number;
  /** Sent as JSON. @default - nothing */
  readonly body?: unknown;
}

/** A vendor's local API. Returns undefined for a path that it does not have. */
export type VendorApi = (request: VendorRequest) => Promise<VendorResponse | undefined>;
