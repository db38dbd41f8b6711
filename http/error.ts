import { printable } from '../core/printable';
import { redact } from '../core/redact';
import type { Secret } from '../core/secret';

/** What a server reports about an error, as far as it can be read. */
export interface ErrorDetails {
  /** The server's own error code, e.g. Twilio's `20001` or Genesys' `bad.request`. */
  readonly code?: string;
  /** The server's message without secrets, at most 300 characters. */
  readonly message?: string;
  /** Address of the documentation of the error. */
  readonly moreInfo?: string;
}

/** Facts about an {@link HttpError}. */
export interface HttpErrorFacts {
  /** HTTP status. @default - there was no answer */
  readonly status?: number;
  /** @default - the server reported nothing */
  readonly details?: ErrorDetails;
  /** Whether the server may have done what was asked. @default false */
  readonly ambiguous?: boolean;
}

/** An API refused or did not answer. The message never repeats the request's body or headers. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  /** HTTP status; undefined if there was no answer. */
  readonly status: number | undefined;
  readonly details: ErrorDetails;
  /** Whether the server may have done what was asked. */
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

/** Error details to append to a sentence: ` (20404: not found); see https://…`, or an empty text. */
export function renderDetails({ code, message, moreInfo }: ErrorDetails): string {
  const text = [code, message].filter((each) => each !== undefined).join(': ');
  return `${text && ` (${text})`}${moreInfo === undefined ? '' : `; see ${moreInfo}`}`;
}

/** Characters of a server's message that are shown. */
const MAX_CHARACTERS = 300;

/** Characters of it that are read: what is shown can be much longer before secrets are masked. */
const MAX_READ = 20_000;

/**
 * Reads what a server reports about an error; fields that cannot be read are left out.
 *
 * @param body - the parsed answer
 * @param secrets - values that the server may repeat, and that no message may show
 * @see Twilio documentation, "Error and Warning Dictionary": `code`, `message`, `more_info`
 * @see Genesys Cloud Developer Center, "Response codes": `code`, `message`
 * @see Daily documentation, "REST API", on errors: `error`, `info`
 * @see JSON:API, "Error Objects", for Terraform Cloud: the first of `errors`, its `detail` or `title`
 */
export function readDetails(body: unknown, secrets: readonly Secret[]): ErrorDetails {
  const { errors } = Object(body) as { errors?: unknown };
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
  const source = Object(typeof first === 'object' ? first : body) as Record<string, unknown>;
  const read = (name: keyof ErrorDetails, ...keys: string[]): ErrorDetails => {
    const value = keys
      .map((key) => source[key])
      .find((each) => typeof each === 'string' || typeof each === 'number');
    if (value === undefined) return {};
    const text = redact(String(value).slice(0, MAX_READ), secrets);
    return { [name]: printable(text).slice(0, MAX_CHARACTERS) };
  };
  return {
    ...read('code', 'code', 'error'),
    ...read('message', 'message', 'error_description', 'description', 'info', 'detail', 'title'),
    ...read('moreInfo', 'more_info'),
  };
}
