import { findVendor } from '../../config/resolve';
import { HOUR_MS } from '../../core/day';
import type { AccessKey, VendorFinding } from '../../vendors/registration';
import { type ConnectOptions, tryOpenVendor } from '../connect/connect';
import { takeSteps } from '../connect/steps';
import { ageDays, tooManyKeys, UserKeys } from '../connect/user-keys';
import { waitForKey } from '../connect/wait-for-key';
import { asDeployer, type ClientSettings } from '../deployer';
import { PartlyDoneError } from '../exit';
import { GRACE_HOURS } from './grace-hours';
import { closeJournal, type Journal, readJournal, writeJournal } from './journal';
import { noKey, notConnected, notRegistered, stillUsed } from './refusals';

/** Milliseconds by which the clocks of IAM and of this machine may differ. */
const CLOCK_MS = 60_000;

/** How a key is rotated. */
export interface RotateOptions extends Omit<ConnectOptions, 'yes' | 'dryRun'> {
  /** Hours until the old key is deleted. @default 24 */
  readonly graceHours?: number | undefined;
  /** Minimum age of a key to rotate it. @default 0 */
  readonly olderThanDays?: number | undefined;
  /** Whether a person has given the new key to a vendor without an API. @default false */
  readonly handedOver?: boolean | undefined;
  /** @default - the clock's */
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
  const settings = await asDeployer(environment, store.region);
  const rotation = new Rotation(options, settings);
  try {
    return await rotation.run();
  } catch (error) {
    if (rotation.did.length === 0) throw error;
    throw new PartlyDoneError(`callvault rotate ${store.id}`, error as Error, rotation.did);
  }
}

class Rotation {
  readonly did: string[] = [];
  private readonly keys: UserKeys;
  private findings: readonly VendorFinding[] = [];

  constructor(
    private readonly options: RotateOptions,
    private readonly settings: ClientSettings,
  ) {
    this.keys = new UserKeys(options.found.store, settings);
  }

  async run(): Promise<RotateResult> {
    const started = await this.start();
    if ('state' in started) return started;
    const { key, journal } = await this.prepareKey(started);
    const { found, wait } = this.options;
    await waitForKey(found.store, key, { wait, settings: this.settings });
    const handedOver = await this.handOver(journal, key);
    if (!handedOver) return this.result(journal, 'hand-over');
    if (this.findings.length > 0) return this.result(handedOver, 'refused');
    await this.promote(key);
    const disabled = await this.disableOldKey(handedOver);
    const graceMs = (this.options.graceHours ?? GRACE_HOURS) * HOUR_MS;
    const until = Date.parse(disabled.inactivatedAt ?? '') + graceMs;
    if (this.now().getTime() < until) {
      return { ...this.result(disabled, 'grace'), until: new Date(until).toISOString() };
    }
    await this.deleteOldKey(disabled);
    return this.result(disabled, 'rotated');
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }

  private readonly note = (what: string): void => {
    this.did.push(what);
    this.options.onStep?.(what);
  };

  /** Adds facts to the journal. */
  private async record(journal: Journal, facts: Partial<Journal> = {}): Promise<Journal> {
    const recorded = { ...journal, ...facts };
    await writeJournal(this.keys.secret, recorded);
    return recorded;
  }

  private result({ oldKeyId, newKeyId }: Journal, state: RotateResult['state']): RotateResult {
    const { did, findings } = this;
    return { stack: this.options.found.store.id, state, oldKeyId, newKeyId, did, findings };
  }

  /** Step 1: reads the journal, or starts a new one. */
  private async start(): Promise<Journal | RotateResult> {
    const existing = await readJournal(this.keys.secret);
    if (existing) return existing;
    const { all, inUse } = await this.keys.inspect();
    if (!inUse) throw notConnected(this.keys);
    if (all.length > 1) throw tooManyKeys(this.keys, all);
    const oldKeyId = inUse.key.accessKeyId;
    const journal = { oldKeyId, startedAt: this.now().toISOString() };
    const age = ageDays(inUse.userKey, this.now());
    if (age < (this.options.olderThanDays ?? 0)) {
      return { ...this.result(journal, 'not-due'), ageDays: age };
    }
    await this.record(journal);
    this.note(
      `Started to replace ${oldKeyId}, which is ${age === 1 ? '1 day' : `${age} days`} old.`,
    );
    return journal;
  }

  /** Steps 2 and 3: a new key, which is the pending version of the secret. */
  private async prepareKey(journal: Journal): Promise<{ key: AccessKey; journal: Journal }> {
    const { secret } = this.keys;
    const known = [await secret.readKey('AWSCURRENT'), await secret.readKey('AWSPENDING')];
    const key =
      known.find((each) => each !== undefined && each.accessKeyId !== journal.oldKeyId) ??
      (await this.createKey(journal));
    const { accessKeyId: newKeyId } = key;
    if (journal.newKeyId === newKeyId) return { key, journal };
    return { key, journal: await this.record(journal, { newKeyId }) };
  }

  private async createKey(journal: Journal): Promise<AccessKey> {
    await this.deleteLostKeys(journal);
    const key = await this.keys.createInto('AWSPENDING', this.note);
    this.note(`Put it into the secret ${this.keys.secret.name} as the pending version.`);
    return key;
  }

  /** Deletes a key that an earlier run created without writing it to the secret: its secret is lost. */
  private async deleteLostKeys({ oldKeyId, startedAt }: Journal): Promise<void> {
    const all = await this.keys.list();
    for (const { accessKeyId, createdAt } of all) {
      if (accessKeyId === oldKeyId) continue;
      const foreign = createdAt.getTime() < Date.parse(startedAt) - CLOCK_MS;
      if (foreign) throw tooManyKeys(this.keys, all);
      await this.keys.delete(accessKeyId);
      this.note(`Deleted ${accessKeyId}, whose secret was lost.`);
    }
  }

  /** Steps 5 and 6: the vendor gets the new key and writes with it. Undefined if a person has to hand it over. */
  private async handOver(journal: Journal, key: AccessKey): Promise<Journal | undefined> {
    // Settings that an earlier run changed do not prove that the vendor can write.
    const prove = journal.handedOverAt === undefined;
    const vendor = tryOpenVendor({ ...this.options, prove }, this.settings, () => key);
    if (vendor) {
      const results = await takeSteps(vendor.steps, { onDone: this.note });
      const stopped = results.find(({ state }) => state === 'needs-yes');
      if (stopped) throw notRegistered(this.options.found.store.id, stopped.says);
      const { findings = {} } = findVendor(this.options.found.store.settings.vendor);
      this.findings = (await vendor.inspect()).filter(({ id }) => findings[id] !== 'risk');
      if (this.findings.length > 0) return journal;
    } else if (prove && this.options.handedOver !== true) return undefined;
    if (!prove) return journal;
    const recorded = await this.record(journal, { handedOverAt: this.now().toISOString() });
    this.note(`The vendor writes with ${key.accessKeyId}.`);
    return recorded;
  }

  /** Step 7: the new key becomes the current version of the secret. */
  private async promote({ accessKeyId }: AccessKey): Promise<void> {
    const { secret } = this.keys;
    if ((await secret.readKey('AWSCURRENT'))?.accessKeyId === accessKeyId) return;
    await secret.promote();
    this.note(`${accessKeyId} is the current version of the secret.`);
  }

  /** Step 8: disables the old key, unless something still uses it. */
  private async disableOldKey(journal: Journal): Promise<Journal> {
    const { oldKeyId, handedOverAt = '', inactivatedAt } = journal;
    if (inactivatedAt !== undefined) return journal;
    const used = await this.keys.lastUsed(oldKeyId);
    if (used && used.getTime() > Date.parse(handedOverAt) + CLOCK_MS) {
      throw stillUsed(this.options.found.store.id, oldKeyId, used);
    }
    await this.keys.disable(oldKeyId);
    const recorded = await this.record(journal, { inactivatedAt: this.now().toISOString() });
    this.note(`Disabled ${oldKeyId}.`);
    return recorded;
  }

  /** Step 10, after the grace period of step 9: deletes the old key, at the vendor and in IAM. */
  private async deleteOldKey({ oldKeyId }: Journal): Promise<void> {
    const vendor = tryOpenVendor(this.options, this.settings, () => undefined);
    if (vendor?.forget) this.note(await vendor.forget(oldKeyId));
    await this.keys.delete(oldKeyId);
    this.note(`Deleted ${oldKeyId}.`);
    await closeJournal(this.keys.secret);
  }
}
