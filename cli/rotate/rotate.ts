import { findVendor } from '../../config/resolve';
import type { AccessKey, VendorFinding } from '../../vendors/registration';
import { ageDays } from '../connect/access-key-step';
import { type ConnectOptions, takeAll, tryOpenVendor } from '../connect/connect';
import { waitUntilItWrites } from '../connect/key-probe';
import { UserKeys } from '../connect/user-keys';
import { asDeployer, type ClientSettings } from '../deployer';
import { PartlyDoneError } from '../exit';
import { GRACE_HOURS } from './grace-hours';
import { closeJournal, type Journal, readJournal, writeJournal } from './journal';
import { noKey, notConnected, otherPlace, stillUsed, twoKeys } from './refusals';

const HOUR_MS = 3_600_000;

/** The clocks of IAM and of this machine may be so many milliseconds apart. */
const CLOCK_MS = 60_000;

/** How a key is rotated. */
export interface RotateOptions extends Omit<ConnectOptions, 'yes' | 'dryRun'> {
  /** Hours before the old key is deleted. @default 24 */
  readonly graceHours?: number | undefined;
  /** Only a key that is at least so many days old is rotated. @default 0 */
  readonly olderThanDays?: number | undefined;
  /** Whether a person has given the new key to a vendor without an API. @default false */
  readonly handedOver?: boolean | undefined;
  /** Now. @default - the clock's */
  readonly now?: () => Date;
}

/** Where a rotation is. */
export interface Rotated {
  /** The store's stack. */
  readonly stack: string;
  /**
   * `rotated`: over. `grace`: the old key is off, and deleted when this is run again from `until` on. `hand-over`: a
   * person gives the new key to the vendor, and runs it again with `--handed-over`. `refused`: the vendor does not have
   * it right, and the old key stays in use. `not-due`: the key is young enough.
   */
  readonly state: 'rotated' | 'grace' | 'hand-over' | 'refused' | 'not-due';
  /** The key of before. */
  readonly oldKeyId: string;
  /** The key of now. @default - there is none yet */
  readonly newKeyId?: string;
  /** Whole days since the key of before was made; only where it is not due. */
  readonly ageDays?: number;
  /** When the old key may be deleted, ISO 8601. */
  readonly until?: string;
  /** What was done, in sentences. */
  readonly did: readonly string[];
  /** What the vendor does not have right. */
  readonly findings: readonly VendorFinding[];
}

/**
 * Replaces the access key that a vendor writes with, so that it can write at every moment, and goes on where an earlier
 * run was ended: IAM, the secret and its journal say where.
 *
 * @see controls.md, 2g, "Rotation without gap"
 * @throws RefusedError when there is no key to rotate, or two that are not of one rotation
 * @throws HttpError, AwsRefusedError when the vendor or AWS refuses with nothing done
 * @throws PartlyDoneError when either does after something was done
 */
export async function rotate(options: RotateOptions): Promise<Rotated> {
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

  async run(): Promise<Rotated> {
    const begun = await this.begin();
    if ('state' in begun) return begun;
    const { key, journal } = await this.makeKey(begun);
    const { store } = this.options.found;
    await waitUntilItWrites(store, key, { ...this.options, settings: this.settings });
    const handed = await this.handOver(journal, key);
    if (handed === 'by-hand') return this.result(journal, 'hand-over');
    if (this.findings.length > 0) return this.result(handed, 'refused');
    await this.promote(key);
    const off = await this.inactivate(handed);
    const until = Date.parse(off.inactivatedAt ?? '') + this.graceMs;
    if (this.now().getTime() < until) {
      return { ...this.result(off, 'grace'), until: new Date(until).toISOString() };
    }
    await this.remove(off);
    return this.result(off, 'rotated');
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }

  private get graceMs(): number {
    return (this.options.graceHours ?? GRACE_HOURS) * HOUR_MS;
  }

  private note(what: string): void {
    this.did.push(what);
    this.options.onStep?.(what);
  }

  private result({ oldKeyId, newKeyId }: Journal, state: Rotated['state']): Rotated {
    return {
      ...{ stack: this.options.found.store.id, state, oldKeyId },
      ...(newKeyId !== undefined && { newKeyId }),
      ...{ did: this.did, findings: this.findings },
    };
  }

  /** Step 1: which keys there are, and whether a rotation is under way. */
  private async begin(): Promise<Journal | Rotated> {
    const journal = await readJournal(this.keys);
    if (journal) return journal;
    const [all, current] = await Promise.all([this.keys.list(), this.keys.read('AWSCURRENT')]);
    const old = all.find(({ accessKeyId }) => accessKeyId === current?.accessKeyId);
    if (!old?.active) throw notConnected(this.keys);
    if (all.length > 1) throw twoKeys(this.keys, all);
    const begun = { oldKeyId: old.accessKeyId, startedAt: this.now().toISOString() };
    const age = ageDays(old, this.now());
    if (age < (this.options.olderThanDays ?? 0)) {
      return { ...this.result(begun, 'not-due'), ageDays: age };
    }
    await writeJournal(this.keys, begun);
    this.note(`Began to replace ${old.accessKeyId}, which is ${age} days old.`);
    return begun;
  }

  /** Steps 2 and 3: a new key, which is at once in the secret as the pending one. */
  private async makeKey(journal: Journal): Promise<{ key: AccessKey; journal: Journal }> {
    const current = await this.keys.read('AWSCURRENT');
    const pending = await this.keys.read('AWSPENDING');
    const known = [current, pending].find(
      (each) => each !== undefined && each.accessKeyId !== journal.oldKeyId,
    );
    const key = known ?? (await this.createKey(journal));
    if (journal.newKeyId === key.accessKeyId) return { key, journal };
    const noted = { ...journal, newKeyId: key.accessKeyId };
    await writeJournal(this.keys, noted);
    return { key, journal: noted };
  }

  private async createKey(journal: Journal): Promise<AccessKey> {
    await this.deleteLost(journal);
    const key = await this.keys.create();
    this.note(`Made ${key.accessKeyId}.`);
    await this.keys.put(key, 'AWSPENDING');
    this.note(`Put it into the secret ${this.keys.secretName}, as the pending one.`);
    return key;
  }

  /** A key that an earlier run made and could not put into the secret: nobody knows its secret any more. */
  private async deleteLost({ oldKeyId, startedAt }: Journal): Promise<void> {
    const all = await this.keys.list();
    for (const key of all.filter(({ accessKeyId }) => accessKeyId !== oldKeyId)) {
      if (key.createdAt.getTime() < Date.parse(startedAt) - CLOCK_MS) {
        throw twoKeys(this.keys, all);
      }
      await this.keys.delete(key.accessKeyId);
      this.note(`Deleted ${key.accessKeyId}, whose secret was lost.`);
    }
  }

  /** Steps 5 and 6: the vendor writes with the new key, and has it right. */
  private async handOver(journal: Journal, key: AccessKey): Promise<Journal | 'by-hand'> {
    // What an earlier run could not prove is not proven by finding it done.
    const prove = journal.handedOverAt === undefined;
    const vendor = tryOpenVendor({ ...this.options, prove }, this.settings, () => key);
    if (vendor) {
      const results = await takeAll(vendor.steps, { ...this.options, onStep: undefined });
      const stopped = results.find(({ state }) => state === 'needs-yes');
      if (stopped) throw otherPlace(this.options.found.store.id, stopped.says);
      for (const { state, says } of results) if (state === 'changed') this.note(says);
      const { findings = {} } = findVendor(this.options.found.store.settings.vendor);
      this.findings = (await vendor.inspect()).filter(({ id }) => findings[id] !== 'risk');
      if (this.findings.length > 0) return journal;
    } else if (journal.handedOverAt === undefined && this.options.handedOver !== true) {
      return 'by-hand';
    }
    if (journal.handedOverAt !== undefined) return journal;
    const noted = { ...journal, handedOverAt: this.now().toISOString() };
    await writeJournal(this.keys, noted);
    this.note(`The vendor writes with ${key.accessKeyId}.`);
    return noted;
  }

  /** Step 7: from now on the secret's current version is the new key. */
  private async promote(key: AccessKey): Promise<void> {
    const current = await this.keys.read('AWSCURRENT');
    if (current?.accessKeyId === key.accessKeyId) return;
    await this.keys.promote();
    this.note(`${key.accessKeyId} is the current key of the secret.`);
  }

  /** Step 8: the old key is switched off, unless something still uses it. */
  private async inactivate(journal: Journal): Promise<Journal> {
    if (journal.inactivatedAt !== undefined) return journal;
    const { oldKeyId, handedOverAt = '' } = journal;
    const used = await this.keys.lastUsed(oldKeyId);
    if (used && used.getTime() > Date.parse(handedOverAt) + CLOCK_MS) {
      throw stillUsed(this.options.found.store.id, oldKeyId, used);
    }
    await this.keys.inactivate(oldKeyId);
    const noted = { ...journal, inactivatedAt: this.now().toISOString() };
    await writeJournal(this.keys, noted);
    this.note(`Switched ${oldKeyId} off.`);
    return noted;
  }

  /** Step 10, once the grace period of step 9 is over: nothing is left of the old key. */
  private async remove({ oldKeyId }: Journal): Promise<void> {
    const vendor = tryOpenVendor(this.options, this.settings, () => undefined);
    if (vendor?.forget) this.note(await vendor.forget(oldKeyId));
    await this.keys.delete(oldKeyId);
    this.note(`Deleted ${oldKeyId}.`);
    await closeJournal(this.keys);
  }
}
