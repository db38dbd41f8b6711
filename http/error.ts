import { printable } from '../core/printable';
import { redact } from '../core/redact';
import type { Secret } from '../core/secret';

/** What a server says of an error, as far as it could be read. */
export interface ErrorDetails {
  /** Its own code of it, e.g. Twilio's `20001` or Genesys' `bad.request`. */
  readonly code?: string;
  /** Its own words, without secrets, 300 characters at most. */
  readonly message?: string;
  /** Where it is explained. */
  readonly moreInfo?: string;
}

/** What {@link HttpError} knows beside its message. */
export interface HttpErrorFacts {
  /** HTTP status. @default - there was no answer */
  readonly status?: number;
  /** What the server said. @default - nothing */
  readonly details?: ErrorDetails;
  /** Whether what was asked may have been done all the same. @default false */
  readonly ambiguous?: boolean;
}

/** What a vendor's API answered, or that it did not. Its message never repeats the request's body or headers. */
export class HttpError extends Error {
  /** What it is called in logs. */
  override readonly name = 'HttpError';
  /** HTTP status; undefined if there was no answer. */
  readonly status: number | undefined;
  /** What the server said. */
  readonly details: ErrorDetails;
  /** Whether what was asked may have been done all the same. */
  readonly ambiguous: boolean;

  constructor(
    readonly url: string,
    what: string,
    { status, details = {}, ambiguous = false }: HttpErrorFacts = {},
  ) {
    super(`${url} ${what}`);
    this.status = status;
    this.details = details;
    this.ambiguous = ambiguous;
  }
}

/** The same behind a sentence: ` (20404: not found); see https://…`, or nothing. */
export function renderDetails({ code, message, moreInfo }: ErrorDetails): string {
  const said = [code, message].filter((each) => each !== undefined).join(': ');
  return `${said === '' ? '' : ` (${said})`}${moreInfo === undefined ? '' : `; see ${moreInfo}`}`;
}

/** Characters of a server's words that are shown. */
const MAX_SAID = 300;

/**
 * Reads what a server says of an error; whatever cannot be read is left out.
 *
 * @param secrets - what it may repeat, and nobody may see
 * @see Twilio documentation, "Error and Warning Dictionary": `code`, `message`, `more_info`
 * @see Genesys Cloud Developer Center, "Response codes": `code`, `message`
 * @see JSON:API, "Error Objects", for Terraform Cloud: the first of `errors`, its `detail` or `title`
 */
export function readDetails(bytes: Buffer, secrets: readonly Secret[]): ErrorDetails {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    return {};
  }
  const [first] = (body as { errors?: unknown[] } | null)?.errors ?? [];
  if (typeof first === 'object') body = first;
  const read = (...names: string[]): string | undefined => {
    const value = names.map((each) => (body as Record<string, unknown> | null)?.[each]);
    const [first] = value.filter((each) => typeof each === 'string' || typeof each === 'number');
    return first === undefined
      ? undefined
      : printable(redact(String(first), secrets)).slice(0, MAX_SAID);
  };
  const code = read('code', 'error');
  const message = read('message', 'error_description', 'description', 'detail', 'title');
  const moreInfo = read('more_info');
  return {
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(moreInfo !== undefined && { moreInfo }),
  };
}
