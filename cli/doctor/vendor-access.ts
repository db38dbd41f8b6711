import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type AssumeRole, externalIdValue } from '../../store/profile';
import { accessKeySecretName, type Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import type { Live } from './live';
import type { LiveUser } from './live-access';
import type { AwsError } from './observed';

/** The shortest session that STS allows: a probe needs seconds. @see AWS STS API Reference, "AssumeRole" */
const SESSION_SECONDS = 900;

/** The vendor's credentials, or why there are none. */
export type VendorAccess =
  | {
      readonly kind: 'granted';
      /** How callvault got them, e.g. `assumed the role recordings-calls-prod`. */
      readonly how: string;
      readonly credentials: NonNullable<ClientSettings['credentials']>;
    }
  | {
      /** Only the vendor itself could get them, so it is not known whether it can. */
      readonly kind: 'unknown';
      readonly why: string;
    }
  | {
      /** STS refuses the vendor. */
      readonly kind: 'refused';
      readonly answer: string;
    };

/**
 * Gets credentials as the vendor does: assumes its role with the external id, or uses its access key.
 *
 * @param asVendor - whether AWS takes the caller for the vendor. It rightly refuses the role to every other caller
 */
export async function assumeVendor(
  store: Store,
  live: Live,
  { asVendor, settings }: { readonly asVendor: boolean; readonly settings: ClientSettings },
): Promise<VendorAccess> {
  const { access, title } = store.profile;
  if (access.kind === 'assume-role') {
    return assumeRole(store, access, { asVendor, sts: new STSClient(settings) });
  }
  if (live.access.kind === 'user') return useKey(store, live.access);
  const how = access.kind === 'oidc' ? 'uses a token of its own' : 'writes as itself';
  return { kind: 'unknown', why: `${title} ${how}; its policies were compared instead` };
}

async function assumeRole(
  { principalArn, principalName, profile }: Store,
  access: AssumeRole,
  { asVendor, sts }: { readonly asVendor: boolean; readonly sts: STSClient },
): Promise<VendorAccess> {
  try {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: principalArn,
        RoleSessionName: 'callvault-doctor',
        ExternalId: externalIdValue(access),
        DurationSeconds: SESSION_SECONDS,
      }),
    );
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    };
    return { kind: 'granted', how: `assumed the role ${principalName}`, credentials };
  } catch (error) {
    const { name, message, $metadata } = error as AwsError;
    if ($metadata?.httpStatusCode === undefined) throw error;
    if (asVendor) return { kind: 'refused', answer: `${name}: ${message}` };
    const why = `only ${profile.title} may assume the role; its policies were compared instead`;
    return { kind: 'unknown', why };
  }
}

function useKey(store: Store, { stored }: LiveUser): VendorAccess {
  if (stored.kind !== 'value') {
    const secret = accessKeySecretName(store.nameId);
    const why =
      stored.kind === 'missing'
        ? `${secret} holds no key`
        : `these credentials may not read ${secret}`;
    return { kind: 'unknown', why: `${why}; the policies were compared instead` };
  }
  const { accessKeyId, secretAccessKey } = stored.value;
  return {
    kind: 'granted',
    how: `used the access key ${accessKeyId}`,
    credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal() },
  };
}
