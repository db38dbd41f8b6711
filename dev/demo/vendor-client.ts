import { S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { TRUSTED_PERSON } from '../../access/callers';
import { KeySecret } from '../../cli/connect/key-secret';
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

/** S3, as a store's vendor reaches it. */
export interface VendorClient {
  /** A client with the vendor's credentials, that seems to come from the vendor's network, or elsewhere. */
  from(circumstances?: Circumstances): Promise<S3Client>;
}

/** Comes in as the vendor would: with its role and external id, or with the key that it was given. */
export async function comeIn(
  store: Store,
  outputs: StackOutputs,
  aws: LocalAws,
): Promise<VendorClient> {
  const { access } = store.profile;
  const credentials =
    access.kind === 'assume-role'
      ? await takeOnRole(store, aws, { role: outputs.assume_role_arn })
      : await readKey(store, aws);
  return {
    from: async (circumstances) => {
      const endpoint = await aws.endpointFor({ ...itsNetwork(store), ...circumstances });
      const { region } = store;
      return new S3Client({ region, endpoint, credentials, forcePathStyle: true, maxAttempts: 1 });
    },
  };
}

/** An address of the vendor's network, where the store holds it to one. */
export function itsNetwork({ network }: Store): Circumstances {
  const [cidr] = network?.cidrs ?? [];
  return cidr === undefined ? {} : { sourceIp: cidr.replace(/0\/\d+$/, '7') };
}

/**
 * Takes on the store's role as the vendor does.
 *
 * @param said - what is said in the place of the right external id
 */
export async function takeOnRole(
  { profile, partition, region, id }: Store,
  aws: LocalAws,
  { role, said }: { readonly role: unknown; readonly said?: { externalId: string | undefined } },
): Promise<Credentials> {
  const { access } = profile;
  if (access.kind !== 'assume-role') throw new Error(`${id} has no role.`);
  const [trusted = ''] = access.principals[partition] ?? [];
  const endpoint = await aws.endpointFor({ principal: trusted.replace(/:root$/, TRUSTED_PERSON) });
  const sts = new STSClient({ region, endpoint, credentials: ADMIN, maxAttempts: 1 });
  const { externalId } = said ?? { externalId: access.externalId.value };
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
