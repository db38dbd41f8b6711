import { inspect } from 'node:util';

/** What a secret looks like wherever it is written without being asked for. */
const REDACTED = '<redacted>';

/** A secret that does not get into logs, errors or files by accident: only {@link reveal} tells it. */
export class Secret {
  readonly #value: string;

  /** @param value - the secret itself */
  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  /** Says that there is one. */
  toString(): string {
    return REDACTED;
  }

  /** Says that there is one. */
  toJSON(): string {
    return REDACTED;
  }

  /** Says that there is one. */
  [inspect.custom](): string {
    return REDACTED;
  }
}
