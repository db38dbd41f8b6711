import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AssumeRole } from '../../store/profile';
import { accessKeySecretName, type Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import type { Live } from './live';
import type { LiveUser } from './live-access';
import type { AwsError } from './seen';

/** The least that STS takes: a probe needs seconds. @see AWS STS API Reference, "AssumeRole" */
const SESSION_SECONDS = 900;

/** The vendor's credentials, or why there are none. */
export type ComeIn =
  | {
      /** They are there. */
      readonly kind: 'in';
      /** How, e.g. `took on the role recordings-calls-prod`. */
      readonly how: string;
      /** They themselves. */
      readonly credentials: NonNullable<ClientSettings['credentials']>;
    }
  | {
      /** Only the vendor could, so that nothing is known. */
      readonly kind: 'unknown';
      /** Why. */
      readonly why: string;
    }
  | {
      /** The vendor is refused. */
      readonly kind: 'refused';
      /** What STS answered. */
      readonly answer: string;
    };

/**
 * Comes in as the vendor would: takes on its role with the external id, or uses its key.
 *
 * @param asVendor - whether whom AWS takes us for there is the vendor; anybody else is rightly refused
 */
export async function comeIn(
  store: Store,
  live: Live,
  { asVendor, settings }: { readonly asVendor: boolean; readonly settings: ClientSettings },
): Promise<ComeIn> {
  const { access, title } = store.profile;
  if (access.kind === 'assume-role') {
    return takeOn(store, access, { asVendor, sts: new STSClient(settings) });
  }
  if (live.access.kind === 'user') return useKey(store, live.access);
  const how = access.kind === 'oidc' ? 'comes in with a token of its own' : 'writes as itself';
  return { kind: 'unknown', why: `${title} ${how}; its policies were compared instead` };
}

async function takeOn(
  store: Store,
  { externalId }: AssumeRole,
  { asVendor, sts }: { readonly asVendor: boolean; readonly sts: STSClient },
): Promise<ComeIn> {
  const { principalArn, principalName, profile } = store;
  try {
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: principalArn,
        RoleSessionName: 'callvault-doctor',
        ExternalId: externalId.value,
        DurationSeconds: SESSION_SECONDS,
      }),
    );
    const credentials = {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken,
    };
    return { kind: 'in', how: `took on the role ${principalName}`, credentials };
  } catch (error) {
    const { name, message, $metadata } = error as AwsError;
    if ($metadata?.httpStatusCode === undefined) throw error;
    if (asVendor) return { kind: 'refused', answer: `${name}: ${message}` };
    const why = `only ${profile.title} may take on the role; its policies were compared instead`;
    return { kind: 'unknown', why };
  }
}

function useKey(store: Store, { stored }: LiveUser): ComeIn {
  if (stored.kind !== 'value') {
    const secret = accessKeySecretName(store.id);
    const why = stored.kind === 'missing' ? `${secret} holds no key` : `${secret} may not be read`;
    return { kind: 'unknown', why: `${why}; the policies were compared instead` };
  }
  const { accessKeyId, secretAccessKey } = stored.value;
  return {
    kind: 'in',
    how: `used the access key ${accessKeyId}`,
    credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal() },
  };
}
