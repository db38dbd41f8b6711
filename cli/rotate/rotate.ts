import { findVendor } from '../../config/resolve';
import { HOUR_MS, inDays } from '../../core/day';
import type { AccessKey } from '../../core/access-key';
import type { VendorFinding } from '../../vendors/registration';
import { type ConnectOptions, tryOpenVendor } from '../connect/connect';
import { takeSteps } from '../connect/steps';
import { KeyCreation } from '../connect/key-creation';
import type { SecretVersion } from '../connect/key-secret';
import {
  ageDays,
  type KeyVersion,
  tooManyKeys,
  type UserKey,
  UserKeys,
} from '../connect/user-keys';
import { waitForKey } from '../connect/wait-for-key';
import { asDeployer, type ClientSettings, noteClock, timeOf } from '../deployer';
import { PartlyDoneError } from '../exit';
import { GRACE_HOURS } from './grace-hours';
import { closeJournal, type Journal, readJournal, writeJournal } from './journal';
import { refuseRetired } from '../find-store';
import { noKey, notConnected, notCurrent, notRegistered, stillUsed } from './refusals';

/** Milliseconds after the handover in which requests that were signed before it may arrive. */
const DELAY_MS = 60_000;

/** How a key is rotated. */
export interface RotateOptions extends Omit<ConnectOptions, 'yes' | 'dryRun'> {
  /** Hours until the old key is deleted. @default 24 */
  readonly graceHours?: number | undefined;
  /** Minimum age of a key to rotate it. @default 0 */
  readonly olderThanDays?: number | undefined;
  /** Whether a person has given the new key to a vendor without an API. @default false */
  readonly handedOver?: boolean | undefined;
  /** @default - AWS's clock */
  readonly now?: () => Date;
}

/** State and result of a rotation. */
export interface RotateResult {
  /** The store's stack. */
  readonly stack: string;
  /**
   * `rotated`: finished. `grace`: the old key is disabled; a run at `until` or later deletes it. `hand-over`: a person
   * has to give the new key to the vendor, and run it again with `--handed-over`. `refused`: the vendor does not use the
   * new key correctly, and the old key stays in use. `not-due`: the key is too young to rotate.
   */
  readonly state: 'rotated' | 'grace' | 'hand-over' | 'refused' | 'not-due';
  /** The previous key. */
  readonly oldKeyId: string;
  /** The current key. @default - not created yet */
  readonly newKeyId?: string | undefined;
  /** Whole days since the previous key was created; only if no rotation is due. */
  readonly ageDays?: number;
  /** When the old key may be deleted, as an ISO time. */
  readonly until?: string;
  /** What was done, in sentences. */
  readonly did: readonly string[];
  /** What is wrong at the vendor. */
  readonly findings: readonly VendorFinding[];
}

/**
 * Replaces the access key that a vendor writes with. The vendor can write at every moment. A run continues where an
 * earlier one stopped, according to IAM, the secret and the journal in it.
 *
 * @see controls.md, 2g, "Rotation without gap"
 * @throws RefusedError if there is no key to rotate, or a second one that is not part of a rotation
 * @throws HttpError or AwsRefusedError if the vendor or AWS refuses before anything was changed
 * @throws PartlyDoneError if one of them refuses afterwards
 */
export async function rotate(options: RotateOptions): Promise<RotateResult> {
  const { store, environment } = options.found;
  if (store.profile.access.kind !== 'iam-user') throw noKey(store.id);
  refuseRetired(store);
  const settings = await asDeployer(environment, store.region);
  noteClock(settings, options.onStep);
  const rotation = new Rotation(options, settings);
  try {
    const result = await rotation.run();
    await rotation.finish();
    return result;
  } catch (error) {
    if (rotation.did.length === 0) throw error;
    throw new PartlyDoneError(`callvault rotate ${store.id}`, error as Error, rotation.did);
  } finally {
    await rotation.end();
  }
}

class Rotation {
  readonly did: string[] = [];
  private readonly keys: UserKeys;
  private readonly creation: KeyCreation;
  private journal: SecretVersion<Journal> | undefined;
  private findings: readonly VendorFinding[] = [];

  constructor(
    private readonly options: RotateOptions,
    private readonly settings: ClientSettings,
  ) {
    this.keys = new UserKeys(options.found.store, settings);
    this.creation = new KeyCreation(this.keys, this.note);
  }

  async run(): Promise<RotateResult> {
    const found = await this.look();
    if (found && 'state' in found) return found;
    const { journal } = this;
    await this.lock();
    // Another run may have ended meanwhile.
    const old = await this.look();
    if (old && 'state' in old) return old;
    if (old && journal) return this.result('rotated', journal.value);
    if (old) await this.begin(old);
    return this.replaceKey();
  }

  private async replaceKey(): Promise<RotateResult> {
    const { version, currentId } = await this.prepareKey();
    const { found, wait } = this.options;
    await waitForKey(found.store, version.key, { wait, settings: this.settings });
    await this.creation.close();
    if (!(await this.handOver(version.key))) return this.result('hand-over');
    if (this.findings.length > 0) return this.result('refused');
    await this.promote(version, currentId);
    await this.disableOldKey();
    const graceMs = (this.options.graceHours ?? GRACE_HOURS) * HOUR_MS;
    const until = Date.parse(this.progress.inactivatedAt ?? '') + graceMs;
    if (this.now().getTime() < until) {
      return { ...this.result('grace'), until: new Date(until).toISOString() };
    }
    await this.deleteOldKey();
    return this.result('rotated');
  }

  /** Lets other runs change the keys. @throws StageMovedError if one did so meanwhile */
  async finish(): Promise<void> {
    await this.keys.finish();
  }

  /** Lets other runs change the keys after an error. */
  async end(): Promise<void> {
    await this.keys.unlock();
  }

  private readonly lock = (): Promise<boolean> =>
    this.keys.lock({ ...this.options, command: `callvault rotate ${this.options.found.store.id}` });

  private now(): Date {
    return this.options.now?.() ?? timeOf(this.settings);
  }

  private readonly note = (what: string): void => {
    this.did.push(what);
    this.options.onStep?.(what);
  };

  private get progress(): Journal {
    return this.journal?.value ?? { oldKeyId: '', startedAt: '' };
  }

  /** Replaces the journal. */
  private async record(journal: Journal): Promise<void> {
    await this.lock();
    this.journal = await writeJournal(this.keys.secret, this.journal?.id, journal);
  }

  private result(
    state: RotateResult['state'],
    { oldKeyId, newKeyId }: Pick<Journal, 'oldKeyId' | 'newKeyId'> = this.progress,
  ): RotateResult {
    const { did, findings } = this;
    return { stack: this.options.found.store.id, state, oldKeyId, newKeyId, did, findings };
  }

  /** Step 1: finds the key to replace; undefined if a rotation has begun. Changes nothing. */
  private async look(): Promise<UserKey | RotateResult | undefined> {
    this.journal = await readJournal(this.keys.secret);
    if (this.journal) return undefined;
    const { all, current, pending } = await this.keys.inspect();
    const old = all.find((each) => each.accessKeyId === current?.key.accessKeyId);
    if (!old) throw notConnected(this.keys);
    const lost = await this.creation.findLost();
    const ours = [current, pending].map((version) => version?.key.accessKeyId);
    const known = (key: UserKey) =>
      ours.includes(key.accessKeyId) ||
      lost.some(({ accessKeyId }) => accessKeyId === key.accessKeyId);
    if (!all.every(known)) throw tooManyKeys(this.keys, all);
    const age = ageDays(old, this.now());
    if (age >= (this.options.olderThanDays ?? 0)) return old;
    return { ...this.result('not-due', { oldKeyId: old.accessKeyId }), ageDays: age };
  }

  private async begin(old: UserKey): Promise<void> {
    const { accessKeyId: oldKeyId } = old;
    await this.record({ oldKeyId, startedAt: this.now().toISOString() });
    const age = ageDays(old, this.now());
    this.note(`Started to replace ${oldKeyId}, which is ${inDays(age)} old.`);
  }

  /** Steps 2 and 3: a new key, which is the pending version of the secret. */
  private async prepareKey() {
    const { keys, progress } = this;
    const { oldKeyId, startedAt, inactivatedAt, newKeyId, replacedKeyIds = [] } = progress;
    const { all, current, currentId, pending, inSecret } = await keys.inspect();
    const found = [current, pending].find((each) => each && each.key.accessKeyId !== oldKeyId);
    if (!found) {
      // A pending key that was disabled would take one of the two places.
      const [disabled] = all.filter(
        ({ accessKeyId: id, active }) => !active && id !== oldKeyId && inSecret.includes(id),
      );
      if (disabled) await keys.delete(disabled.accessKeyId);
    }
    const version = found ?? (await this.createKey());
    const { accessKeyId } = version.key;
    if (newKeyId === accessKeyId) return { version, currentId };
    await this.record({
      oldKeyId,
      startedAt,
      newKeyId: accessKeyId,
      ...(inactivatedAt !== undefined && { inactivatedAt }),
      replacedKeyIds: newKeyId === undefined ? replacedKeyIds : [...replacedKeyIds, newKeyId],
    });
    return { version, currentId };
  }

  private async createKey(): Promise<KeyVersion> {
    const version = await this.creation.create();
    this.note(`Put it into the secret ${this.keys.secret.name} as the pending version.`);
    return version;
  }

  /** Steps 5 and 6: the vendor gets the new key and writes with it. False if a person has to hand it over. */
  private async handOver(key: AccessKey): Promise<boolean> {
    const { id, settings } = this.options.found.store;
    // Settings that an earlier run changed do not prove that the vendor can write.
    const prove = this.progress.handedOverAt === undefined;
    const vendor = tryOpenVendor({ ...this.options, prove }, this.settings, () => key);
    if (vendor) {
      const results = await takeSteps(vendor.steps, { onDone: this.note, beforeAct: this.lock });
      const stopped = results.find(({ state }) => state === 'needs-yes');
      if (stopped) throw notRegistered(id, stopped.says);
      const { findings = {} } = findVendor(settings.vendor);
      this.findings = (await vendor.inspect()).filter((each) => findings[each.id] !== 'risk');
      if (this.findings.length > 0) return true;
    } else if (prove && this.options.handedOver !== true) return false;
    if (!prove) return true;
    await this.record({ ...this.progress, handedOverAt: this.now().toISOString() });
    this.note(`The vendor writes with ${key.accessKeyId}.`);
    return true;
  }

  /** Step 7: exactly the key that has proved that it works becomes the current version of the secret. */
  private async promote(version: KeyVersion, currentId: string | undefined): Promise<void> {
    if (version.id === currentId) return;
    await this.keys.promote(version, currentId);
    this.note(`${version.key.accessKeyId} is the current version of the secret.`);
  }

  /** Step 8: disables the old key, unless something still uses it. */
  private async disableOldKey(): Promise<void> {
    const { oldKeyId, newKeyId, handedOverAt = '', inactivatedAt } = this.progress;
    const { all, current } = await this.keys.inspect();
    if (current?.key.accessKeyId !== newKeyId) throw notCurrent(this.keys, this.progress);
    const active = all.some((each) => each.active && each.accessKeyId === oldKeyId);
    if (inactivatedAt !== undefined && !active) return;
    if (active) {
      const used = await this.keys.lastUsed(oldKeyId);
      if (used && used.getTime() > Date.parse(handedOverAt) + DELAY_MS) {
        throw stillUsed(this.options.found.store.id, oldKeyId, used);
      }
      await this.keys.disable(oldKeyId);
      this.note(`Disabled ${oldKeyId}.`);
    }
    await this.record({ ...this.progress, inactivatedAt: this.now().toISOString() });
  }

  /** Step 10, after the grace period of step 9: deletes the old key, at the vendor and in IAM. */
  private async deleteOldKey(): Promise<void> {
    const { oldKeyId, replacedKeyIds = [] } = this.progress;
    const vendor = tryOpenVendor(this.options, this.settings, () => undefined);
    if (vendor?.forget) {
      for (const id of [...replacedKeyIds, oldKeyId]) {
        await this.lock();
        this.note(await vendor.forget(id));
      }
    }
    await this.keys.delete(oldKeyId);
    this.note(`Deleted ${oldKeyId}.`);
    await closeJournal(this.keys.secret);
  }
}
