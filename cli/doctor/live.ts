import type { S3Client } from '@aws-sdk/client-s3';
import { tryParseArn } from '../../core/arn';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { expectedMonitoring } from './expected-monitoring';
import { type LiveAccess, readAccess } from './live-access';
import { findBucket, type LiveBucket, readBucket } from './live-bucket';
import { type LiveKey, readKey } from './live-key';
import { type LiveMonitoring, readMonitoring } from './live-monitoring';
import { observedValue } from './observed';
import { type LiveReplica, readReplica } from './replica';

/** The deployed resources that an upload of the vendor depends on. */
export interface Live {
  readonly access: LiveAccess;
  readonly bucket: LiveBucket;
  /** The recordings' key. @default - the store encrypts with S3's own keys */
  readonly key?: LiveKey | undefined;
  /** Its copy. @default - the store has none */
  readonly replica?: LiveReplica | undefined;
  readonly monitoring: LiveMonitoring;
}

/** Reads what is deployed for a store. Changes nothing. */
export async function readLive(
  store: Store,
  settings: ClientSettings,
): Promise<{ readonly live: Live; readonly s3: S3Client }> {
  const { region, s3 } = await findBucket(store, settings);
  const [configuration, access] = await Promise.all([
    readBucket(store, s3),
    readAccess(store, settings),
  ]);
  const bucket = { ...configuration, region };
  const key =
    store.encryption === 'sse-kms'
      ? await readKey(`${store.id}-recordings`, settings, namedKeys(bucket, access))
      : undefined;
  const [replica, monitoring] = await Promise.all([
    readReplica(store, settings),
    readMonitoring(expectedMonitoring(store), { s3, account: store.account }, settings),
  ]);
  return { live: { access, bucket, key, replica, monitoring }, s3 };
}

/** ARNs of keys that the default encryption and the policies name. An alias or an id may belong to any account. */
function namedKeys({ encryption, policy }: LiveBucket, access: LiveAccess): string[] {
  const bucketStatements = observedValue(policy)?.statements ?? [];
  const vendorPolicy = access.kind === 'none' ? undefined : observedValue(access.policy);
  const compared = bucketStatements
    .flatMap(({ conditions }) => conditions)
    .flatMap(({ values }) => values);
  const granted = (vendorPolicy?.statements ?? []).flatMap(
    ({ resource }) => resource?.patterns ?? [],
  );
  return [observedValue(encryption)?.keyId ?? '', ...new Set(compared), ...new Set(granted)].filter(
    (text) => tryParseArn(text)?.resource.startsWith('key/') === true,
  );
}
