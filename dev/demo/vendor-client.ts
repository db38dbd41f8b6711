import { S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { TRUSTED_PERSON } from '../../access/callers';
import { KeySecret } from '../../cli/connect/key-secret';
import { externalIdValue } from '../../store/profile';
import type { Store } from '../../store/store';
import type { Circumstances } from '../exchange';
import type { LocalAws } from '../local-aws';
import type { StackOutputs } from './deploy';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const ADMIN: Credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** S3 clients with the credentials of a store's vendor. */
export interface VendorClient {
  /** A client whose requests come from the vendor's network, unless the circumstances say otherwise. */
  from(circumstances?: Circumstances): Promise<S3Client>;
}

/** Gets access as the vendor would: with the role and external id, or with the access key. */
export async function openVendorClient(
  store: Store,
  outputs: StackOutputs,
  aws: LocalAws,
): Promise<VendorClient> {
  const { access } = store.profile;
  const credentials =
    access.kind === 'assume-role'
      ? await assumeVendorRole(store, aws, { role: outputs.assume_role_arn })
      : await readKey(store, aws);
  return {
    from: async (circumstances) => {
      const endpoint = await aws.endpointFor({ ...vendorNetwork(store), ...circumstances });
      const { region } = store;
      return new S3Client({ region, endpoint, credentials, forcePathStyle: true, maxAttempts: 1 });
    },
  };
}

/** An address of the vendor's network, if the store restricts access to it. */
function vendorNetwork({ network }: Store): Circumstances {
  const [cidr] = network?.cidrs ?? [];
  return cidr === undefined ? {} : { sourceIp: cidr.replace(/0\/\d+$/, '7') };
}

/**
 * Assumes the store's role as the vendor does.
 *
 * @param instead - the external id to send instead of the right one
 */
export async function assumeVendorRole(
  { profile, partition, region, id }: Store,
  aws: LocalAws,
  {
    role,
    instead,
  }: { readonly role: unknown; readonly instead?: { externalId: string | undefined } },
): Promise<Credentials> {
  const { access } = profile;
  if (access.kind !== 'assume-role') throw new Error(`${id} has no role.`);
  const [trusted = ''] = access.principals[partition] ?? [];
  const endpoint = await aws.endpointFor({ principal: trusted.replace(/:root$/, TRUSTED_PERSON) });
  const sts = new STSClient({ region, endpoint, credentials: ADMIN, maxAttempts: 1 });
  const { externalId } = instead ?? { externalId: externalIdValue(access) };
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: String(role),
      RoleSessionName: 'vendor',
      ExternalId: externalId,
    }),
  );
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken,
  };
}

async function readKey(store: Store, { endpoint }: LocalAws): Promise<Credentials> {
  const secret = new KeySecret(store.id, { endpoint, region: store.region, credentials: ADMIN });
  const key = await secret.readKey('AWSCURRENT');
  if (!key) throw new Error(`${store.id} has no access key: callvault connect makes one.`);
  return { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey.reveal() };
}
