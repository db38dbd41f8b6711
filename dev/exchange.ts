import type { Readable } from 'node:stream';
import type { S3Address } from './s3-address';

/** From where a request seems to come. */
export interface Circumstances {
  /** @default - an address that no list of ranges has */
  readonly sourceIp?: string;
  /** TLS version, or `none` for plain HTTP. @default '1.3' */
  readonly tls?: '1.0' | '1.1' | '1.2' | '1.3' | 'none';
  /** The VPC endpoint it came through; then it has no source address. @default - none */
  readonly vpcEndpoint?: string;
  /** Whom the test credentials stand for: the ARN of a role, or the name of an AWS service. @default - the deployer */
  readonly principal?: string;
}

/** A request to the local AWS. */
export interface LocalRequest {
  readonly method: string;
  /** Path and query as they were sent: signatures cover each byte of them. */
  readonly url: string;
  /** Names and values in turn, as they were sent. */
  readonly headers: readonly string[];
  readonly body: Readable;
  /** What the request is about if it is one to S3 that names a bucket. */
  readonly s3?: S3Address | undefined;
  /** From where it seems to come. @default - as {@link Circumstances} says */
  readonly circumstances?: Circumstances;
}

/** What is answered to a request. */
export interface Answer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body?: Readable | string | undefined;
}

/** Answers a request. */
export type Respond = (request: LocalRequest) => Promise<Answer>;

/**
 * A link in the chain between a client and moto: answers a request itself, or asks the `next` link,
 * with the same request or a changed one, and may act upon its answer before the client sees it.
 */
export type Handler = (request: LocalRequest, next: Respond) => Promise<Answer>;

/** Puts handlers in front of what answers in the end; the first one sees each request first. */
export function chain(handlers: readonly Handler[], last: Respond): Respond {
  return handlers.reduceRight<Respond>(
    (next, handler) => (request) => handler(request, next),
    last,
  );
}

/** The value of a header, whatever the case of its name. */
export function tryFindHeader(headers: readonly string[], name: string): string | undefined {
  const at = headers.findIndex((header, i) => i % 2 === 0 && header.toLowerCase() === name);
  return at < 0 ? undefined : headers[at + 1];
}

/** The headers without some, given in lower case. */
export function withoutHeaders(
  headers: readonly string[],
  names: ReadonlySet<string>,
): readonly string[] {
  // A value stands right behind its name.
  return headers.filter((_, i) => !names.has((headers[i - (i % 2)] ?? '').toLowerCase()));
}

/** An answer that never comes: the connection is closed in its place. */
export const CLOSE: Answer = { status: 0, headers: [] };

/** An error as S3 answers it. */
export function s3Error(status: number, code: string, message: string): Answer {
  return errorAnswer('s3', { status, code, message });
}

/** An error in the form in which a service answers. */
export function errorAnswer(
  service: string,
  { status, code, message }: { status: number; code: string; message: string },
): Answer {
  const escaped = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const error = `<Code>${code}</Code><Message>${escaped}</Message>`;
  if (service === 's3') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${error}</Error>`;
    return { status, headers: ['Content-Type', 'application/xml'], body };
  }
  if (service === 'sts' || service === 'iam') {
    const body = `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>local</RequestId></ErrorResponse>`;
    return { status, headers: ['Content-Type', 'text/xml'], body };
  }
  return {
    status,
    headers: ['Content-Type', 'application/x-amz-json-1.1'],
    body: JSON.stringify({ __type: code, message }),
  };
}
