import { RefusedError } from '../core/problem';
import type { Secret } from '../core/secret';
import type { Outputs } from './vendor';

/** A request to a vendor as people see it: secrets are masked, and what is not known yet stands in angle brackets. */
export interface ShownRequest {
  /** e.g. `POST`. */
  readonly method: string;
  /** Where to. */
  readonly url: string;
  /** Its fields. @default - none */
  readonly body?: unknown;
}

/** What a step would do. */
export interface StepPlan {
  /** What is there now, in a sentence; for a step that has nothing to do, that it is as it should be. */
  readonly says: string;
  /** What would be sent that changes something; none where nothing does. */
  readonly requests: readonly ShownRequest[];
  /** What gets lost by it, so that it is only done with `--yes`. @default - nothing does */
  readonly gives?: string;
  /** Whether what is sent only asks, and leaves everything as it is. @default false */
  readonly changesNothing?: boolean;
  /**
   * Does it, and says what was done, in a sentence.
   *
   * @default - there is nothing to do
   * @throws HttpError when the vendor refuses
   */
  readonly act?: () => Promise<string>;
}

/** A step of telling a vendor about a store. It can be repeated: it looks for what is there first. */
export interface RegistrationStep {
  /** Its id, e.g. `twilio-credential`. */
  readonly id: string;
  /** What it is about, e.g. `AWS credential at Twilio`. */
  readonly title: string;
  /** Looks at what is there. Changes nothing. @throws HttpError when the vendor refuses */
  readonly plan: () => Promise<StepPlan>;
}

/** Something that is not as it should be at the vendor. */
export interface VendorFinding {
  /** Stable id; `docs/connect.md` explains each. */
  readonly id: string;
  /** What is wrong. */
  readonly what: string;
  /** What was seen. */
  readonly evidence: string;
  /** What to do: a sentence that starts with a verb. */
  readonly fix: string;
  /** Where a guide tells of it. @default - it does not */
  readonly guide?: string;
}

/** How a vendor is told about a store. */
export interface Registration {
  /** What is done, in this order. A later step may need what an earlier one has found or made. */
  readonly steps: readonly RegistrationStep[];
  /** What of the vendor's side is not as it should be. Changes nothing. @throws HttpError when the vendor refuses */
  readonly inspect: () => Promise<VendorFinding[]>;
  /**
   * Takes back what the vendor knows an access key by, once nothing uses it.
   *
   * @default - the vendor keeps nothing of a key that it no longer uses
   * @returns what was done, in a sentence
   * @throws HttpError when the vendor refuses
   */
  readonly forget?: (accessKeyId: string) => Promise<string>;
}

/** A user's access key. */
export interface AccessKey {
  /** `AKIA…`: no secret. */
  readonly accessKeyId: string;
  /** Its secret. */
  readonly secretAccessKey: Secret;
}

/** What the registration of a store works with. */
export interface RegistrationContext {
  /** Outputs of the store's stack. */
  readonly outputs: Outputs;
  /** The key the vendor is to write with; undefined where it takes on a role, or the key is not made yet. */
  readonly key: () => AccessKey | undefined;
  /**
   * Reads the credentials for the vendor's API, by the names of their environment variables.
   *
   * @param sets - sets of names, of which the first that is there whole is taken
   * @throws RefusedError when none is there whole
   */
  readonly credentials: (
    ...sets: readonly (readonly string[])[]
  ) => Promise<Readonly<Record<string, Secret>>>;
  /** Whether the vendor is made to prove it even if it has it right, by trying the bucket once more. @default false */
  readonly prove?: boolean;
  /** Whether what is lost by it may be lost. */
  readonly yes: boolean;
  /** Address of a local server in the place of the vendor's. @default - the vendor's own */
  readonly local?: string | undefined;
  /**
   * Notes what is right below the prefix now. What it gives waits a while for something new with such an end, and gives
   * its key; undefined when nothing comes.
   */
  readonly watchArrivals: (suffix: string) => Promise<() => Promise<string | undefined>>;
}

/** What a value looks like that is known only when the steps before have been done. */
export function notYetKnown(what: string): string {
  return `<${what}>`;
}

/**
 * The text of an output.
 *
 * @throws RefusedError when the outputs lack it: the stack was deployed before this version, or not at all
 */
export function outputText(outputs: Outputs, name: string): string {
  const value = outputs[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new RefusedError([
    {
      rule: 'stack-outputs',
      path: [],
      what: `the stack's outputs lack ${name}`,
      fix: 'Deploy the stack with this version of callvault first.',
    },
  ]);
}
