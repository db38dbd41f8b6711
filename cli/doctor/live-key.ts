import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import type { StoredPolicy } from './live-access';
import { look, type Seen } from './seen';
import type { LivePolicy } from './statements';

/** The key that encrypts the recordings. */
export interface LiveKey {
  /** ARN of the key that the store's alias points to. */
  readonly aliased: Seen<string>;
  /** ARN of the store's key, as far as it can be told; undefined if nothing in AWS names one. */
  readonly arn: string | undefined;
  /** What state it is in, and since when or until when. */
  readonly state: Seen<{
    /** `Enabled`, `Disabled`, `PendingDeletion` or another. */
    readonly state: string;
    /** The day on which it is gone, in UTC. @default - it is not to be deleted */
    readonly deleted?: string | undefined;
  }>;
  /** Its policy. */
  readonly policy: Seen<StoredPolicy>;
  /** Whether it rotates. */
  readonly rotates: Seen<boolean>;
}

/** Alias of the key that encrypts a store's recordings. */
export function aliasOf({ id }: Pick<Store, 'id'>): string {
  return `alias/${id}-recordings`;
}

/**
 * Reads the store's key: the one that most of what names it agrees on. The alias alone will not do, since it may be
 * what somebody has moved.
 *
 * @param named - ARNs that the default encryption and the policies name
 */
export async function lookAtKey(
  store: Pick<Store, 'id'>,
  settings: ClientSettings,
  named: readonly string[],
): Promise<LiveKey> {
  const kms = new KMSClient(settings);
  const alias = aliasOf(store);
  const aliased = await look({ asked: `kms:DescribeKey ${alias}`, link: 'key' }, async () => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: alias }));
    return KeyMetadata?.Arn;
  });
  const arn = mostNamed([...(aliased.kind === 'value' ? [aliased.value] : []), ...named]);
  if (arn === undefined) {
    const unknown = aliased.kind === 'refused' ? aliased : ({ kind: 'missing' } as const);
    return { aliased, arn, state: unknown, policy: unknown, rotates: unknown };
  }
  const of = (call: string) => ({ asked: `kms:${call} ${arn}`, link: 'key' }) as const;
  return {
    ...{ aliased, arn },
    state: await look(of('DescribeKey'), async () => {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: arn }));
      const deleted = KeyMetadata?.DeletionDate?.toISOString().slice(0, 10);
      return { state: KeyMetadata?.KeyState ?? 'unknown', deleted };
    }),
    policy: await look(of('GetKeyPolicy'), async () => {
      const { Policy = '' } = await kms.send(
        new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' }),
      );
      const policy = JSON.parse(Policy) as LivePolicy;
      return { policy, size: JSON.stringify(policy).length };
    }),
    rotates: await look(
      of('GetKeyRotationStatus'),
      async () =>
        (await kms.send(new GetKeyRotationStatusCommand({ KeyId: arn }))).KeyRotationEnabled,
    ),
  };
}

/** The first wins where two are named as often: that is the alias, unless it is missing. */
export function mostNamed(arns: readonly string[]): string | undefined {
  const count = (arn: string) => arns.filter((each) => each === arn).length;
  return arns.reduce<string | undefined>(
    (best, arn) => (best === undefined || count(arn) > count(best) ? arn : best),
    undefined,
  );
}
