import type { S3Client } from '@aws-sdk/client-s3';
import { tryParseArn } from '../../core/arn';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { type LiveAccess, lookAtAccess } from './live-access';
import { type LiveBucket, lookAtBucket, lookForBucket } from './live-bucket';
import { type LiveKey, lookAtKey } from './live-key';
import { valueOf } from './seen';
import { type LivePolicy, statementsOf } from './statements';

/** What is deployed, as far as the vendor needs it. */
export interface Live {
  /** Who the vendor comes in as. */
  readonly access: LiveAccess;
  /** Where it writes. */
  readonly bucket: LiveBucket;
  /** What that is encrypted with. @default - the store encrypts with S3's own keys */
  readonly key?: LiveKey | undefined;
}

/** Reads what is deployed for a store. Changes nothing. */
export async function lookAtLive(
  store: Store,
  settings: ClientSettings,
): Promise<{ readonly live: Live; readonly s3: S3Client }> {
  const { region, s3 } = await lookForBucket(store, settings);
  const [bucket, access] = await Promise.all([
    lookAtBucket(store, s3),
    lookAtAccess(store, settings),
  ]);
  const key =
    store.encryption === 'sse-kms'
      ? await lookAtKey(store, settings, namedKeys({ ...bucket, region }, access))
      : undefined;
  return { live: { access, bucket: { ...bucket, region }, key }, s3 };
}

/** ARNs of keys that the default encryption and the policies name. Aliases and ids could be anybody's. */
function namedKeys(bucket: LiveBucket, access: LiveAccess): string[] {
  const byDefault = valueOf(bucket.encryption)?.keyId;
  const ofBucket = valueOf(bucket.policy)?.policy;
  const ofVendor = access.kind === 'none' ? undefined : valueOf(access.policy)?.policy;
  return [
    ...(byDefault === undefined ? [] : [byDefault]),
    ...valuesIn(ofBucket, 'Condition'),
    ...valuesIn(ofVendor, 'Resource'),
  ].filter((text) => tryParseArn(text)?.resource.startsWith('key/') === true);
}

/** All texts below an element of a policy's statements, each once. */
function valuesIn(policy: LivePolicy | undefined, element: string): string[] {
  const texts = (value: unknown): string[] => {
    if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(texts);
    return [String(value)];
  };
  const all = policy ? statementsOf(policy).flatMap((statement) => texts(statement[element])) : [];
  return [...new Set(all)];
}
