import { findVendor } from '../../config/resolve';
import type { ManualStep } from '../../vendors/checklist';
import type { Registration } from '../../vendors/registration';
import { type ConnectOptions, tryOpenVendor, vendorCredentials } from '../connect/connect';
import {
  areDone,
  namingWhatWasDone,
  type StepOptions,
  type StepResult,
  takeSteps,
} from '../connect/steps';
import { UserKeys } from '../connect/user-keys';
import { asDeployer, type ClientSettings, noteClock, timeOf } from '../deployer';
import { AwsRefusedError } from '../exit';
import { keySteps } from './key-steps';

/** How a vendor is stopped. */
export interface DisconnectOptions extends Pick<
  ConnectOptions,
  'found' | 'env' | 'yes' | 'dryRun' | 'wait' | 'onStep' | 'leaseMs'
> {
  /** Whether a person has stopped the vendor, so that its API is left alone. @default false */
  readonly stopped?: boolean | undefined;
  /** Hours for which access keys stay active after the vendor was stopped. @default 0 */
  readonly graceHours?: number | undefined;
  /** @default - AWS's clock */
  readonly now?: () => Date;
}

/** The result of stopping a vendor. */
export interface DisconnectResult {
  /** The store's stack. */
  readonly stack: string;
  /** The vendor's title. */
  readonly vendor: string;
  /**
   * `stopped`: the vendor no longer writes. `pending`: a step is still to be done. `grace`: the access keys are active
   * until a run at `until` or later. `hand-over`: a person has to stop the vendor, and run it again with `--stopped`.
   */
  readonly state: 'stopped' | 'pending' | 'grace' | 'hand-over';
  /** Where a person stops it, in the vendor's own words. */
  readonly where: string;
  /** When the access keys may be deleted, as an ISO time. @default - they need not wait */
  readonly until?: string;
  readonly steps: readonly StepResult[];
  /** What no API sets or shows. */
  readonly checklist: readonly ManualStep[];
}

/**
 * Stops a vendor from writing to a store: its settings are switched off, and its access keys are disabled and deleted. It
 * can be repeated: only what is still on is changed. Recordings, and everything that Terraform manages, stay.
 *
 * @throws RefusedError if credentials are missing, or a key is still used
 * @throws HttpError or AwsRefusedError if the vendor or AWS refuses before anything was changed
 * @throws PartlyDoneError if one of them refuses afterwards
 */
export async function disconnect(options: DisconnectOptions): Promise<DisconnectResult> {
  const { store, environment } = options.found;
  const settings = await asDeployer(environment, store.region);
  noteClock(settings, options.onStep);
  const command = `callvault disconnect ${store.id}`;
  const keys = store.profile.access.kind === 'iam-user' ? new UserKeys(store, settings) : undefined;
  const beforeAct = keys && (() => keys.lock({ ...options, command }));
  try {
    if (options.dryRun !== true) await beforeAct?.();
    return await namingWhatWasDone(command, async (onDone) => {
      const disconnected = await disconnectAs(settings, { ...options, keys, onDone, beforeAct });
      await keys?.finish();
      return disconnected;
    });
  } finally {
    await keys?.unlock();
  }
}

/** What a run of {@link disconnect} works with. */
interface Disconnecting extends DisconnectOptions, Pick<StepOptions, 'onDone' | 'beforeAct'> {
  /** @default - the vendor has no access key */
  readonly keys: UserKeys | undefined;
}

async function disconnectAs(
  settings: ClientSettings,
  options: Disconnecting,
): Promise<DisconnectResult> {
  const { found, env, stopped = false } = options;
  const { store } = found;
  const registration = openVendor(settings, options);
  if (registration) await vendorCredentials(store, env, settings)();
  const vendorSteps = await stopVendor(registration, options);
  const handOver = !registration && !stopped;
  const { steps, until } = handOver
    ? { steps: [] }
    : await stopKeys(settings, { ...options, registration, vendorSteps });
  return {
    stack: store.id,
    vendor: store.profile.title,
    state: handOver ? 'hand-over' : stateOf([...vendorSteps, ...steps], until),
    where: store.profile.registration.where,
    ...(until !== undefined && { until }),
    steps: [...vendorSteps, ...steps],
    checklist: findVendor(store.settings.vendor).checklist(store).disconnect,
  };
}

function stateOf(
  steps: readonly StepResult[],
  until: string | undefined,
): DisconnectResult['state'] {
  if (!areDone(steps)) return 'pending';
  return until === undefined ? 'stopped' : 'grace';
}

interface KeysToStop extends Disconnecting {
  readonly registration: Registration | undefined;
  readonly vendorSteps: readonly StepResult[];
}

/** Disables and deletes the keys of the store's user, if it has one, once the vendor has stopped. */
async function stopKeys(
  settings: ClientSettings,
  options: KeysToStop,
): Promise<{ readonly steps: StepResult[]; readonly until?: string | undefined }> {
  const { keys, registration, vendorSteps, graceHours = 0 } = options;
  if (!keys) return { steps: [] };
  if (!areDone(vendorSteps) && options.dryRun !== true) return { steps: [] };
  let until: string | undefined;
  const steps = keySteps({
    stack: options.found.store.id,
    keys,
    graceHours,
    justStopped: vendorSteps.some(({ state }) => state === 'changed'),
    now: options.now ?? (() => timeOf(settings)),
    forget: registration?.forget,
    onWait: (each) => {
      until = each;
    },
  });
  return { steps: await takeSteps(steps, options), until };
}

/** Takes the vendor's steps, and asks it again whether it has stopped. @throws AwsRefusedError if it has not */
async function stopVendor(
  registration: Registration | undefined,
  options: Disconnecting,
): Promise<StepResult[]> {
  const steps = registration?.disconnect ?? [];
  const results = await takeSteps(steps, options);
  if (!results.some(({ state }) => state === 'changed')) return results;
  for (const { title, plan } of steps) {
    const { requests, says } = await plan();
    if (requests.length === 0 || !areDone(results)) continue;
    throw new AwsRefusedError(
      `${options.found.store.profile.title} accepted the change, but it has not stopped: ${title}: ${says}`,
      'Run it again, and look at the settings at the vendor.',
    );
  }
  return results;
}

/** What the store's outputs say of the vendor follows from its settings: no state has to be read. */
function openVendor(
  settings: ClientSettings,
  options: DisconnectOptions,
): Registration | undefined {
  const { found, stopped } = options;
  const { store } = found;
  const { principalArn } = store;
  const deployed = principalArn === undefined ? {} : { principalArn };
  const outputs = findVendor(store.settings.vendor).outputs(store, deployed);
  return tryOpenVendor({ ...options, outputs, byHand: stopped }, settings, () => undefined);
}
