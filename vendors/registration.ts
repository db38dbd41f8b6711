import type { AccessKey } from '../core/access-key';
import type { Credentials } from './credentials';
import type { Outputs } from './outputs';

/** A request to a vendor as it is shown: secrets are masked, and values not known yet stand in angle brackets. */
export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  /** Its fields. @default - none */
  readonly body?: unknown;
}

/** What a step would do. */
export interface StepPlan {
  /** The current state at the vendor, in a sentence. */
  readonly says: string;
  /** The requests that would change something; none when nothing differs. */
  readonly requests: readonly ShownRequest[];
  /** What the step gives up, so that it needs `--yes`. @default - nothing */
  readonly loses?: string;
  /** Whether the requests only ask and leave everything as it is. @default false */
  readonly changesNothing?: boolean;
  /**
   * Sends the requests.
   *
   * @param onDone - is given each change that is made before the last one, in a sentence: the last may be refused
   * @default - there is nothing to do, or an earlier step has to run first
   * @returns what was done, in a sentence
   * @throws HttpError when the vendor refuses
   */
  readonly act?: (onDone: (what: string) => void) => Promise<string>;
}

/** A step of registering a store with its vendor. It can be repeated: it looks up the current state first. */
export interface RegistrationStep {
  /** Its id, e.g. `twilio-credential`. */
  readonly id: string;
  /** What it is about, e.g. `AWS credential at Twilio`. */
  readonly title: string;
  /** Looks up the current state. Changes nothing. @throws HttpError when the vendor refuses */
  readonly plan: () => Promise<StepPlan>;
}

/** A difference between the vendor's settings and the store. */
export interface VendorFinding {
  /** A key of the vendor's `findings`; `docs/connect.md` explains each. */
  readonly id: string;
  /** What is wrong. */
  readonly what: string;
  /** What was seen. */
  readonly evidence: string;
  /** What to do: a sentence that starts with a verb. */
  readonly fix: string;
  /** Section of a guide that describes it. @default - none does */
  readonly guide?: string | undefined;
}

/** How a store is registered with its vendor. */
export interface Registration {
  /** The steps, in order. A later step may need what an earlier one has found or created. */
  readonly steps: readonly RegistrationStep[];
  /** Compares the vendor's settings with the store. Changes nothing. @throws HttpError when the vendor refuses */
  readonly inspect: () => Promise<VendorFinding[]>;
  /** What `inspect` compares, as nouns, e.g. `the connection`. */
  readonly inspects: readonly string[];
  /**
   * What the vendor does not show, as nouns, once `inspect` has looked.
   *
   * @default - it shows everything that a store sets
   */
  readonly notShown?: () => readonly string[];
  /** The steps after which the vendor no longer writes, in order. */
  readonly disconnect: readonly RegistrationStep[];
  /**
   * Deletes what the vendor stores for an access key that it no longer uses.
   *
   * @default - the vendor stores nothing for such a key
   * @returns what was done, in a sentence
   * @throws HttpError when the vendor refuses
   */
  readonly forget?: (accessKeyId: string) => Promise<string>;
}

/** What was set at a vendor that does not show it. */
export interface RegistrationNote {
  /** What was set. No secret. */
  readonly what: string;
  /** When, as an ISO time. */
  readonly at: string;
  /** Whether the vendor has accepted it: false if that is not known. */
  readonly done: boolean;
}

/** Keeps the note of a store where every machine finds it. All methods throw AwsRefusedError if AWS refuses. */
export interface RegistrationNotes {
  /** The note; undefined if there is none. */
  read(): Promise<RegistrationNote | undefined>;
  /** Replaces it. */
  write(note: RegistrationNote): Promise<void>;
  /** Removes it, if there is one. */
  remove(): Promise<void>;
}

/** How a vendor's API is reached. */
export interface ApiAccess {
  /** Reads the credentials. @throws RefusedError when they are not set */
  readonly credentials: () => Promise<Credentials>;
  /** Address of a local server instead of the vendor's. @default - the vendor's own */
  readonly local?: string | undefined;
}

/** What the registration of a store works with. */
export interface RegistrationContext extends ApiAccess {
  /** Outputs of the store's stack. */
  readonly outputs: Outputs;
  /** The key the vendor writes with; undefined when it assumes a role, or before the key is created. */
  readonly key: () => AccessKey | undefined;
  /** What was set at a vendor that does not show it. Only stores with an access key have a place for it. */
  readonly notes: RegistrationNotes;
  /** Whether the vendor has to try the bucket again even when nothing differs. @default false */
  readonly prove?: boolean;
  /** Whether steps may give something up. */
  readonly yes: boolean;
  /**
   * Notes which objects are below the prefix. The result waits for a new object whose key has the suffix, and
   * returns its key, or undefined when none arrives in time.
   */
  readonly watchArrivals: (suffix: string) => Promise<() => Promise<string | undefined>>;
  /** Repeats an attempt until it succeeds or the time is up. Returns the last result. */
  readonly waitUntil: <T>(
    attempt: () => Promise<T>,
    succeeded: (result: T) => boolean,
  ) => Promise<T>;
}

/** Stands for a value that is known only once the earlier steps have run. */
export const notYetKnown = (what: string) => `<${what}>`;

/** The plan of a step that has nothing to do. */
export const nothingToDo = (says: string): StepPlan => ({ says, requests: [] });
