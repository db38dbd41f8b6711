import { S3Client } from '@aws-sdk/client-s3';
import { findVendor } from '../../config/resolve';
import type {
  AccessKey,
  Registration,
  RegistrationStep,
  ShownRequest,
  VendorFinding,
} from '../../vendors/registration';
import type { Outputs } from '../../vendors/outputs';
import { asDeployer, type ClientSettings } from '../deployer';
import { PartlyDoneError } from '../exit';
import type { FoundStore } from '../find-store';
import { accessKeyStep } from './access-key-step';
import { watchArrivals } from './arrivals';
import { credentialReader } from './credentials';
import type { WaitOptions } from './wait';

/** How a store is registered with its vendor. */
export interface ConnectOptions {
  readonly found: FoundStore;
  /** Outputs of the store's stack. */
  readonly outputs: Outputs;
  /** May contain the vendor's credentials. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether to do what gives something up. @default false */
  readonly yes?: boolean | undefined;
  /** Whether to change nothing. @default false */
  readonly dryRun?: boolean | undefined;
  /** Whether the vendor has to write to the bucket even if its settings are right. @default false */
  readonly prove?: boolean | undefined;
  /** How long to wait for keys and for files that the vendor writes. */
  readonly wait?: WaitOptions | undefined;
  /** Called before and after each step. */
  readonly onStep?: ((what: string) => void) | undefined;
}

/** The result of a step. */
export interface StepResult {
  readonly id: string;
  readonly title: string;
  readonly state: 'unchanged' | 'changed' | 'would-change' | 'needs-yes';
  /** What exists, what was done, or what would be given up, in a sentence. */
  readonly says: string;
  /** Requests that change something. */
  readonly requests: readonly ShownRequest[];
}

/** The result of registering a store. */
export interface ConnectResult {
  /** The store's stack. */
  readonly stack: string;
  /** The vendor's title. */
  readonly vendor: string;
  /** Whether a person has to register the store, because the vendor has no API for it. */
  readonly byHand: boolean;
  readonly steps: readonly StepResult[];
  /** What is wrong at the vendor. */
  readonly findings: readonly VendorFinding[];
}

/**
 * Registers a store with its vendor, and checks that the vendor can write. It can be repeated: only what differs is
 * changed.
 *
 * @throws RefusedError if credentials are missing
 * @throws HttpError or AwsRefusedError if the vendor or AWS refuses before anything was changed
 * @throws PartlyDoneError if one of them refuses afterwards
 */
export async function connect(options: ConnectOptions): Promise<ConnectResult> {
  const { found, dryRun, wait } = options;
  const { store, environment } = found;
  const settings = await asDeployer(environment, store.region);
  let key: AccessKey | undefined;
  const onKey = (known: AccessKey) => {
    key = known;
  };
  const registration = tryOpenVendor(options, settings, () => key);
  const steps = await takeSteps(
    [
      ...(store.profile.access.kind === 'iam-user'
        ? [accessKeyStep({ store, settings, wait, onKey })]
        : []),
      ...(registration?.steps ?? []),
    ],
    options,
  );
  const complete = steps.every(({ state }) => state === 'changed' || state === 'unchanged');
  return {
    stack: store.id,
    vendor: store.profile.title,
    byHand: registration === undefined,
    steps,
    findings: complete && dryRun !== true ? ((await registration?.inspect()) ?? []) : [],
  };
}

/** Takes steps in order, until one would give something up. @throws as {@link connect} */
export async function takeSteps(
  steps: readonly RegistrationStep[],
  options: ConnectOptions,
): Promise<StepResult[]> {
  const { found, onStep } = options;
  const results: StepResult[] = [];
  for (const step of steps) {
    onStep?.(step.title);
    try {
      const result = await takeStep(step, options);
      results.push(result);
      onStep?.(`${step.title}: ${result.says}`);
      if (result.state === 'needs-yes') break;
    } catch (error) {
      const done = results.filter(({ state }) => state === 'changed').map(({ says }) => says);
      if (done.length === 0) throw error;
      throw new PartlyDoneError(`callvault connect ${found.store.id}`, error as Error, done);
    }
  }
  return results;
}

async function takeStep(
  step: RegistrationStep,
  { dryRun, yes }: ConnectOptions,
): Promise<StepResult> {
  const { says, requests, loses, act, changesNothing = false } = await step.plan();
  const result = { id: step.id, title: step.title, says, requests };
  if (requests.length === 0) return { ...result, state: 'unchanged' };
  if (dryRun === true || !act) {
    return { ...result, state: changesNothing ? 'unchanged' : 'would-change' };
  }
  if (loses !== undefined && yes !== true) {
    return { ...result, state: 'needs-yes', says: `${loses}.` };
  }
  return { ...result, state: changesNothing ? 'unchanged' : 'changed', says: await act() };
}

/** Opens the vendor's part of the registration; undefined if a person has to register the store. */
export function tryOpenVendor(
  { found, outputs, env, yes = false, prove = false, wait }: ConnectOptions,
  settings: ClientSettings,
  key: () => AccessKey | undefined,
): Registration | undefined {
  const { store, environment } = found;
  const { localAws } = environment;
  // A bucket that only this machine has is registered with no vendor.
  if (localAws && localAws.vendors === undefined) return undefined;
  const vendor = findVendor(store.settings.vendor);
  return vendor.registration?.(store, {
    outputs,
    key,
    yes,
    prove,
    local: localAws?.vendors,
    credentials: credentialReader(vendor.credentials?.sets ?? [], env, settings),
    watchArrivals: (suffix) => watchArrivals(new S3Client(settings), { store, suffix }, wait),
  });
}
