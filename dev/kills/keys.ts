import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { ListSecretVersionIdsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { connect, type ConnectOptions } from '../../cli/connect/connect';
import { KeySecret } from '../../cli/connect/key-secret';
import { disconnect } from '../../cli/disconnect/disconnect';
import type { FoundStore } from '../../cli/find-store';
import { rotate } from '../../cli/rotate/rotate';
import { findVendor } from '../../config/resolve';
import { HOUR_MS } from '../../core/day';
import type { LocalAws } from '../local-aws';
import { TEST_CREDENTIALS } from '../test-environment';
import type { VendorServer } from '../vendors/server';
import { LocalTwilio, TWILIO_ACCOUNT } from '../vendors/twilio';
import type { KillSubject, KillTrial } from './subject';
import { makeUserStore } from './user-store';

/** Short, so that the next run does not wait long for one that was killed. */
const LEASE_MS = 400;

const WAIT = { totalMs: 5_000, everyMs: 50 };

const ENV = {
  TWILIO_ACCOUNT_SID: TWILIO_ACCOUNT.sid,
  TWILIO_AUTH_TOKEN: TWILIO_ACCOUNT.token,
};

/** A Twilio store whose vendor can be registered, with its key and its secret. */
class KeyWorld {
  private readonly settings;
  private days = 0;

  constructor(
    aws: LocalAws,
    private readonly twilio: LocalTwilio,
    private readonly found: FoundStore,
  ) {
    this.settings = {
      endpoint: aws.endpoint,
      region: found.store.region,
      credentials: TEST_CREDENTIALS,
    };
  }

  private get options(): ConnectOptions & { leaseMs: number } {
    const { found } = this;
    const outputs = findVendor('twilio').outputs(found.store, {});
    return { found, outputs, env: ENV, wait: WAIT, leaseMs: LEASE_MS };
  }

  readonly connect = async (): Promise<boolean> => {
    const { steps, findings } = await connect(this.options);
    const open = steps.some(({ state }) => state === 'needs-yes' || state === 'would-change');
    return !open && findings.length === 0;
  };

  /**
   * A run on a day on which a rotation that has begun is finished. Each is on a later day: what the one before began,
   * because the vendor was slow on the first day, waits from there.
   */
  readonly rotateLater = async (): Promise<boolean> => {
    this.days += 1;
    const later = () => new Date(Date.now() + this.days * 25 * HOUR_MS);
    return (await rotate({ ...this.options, now: later })).state === 'rotated';
  };

  /** A run on the first day, and one on the next. */
  readonly rotate = async (): Promise<boolean> => {
    await rotate(this.options);
    return this.rotateLater();
  };

  readonly disconnect = async (): Promise<boolean> =>
    (await disconnect({ ...this.options, yes: true })).state === 'stopped';

  /** Fails if the vendor cannot write. */
  readonly vendorWrites = async (): Promise<readonly string[]> => {
    try {
      await this.twilio.write('Recording', `recording-${Math.random()}.mka`);
      return [];
    } catch (error) {
      return [`the vendor cannot write: ${String(error)}`];
    }
  };

  /** The vendor is registered with the only key, which is the current version of the secret. */
  readonly checkConnected = async (): Promise<readonly string[]> => {
    const keys = await this.keys();
    const current = await new KeySecret(this.found.store.id, this.settings).readKey('AWSCURRENT');
    const [only] = keys;
    const { credentials } = this.twilio;
    return [
      ...(keys.length === 1 ? [] : [`the user has ${keys.length} access keys`]),
      ...(only?.Status === 'Active' ? [] : ['the only key is not active']),
      ...(current?.accessKeyId === only?.AccessKeyId ? [] : ['the current key is another one']),
      ...(credentials.length === 1 ? [] : [`Twilio has ${credentials.length} credentials`]),
      ...(await this.vendorWrites()),
      ...(await this.checkLeftovers()),
    ];
  };

  /** The vendor is off, and no key is left. */
  readonly checkDisconnected = async (): Promise<readonly string[]> => {
    const keys = await this.keys();
    const { credentials, settings } = this.twilio;
    return [
      ...(keys.length === 0 ? [] : [`the user has ${keys.length} access keys`]),
      ...(credentials.length === 0 ? [] : [`Twilio has ${credentials.length} credentials`]),
      ...(settings.Recording.aws_storage_enabled === false ? [] : ['Twilio stores recordings']),
      ...(await this.checkLeftovers()),
    ];
  };

  /** Of two commands at once with opposite results, the one that was last has its result as a whole. */
  readonly checkEither = async (): Promise<readonly string[]> => {
    const both = [await this.checkDisconnected(), await this.checkConnected()];
    return both.some(({ length }) => length === 0) ? [] : both.flat();
  };

  private async keys() {
    const iam = new IAMClient(this.settings);
    const command = new ListAccessKeysCommand({ UserName: this.found.store.principalName });
    return (await iam.send(command)).AccessKeyMetadata ?? [];
  }

  /** No journal is open and no lease is held, except one that ends by itself. */
  private async checkLeftovers(): Promise<readonly string[]> {
    const { store } = this.found;
    const secret = new KeySecret(store.id, this.settings);
    const client = new SecretsManagerClient(this.settings);
    const command = new ListSecretVersionIdsCommand({ SecretId: secret.name });
    const { Versions = [] } = await client.send(command);
    const stages = Versions.flatMap(({ VersionStages = [] }) => VersionStages);
    const open = stages.filter((stage) => /^CALLVAULT_(?!DRAFT|LEASE)/.test(stage));
    const lease = Object((await secret.read('CALLVAULT_LEASE'))?.value) as { until?: string };
    return [
      ...open.map((stage) => `the secret still has ${stage}`),
      ...(Date.parse(lease.until ?? '') > Date.now() + LEASE_MS ? ['the lease is too long'] : []),
    ];
  }
}

/** The commands that change access keys, alone and two at a time. */
export async function keySubjects(aws: LocalAws, server: VendorServer): Promise<KillSubject[]> {
  // Another endpoint, whose requests are not those of a run.
  const endpoint = await aws.endpointFor({});
  const world = async () => {
    await fetch(`${aws.endpoint}/moto-api/reset`, { method: 'POST' });
    const twilio = new LocalTwilio({ endpoint, region: 'us-east-1' });
    server.serve([twilio.answer]);
    return new KeyWorld(aws, twilio, await makeUserStore(aws, server.address));
  };
  const connected = async () => {
    const made = await world();
    await made.connect();
    return made;
  };
  const subject = (
    name: string,
    prepare: () => Promise<KeyWorld>,
    trial: OfWorld,
  ): KillSubject => ({
    name,
    prepare: async () => trial(await prepare()),
  });
  const atOnce = (trial: OfWorld, other: 'connect' | 'rotate' | 'disconnect') =>
    ((made) => ({ ...trial(made), other: made[other] })) satisfies OfWorld;
  return [
    subject('connect', world, connecting),
    subject('rotate', connected, rotating),
    subject('disconnect', connected, disconnecting),
    subject('connect and connect', world, atOnce(connecting, 'connect')),
    subject('rotate and rotate', connected, atOnce(rotating, 'rotate')),
    subject('rotate and connect', connected, atOnce(rotating, 'connect')),
    subject('disconnect and disconnect', connected, atOnce(disconnecting, 'disconnect')),
    subject('disconnect and rotate', connected, atOnce(disconnecting, 'rotate')),
    subject('connect and disconnect', connected, atOnce(connectingOrNot, 'disconnect')),
  ];
}

type OfWorld = (world: KeyWorld) => KillTrial;

const nothing = () => Promise.resolve([]);
const connecting: OfWorld = ({ connect: run, checkConnected }) => ({
  run,
  always: nothing,
  finally: checkConnected,
});
const connectingOrNot: OfWorld = ({ connect: run, checkEither }) => ({
  run,
  always: nothing,
  finally: checkEither,
});
const rotating: OfWorld = ({ rotate: run, vendorWrites, checkConnected }) => ({
  run,
  always: vendorWrites,
  finally: checkConnected,
});
const disconnecting: OfWorld = ({ disconnect: run, checkDisconnected }) => ({
  run,
  always: nothing,
  finally: checkDisconnected,
});
