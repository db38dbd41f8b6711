import type { Readable } from 'node:stream';
import type { S3Address } from './s3/address';

/** Where a request appears to come from. */
export interface Circumstances {
  /** @default - an address outside every allowed range */
  readonly sourceIp?: string;
  /** TLS version, or `none` for plain HTTP. @default '1.3' */
  readonly tls?: '1.0' | '1.1' | '1.2' | '1.3' | 'none';
  /** The VPC endpoint it comes through. It then has no source address. @default - none */
  readonly vpcEndpoint?: string;
  /**
   * The principal of the test credentials: the ARN of a role whose own policies allow everything, or the name of an AWS
   * service. @default - the deployer
   */
  readonly principal?: string;
  /** The deployed role that the test credentials act as, by name: its own policies apply. @default - none */
  readonly role?: string;
  /** Milliseconds that AWS's clock is ahead of this machine's. @default 0 */
  readonly clockMs?: number;
}

/** A request to the local AWS. */
export interface LocalRequest {
  readonly method: string;
  /** Path and query as sent: signatures cover every byte of them. */
  readonly url: string;
  /** Names and values in turn, as sent. */
  readonly headers: readonly string[];
  readonly body: Readable;
  /** Set for requests to S3 that name a bucket. */
  readonly s3?: S3Address | undefined;
  /** @default - the defaults of {@link Circumstances} */
  readonly circumstances?: Circumstances;
}

export interface ProxyResponse {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body?: Readable | string | undefined;
}

export type Respond = (request: LocalRequest) => Promise<ProxyResponse>;

/**
 * A link in the chain between a client and moto: answers a request itself, or asks the `next` link
 * with the same or a changed request, and can change the answer before the client gets it.
 */
export type Handler = (request: LocalRequest, next: Respond) => Promise<ProxyResponse>;

/** Puts handlers in front of the last link. The first handler gets each request first. */
export function chain(handlers: readonly Handler[], last: Respond): Respond {
  return handlers.reduceRight<Respond>(
    (next, handler) => (request) => handler(request, next),
    last,
  );
}

/** Closes the connection instead of answering. */
export const CLOSE: ProxyResponse = { status: 0, headers: [] };

/** An error as S3 answers it. */
export function s3Error(status: number, code: string, message: string): ProxyResponse {
  return errorAnswer('s3', { status, code, message });
}

/** Services other than S3 that answer in XML. */
export const XML_SERVICES: ReadonlySet<string> = new Set(['sts', 'iam', 'sns']);

/** An error in the format of a service. */
export function errorAnswer(
  service: string,
  { status, code, message }: { status: number; code: string; message: string },
): ProxyResponse {
  const escaped = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const error = `<Code>${code}</Code><Message>${escaped}</Message>`;
  if (service === 's3') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${error}</Error>`;
    return { status, headers: ['Content-Type', 'application/xml'], body };
  }
  if (XML_SERVICES.has(service)) {
    const body = `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>local</RequestId></ErrorResponse>`;
    return { status, headers: ['Content-Type', 'text/xml'], body };
  }
  return {
    status,
    headers: ['Content-Type', 'application/x-amz-json-1.1'],
    body: JSON.stringify({ __type: code, message }),
  };
}
