import { inspect } from 'node:util';

/** What is printed instead of a secret. */
const REDACTED = '<redacted>';

/** Keeps a secret out of logs, errors and files: only {@link reveal} returns it. */
export class Secret {
  static readonly #all = new Set<Secret>();

  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    Secret.#all.add(this);
  }

  /** Every secret of this process, so that what it prints can be masked. */
  static all(): Iterable<Secret> {
    return Secret.#all;
  }

  /** Returns the secret, for the code that sends it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
