import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { RefusedError } from '../../core/problem';
import { throwIfInterrupted, whileEndingAtNextStep } from '../process/interruption';
import { type KeySecret, StageMovedError } from './key-secret';

/** Stage of the secret's version that says which run works with the keys. */
const STAGE = 'CALLVAULT_LEASE';

/** Milliseconds for which a run that was killed still holds the lease. */
const LEASE_MS = 120_000;

/** Milliseconds between two attempts to get the lease. */
const EVERY_MS = 1_000;

/** Part of the lease's time after which it is extended, and for which another run waits because clocks differ. */
const [EXTENDED_AFTER, MARGIN] = [0.5, 0.1];

/** How a run works with the keys of a store. */
export interface LeaseOptions {
  /** What holds the lease, e.g. `callvault rotate video-prod`. */
  readonly command: string;
  /** Milliseconds since 1970, according to AWS. */
  readonly now: () => number;
  /** Called while another run has to be waited for. */
  readonly onStep?: ((what: string) => void) | undefined;
  /** Milliseconds for which a run that was killed still holds the lease. @default 120000 */
  readonly leaseMs?: number | undefined;
}

/** Who works with the keys. */
interface Holder {
  readonly run: string;
  readonly command: string;
  readonly host: string;
  /** ISO time. */
  readonly until: string;
}

/**
 * The right to change the access keys of a store: one run has it at a time, on whatever machine. It is extended while the
 * run works, however slowly, and ends by itself, so that a run that was killed does not hold it for ever.
 */
export class KeyLease {
  private readonly holder: Omit<Holder, 'until'>;
  private version: string | undefined;
  private until = 0;
  private extending: Promise<void> = Promise.resolve();
  private end: (() => void) | undefined;

  constructor(
    private readonly secret: KeySecret,
    private readonly options: LeaseOptions,
  ) {
    this.holder = { run: randomUUID(), command: options.command, host: hostname() };
  }

  /**
   * Gets the lease, or extends it if this run has it. Waits for another run, at most as long as a run that was killed holds it.
   *
   * @returns whether it was acquired now: what was read before may have changed
   * @throws RefusedError if the other run does not end
   */
  async acquire(): Promise<boolean> {
    if (this.version !== undefined) {
      await this.hold();
      return false;
    }
    const giveUp = performance.now() + this.leaseMs * (1 + MARGIN) + 5 * EVERY_MS;
    for (;;) {
      const other = await this.tryAcquire();
      if (!other) break;
      if (performance.now() > giveUp) throw this.refusal(other);
      this.options.onStep?.(`waiting for ${other.command} on ${other.host}`);
      await sleep(Math.min(EVERY_MS, this.leaseMs));
      throwIfInterrupted();
    }
    const timer = setInterval(() => {
      void this.extend().catch(() => undefined);
    }, this.leaseMs / 4);
    timer.unref();
    const endSteps = whileEndingAtNextStep();
    this.end = () => {
      clearInterval(timer);
      endSteps();
    };
    return true;
  }

  /**
   * Called before each change.
   *
   * @throws StageMovedError if another run has the lease by now
   * @throws InterruptedError if this process was interrupted
   */
  async hold(): Promise<void> {
    throwIfInterrupted();
    await this.extend();
  }

  /**
   * Gives the lease back after the work. If AWS does not answer, it ends by itself.
   *
   * @throws StageMovedError if another run has got it meanwhile, because this one stood still for so long
   */
  async finish(): Promise<void> {
    this.end?.();
    await this.extending.catch(() => undefined);
    const { version } = this;
    if (version === undefined) return;
    this.version = undefined;
    await this.secret.move(STAGE, version, undefined).catch((error: unknown) => {
      if (error instanceof StageMovedError) throw error;
    });
  }

  /** Gives the lease back after an error. */
  async release(): Promise<void> {
    await this.finish().catch(() => undefined);
  }

  /** Extends the lease if enough of its time has passed: never twice at the same time. */
  private extend(): Promise<void> {
    this.extending = this.extending
      .catch(() => undefined)
      .then(async () => {
        const isYoung = this.options.now() < this.until - this.leaseMs * (1 - EXTENDED_AFTER);
        if (this.version !== undefined && !isYoung) await this.take(this.version);
      });
    return this.extending;
  }

  private get leaseMs(): number {
    return this.options.leaseMs ?? LEASE_MS;
  }

  /** Returns the run that has the lease, if it is another one. */
  private async tryAcquire(): Promise<Holder | undefined> {
    const held = await this.secret.read(STAGE);
    const other = Object(held?.value) as Holder;
    if (Date.parse(other.until) + this.leaseMs * MARGIN > this.options.now()) return other;
    try {
      await this.take(held?.id);
      return undefined;
    } catch (error) {
      if (!(error instanceof StageMovedError)) throw error;
      return this.tryAcquire();
    }
  }

  private async take(before: string | undefined): Promise<void> {
    const until = this.options.now() + this.leaseMs;
    const holder: Holder = { ...this.holder, until: new Date(until).toISOString() };
    this.version = await this.secret.replace(STAGE, before, holder);
    this.until = until;
  }

  private refusal({ command, host, until }: Holder): RefusedError {
    return RefusedError.of(
      'access-key-lease',
      `${command} on ${host} works with the keys in ${this.secret.name} until ${until}`,
      'Wait until it has ended, and run the command again.',
    );
  }
}
