import { S3Client } from '@aws-sdk/client-s3';
import { findVendor } from '../../config/resolve';
import type { Store } from '../../store/store';
import type { ManualStep } from '../../vendors/checklist';
import type { Credentials } from '../../vendors/credentials';
import type { AccessKey } from '../../core/access-key';
import type { Registration, VendorFinding } from '../../vendors/registration';
import type { Outputs } from '../../vendors/outputs';
import { asDeployer, type ClientSettings, noteClock } from '../deployer';
import { type FoundStore, refuseRetired } from '../find-store';
import { checklistOf } from '../outputs/checklist';
import { accessKeyStep } from './access-key-step';
import { watchArrivals } from './arrivals';
import { credentialReader } from './credentials';
import { KeySecret } from './key-secret';
import { registrationNotes } from './registration-notes';
import { areDone, namingWhatWasDone, type StepOptions, type StepResult, takeSteps } from './steps';
import { UserKeys } from './user-keys';
import { type WaitOptions, waitUntil } from './wait';

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
  /** Whether to leave the vendor's API alone: a person registers the store. @default false */
  readonly byHand?: boolean | undefined;
  /** How long to wait for keys and for files that the vendor writes. */
  readonly wait?: WaitOptions | undefined;
  /** Called before and after each step. */
  readonly onStep?: ((what: string) => void) | undefined;
  /** Milliseconds for which a run that was killed still keeps others from changing keys. @default 120000 */
  readonly leaseMs?: number | undefined;
}

/** The result of registering a store. */
export interface ConnectResult {
  /** The store's stack. */
  readonly stack: string;
  /** The vendor's title. */
  readonly vendor: string;
  /** Whether a person has to register the store: the vendor has no API for it, or the API was not to be used. */
  readonly byHand: boolean;
  readonly steps: readonly StepResult[];
  /** What is wrong at the vendor. */
  readonly findings: readonly VendorFinding[];
  /** What was looked at to find that; nothing if a step is still to be done. */
  readonly inspected: readonly string[];
  /** What the vendor does not show, so that it is not known to be right. */
  readonly notShown: readonly string[];
  /** What no API sets or shows. */
  readonly checklist: readonly ManualStep[];
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
  const { store, environment } = options.found;
  refuseRetired(store);
  const settings = await asDeployer(environment, store.region);
  noteClock(settings, options.onStep);
  const command = `callvault connect ${store.id}`;
  const keys = store.profile.access.kind === 'iam-user' ? new UserKeys(store, settings) : undefined;
  try {
    return await namingWhatWasDone(command, async (onDone) => {
      const beforeAct = keys && (() => keys.lock({ ...options, command }));
      const connected = await connectAs(settings, { ...options, keys, onDone, beforeAct });
      await keys?.finish();
      return connected;
    });
  } finally {
    await keys?.unlock();
  }
}

/** What a run of {@link connect} works with. */
interface Connecting extends ConnectOptions, Pick<StepOptions, 'onDone' | 'beforeAct'> {
  /** @default - the vendor has no access key */
  readonly keys: UserKeys | undefined;
}

async function connectAs(settings: ClientSettings, options: Connecting): Promise<ConnectResult> {
  const { found, env, dryRun, wait, keys } = options;
  const { store } = found;
  let key: AccessKey | undefined;
  const onKey = (known: AccessKey) => {
    key = known;
  };
  const registration = tryOpenVendor(options, settings, () => key);
  // Before anything is created: without the vendor's credentials nothing could use it.
  if (registration) await vendorCredentials(store, env, settings)();
  const steps = await takeSteps(
    [
      ...(keys ? [accessKeyStep({ store, keys, settings, wait, onKey })] : []),
      ...(registration?.steps ?? []),
    ],
    options,
  );
  const looks = areDone(steps) && dryRun !== true;
  return {
    stack: store.id,
    vendor: store.profile.title,
    byHand: registration === undefined,
    steps,
    ...(await inspect(looks ? registration : undefined)),
    checklist: checklistOf(store),
  };
}

async function inspect(
  registration: Registration | undefined,
): Promise<Pick<ConnectResult, 'findings' | 'inspected' | 'notShown'>> {
  if (!registration) return { findings: [], inspected: [], notShown: [] };
  const findings = await registration.inspect();
  const notShown = registration.notShown?.() ?? [];
  return { findings, inspected: registration.inspects, notShown };
}

/** Opens the vendor's part of the registration; undefined if a person has to register the store. */
export function tryOpenVendor(
  { found, outputs, env, yes = false, prove = false, byHand = false, wait }: ConnectOptions,
  settings: ClientSettings,
  key: () => AccessKey | undefined,
): Registration | undefined {
  const { store, environment } = found;
  const { localAws } = environment;
  // A bucket that only this machine has is registered with no vendor.
  if (byHand || (localAws && localAws.vendors === undefined)) return undefined;
  const vendor = findVendor(store.settings.vendor);
  return vendor.registration?.(store, {
    outputs,
    key,
    yes,
    prove,
    notes: registrationNotes(new KeySecret(store.nameId, settings)),
    local: localAws?.vendors,
    credentials: vendorCredentials(store, env, settings),
    waitUntil: (attempt, succeeded) => waitUntil(attempt, succeeded, wait),
    watchArrivals: (suffix) => watchArrivals(new S3Client(settings), { store, suffix }, wait),
  });
}

/** Reads the credentials for the API of a store's vendor. */
export function vendorCredentials(
  { settings: { vendor } }: Store,
  env: NodeJS.ProcessEnv,
  settings: ClientSettings,
): () => Promise<Credentials> {
  return credentialReader(findVendor(vendor).credentials?.sets ?? [], env, settings);
}
