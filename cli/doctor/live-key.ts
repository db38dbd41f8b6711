import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import type { ClientSettings } from '../deployer';
import {
  lookUp,
  type Observed,
  readStoredPolicy,
  type StoredPolicy,
  observedValue,
} from './observed';

/** The key that encrypts the recordings. */
export interface LiveKey {
  /** The store's alias for it. */
  readonly alias: string;
  /** ARN of the key that the store's alias points to. */
  readonly aliased: Observed<string>;
  /** ARN of the store's key; undefined if nothing in AWS names one. */
  readonly arn: string | undefined;
  readonly state: Observed<{
    /** `Enabled`, `Disabled`, `PendingDeletion` or another. */
    readonly state: string;
    /** The day on which KMS deletes it, in UTC. @default - it is not scheduled for deletion */
    readonly deleted?: string | undefined;
  }>;
  readonly policy: Observed<StoredPolicy>;
  /** Whether it rotates. */
  readonly rotates: Observed<boolean>;
}

/**
 * Reads a key: the one that is named most often. The alias alone is not enough, because it may be what was changed.
 *
 * @param aliasName - the alias that the stack gives it, without `alias/`
 * @param named - ARNs that the default encryption and the policies name
 */
export async function readKey(
  aliasName: string,
  settings: ClientSettings,
  named: readonly string[],
): Promise<LiveKey> {
  const kms = new KMSClient(settings);
  const alias = `alias/${aliasName}`;
  const read = <T>(call: string, id: string, send: () => Promise<T | undefined>) =>
    lookUp({ call: `kms:${call} ${id}`, link: 'key' }, send);
  const describe = async (KeyId: string) =>
    (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
  const aliased = await read('DescribeKey', alias, async () => (await describe(alias))?.Arn);
  const arn = mostNamed([...[observedValue(aliased) ?? []].flat(), ...named]);
  if (arn === undefined) {
    const unknown = aliased.kind === 'refused' ? aliased : ({ kind: 'missing' } as const);
    return { alias, aliased, arn, state: unknown, policy: unknown, rotates: unknown };
  }
  return {
    alias,
    aliased,
    arn,
    state: await read('DescribeKey', arn, async () => {
      const { KeyState = 'unknown', DeletionDate } = (await describe(arn)) ?? {};
      return { state: KeyState, deleted: DeletionDate?.toISOString().slice(0, 10) };
    }),
    policy: await read('GetKeyPolicy', arn, async () => {
      const get = new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' });
      return readStoredPolicy((await kms.send(get)).Policy ?? '');
    }),
    rotates: await read('GetKeyRotationStatus', arn, async () => {
      const get = new GetKeyRotationStatusCommand({ KeyId: arn });
      return (await kms.send(get)).KeyRotationEnabled;
    }),
  };
}

/** The ARN that occurs most often; of several, the first, which is the alias's unless there is no alias. */
export function mostNamed(arns: readonly string[]): string | undefined {
  const count = (arn: string) => arns.filter((each) => each === arn).length;
  return arns.toSorted((a, b) => count(b) - count(a))[0];
}
