import { S3Client } from '@aws-sdk/client-s3';
import { findVendor } from '../../config/resolve';
import type {
  AccessKey,
  Registration,
  RegistrationContext,
  RegistrationStep,
  ShownRequest,
  VendorFinding,
} from '../../vendors/registration';
import type { Outputs } from '../../vendors/outputs';
import { asDeployer } from '../deployer';
import type { ClientSettings } from '../deployer';
import type { FoundStore } from '../find-store';
import { PartlyDoneError } from '../exit';
import { accessKeyStep } from './access-key-step';
import { watchArrivals } from './arrivals';
import { credentialReader } from './credentials';
import type { Patience } from './key-probe';

/** How a store is told to its vendor. */
export interface ConnectOptions {
  /** The store. */
  readonly found: FoundStore;
  /** Outputs of its stack. */
  readonly outputs: Outputs;
  /** Where credentials are. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether what is lost by it may be lost. @default false */
  readonly yes?: boolean | undefined;
  /** Whether nothing is changed. @default false */
  readonly dryRun?: boolean | undefined;
  /** Whether the vendor is made to try the bucket even if it has it right. @default false */
  readonly prove?: boolean | undefined;
  /** How long is waited for keys and for what the vendor writes. */
  readonly patience?: Patience;
  /** Is told of each step, before it and after it. @default - nobody is */
  readonly onStep?: ((what: string) => void) | undefined;
}

/** What became of a step. */
export interface StepResult {
  /** Its id. */
  readonly id: string;
  /** What it is about. */
  readonly title: string;
  /** Whether anything was, or would be, done. */
  readonly state: 'unchanged' | 'changed' | 'would-change' | 'needs-yes';
  /** What is there, what was done, or what would be lost, in a sentence. */
  readonly says: string;
  /** What would be sent. */
  readonly requests: readonly ShownRequest[];
}

/** What came of it. */
export interface Connected {
  /** The store's stack. */
  readonly stack: string;
  /** Its vendor, for people. */
  readonly vendor: string;
  /** Whether the vendor has no API for it, so that a person tells it. */
  readonly byHand: boolean;
  /** What was done, in its order. */
  readonly steps: readonly StepResult[];
  /** What is not as it should be at the vendor. */
  readonly findings: readonly VendorFinding[];
}

/**
 * Tells a store's vendor about it, and looks whether the vendor has it right. It can be repeated: what is there is found,
 * and only what differs is changed.
 *
 * @throws RefusedError when credentials are missing
 * @throws HttpError when the vendor refuses, AwsRefusedError when AWS does, with nothing done
 * @throws PartlyDoneError when either does after something was done
 */
export async function connect(options: ConnectOptions): Promise<Connected> {
  const { store } = options.found;
  const { steps, inspect, byHand } = await openRegistration(options);
  const results = await takeAll(steps, options);
  const complete = results.every(({ state }) => state !== 'needs-yes' && state !== 'would-change');
  return {
    ...{ stack: store.id, vendor: store.profile.title, byHand, steps: results },
    findings: complete && options.dryRun !== true ? await inspect() : [],
  };
}

/** Takes steps in their order, up to one that would give up something. @throws as {@link connect} does */
export async function takeAll(
  steps: readonly RegistrationStep[],
  options: ConnectOptions,
): Promise<StepResult[]> {
  const { found, onStep } = options;
  const results: StepResult[] = [];
  for (const step of steps) {
    onStep?.(step.title);
    try {
      const result = await take(step, options);
      results.push(result);
      onStep?.(`${step.title}: ${result.says}`);
      if (result.state === 'needs-yes') break;
    } catch (error) {
      if (!results.some(({ state }) => state === 'changed')) throw error;
      const done = results.filter(({ state }) => state === 'changed').map(({ says }) => says);
      throw new PartlyDoneError(`callvault connect ${found.store.id}`, error as Error, done);
    }
  }
  return results;
}

async function take(step: RegistrationStep, options: ConnectOptions): Promise<StepResult> {
  const { says, requests, loses, act, changesNothing = false } = await step.plan();
  const result = { id: step.id, title: step.title, requests };
  if (requests.length === 0) return { ...result, state: 'unchanged', says };
  if (options.dryRun === true || !act) {
    return { ...result, state: changesNothing ? 'unchanged' : 'would-change', says };
  }
  if (loses !== undefined && options.yes !== true) {
    return { ...result, state: 'needs-yes', says: `${loses}.` };
  }
  return { ...result, state: changesNothing ? 'unchanged' : 'changed', says: await act() };
}

/** What is left to do of telling a vendor, its own part and that of AWS. */
export interface OpenRegistration {
  /** What is done, in this order. */
  readonly steps: readonly RegistrationStep[];
  /** What is not as it should be at the vendor. */
  readonly inspect: () => Promise<VendorFinding[]>;
  /** Whether the vendor has no API for it. */
  readonly byHand: boolean;
}

async function openRegistration(options: ConnectOptions): Promise<OpenRegistration> {
  const { found, patience } = options;
  const { store } = found;
  let key: AccessKey | undefined;
  const settings = await asDeployer(found.environment, store.region);
  const registration = tryOpenVendor(options, settings, () => key);
  const keySteps =
    store.profile.access.kind === 'iam-user'
      ? [
          accessKeyStep({
            ...{ store, settings, patience },
            onKey: (made) => {
              key = made;
            },
          }),
        ]
      : [];
  return {
    steps: [...keySteps, ...(registration?.steps ?? [])],
    inspect: async () => (await registration?.inspect()) ?? [],
    byHand: registration === undefined,
  };
}

/** The vendor's own part of it; undefined for a vendor that is told by hand. */
export function tryOpenVendor(
  { found, outputs, env, yes = false, prove = false, patience }: ConnectOptions,
  settings: ClientSettings,
  key: () => AccessKey | undefined,
): Registration | undefined {
  const { store, environment } = found;
  const { localAws } = environment;
  const vendor = findVendor(store.settings.vendor);
  // No vendor is told of a bucket that only this machine has.
  if (localAws && localAws.vendors === undefined) return undefined;
  const context: RegistrationContext = {
    ...{ outputs, key, yes, prove, local: localAws?.vendors },
    credentials: credentialReader(vendor.credentials?.sets ?? [], env, settings),
    watchArrivals: (suffix) => watchArrivals(new S3Client(settings), { store, suffix }, patience),
  };
  return vendor.registration?.(store, context);
}
