import type { Store } from '../../store/store';
import type { DeployedStore, Outputs, OutputValue } from '../vendor';
import { pathPattern } from './checks';
import { GENESYS_HOSTS } from './regions';
import type { GenesysSettings } from './settings';

/** The connection as the guide's endpoint takes it, and what its wizard asks for. */
export function genesysOutputs(store: Store<GenesysSettings>, made: DeployedStore): Outputs {
  const { settings } = store;
  const host = GENESYS_HOSTS[settings.genesysRegion];
  const connection = {
    connection_endpoint: `https://api.${host}/api/v2/externalstorage/connections`,
    connection_payload: connectionPayload(store, made),
  };
  return {
    bucket_name: store.bucketName,
    bucket_region: store.region,
    ...(settings.registration === 'bulk-actions'
      ? { integration_name: connectionName(store) }
      : connection),
    path_pattern: pathPattern(store),
    include_metadata: settings.includeMetadata ?? false,
    ...(settings.access === 'user'
      ? { user_name: store.principalName }
      : { assume_role_arn: made.principalArn ?? '', external_id: settings.organizationId }),
  };
}

/** What the connection or the integration is called at Genesys. */
export function connectionName({ settings, id }: Store<GenesysSettings>): string {
  return settings.connectionName ?? `AWS S3 Dual Storage - ${id} Recordings`;
}

/**
 * The guide's payload without its two credential fields: a role has none, and a user's key is
 * never in Terraform. The key is always its full ARN.
 *
 * @see Genesys guide, section 2, and "Edge Case 2: KMS Key Alias Resolution Failure"
 */
function connectionPayload(store: Store<GenesysSettings>, made: DeployedStore): OutputValue {
  const { settings } = store;
  return {
    name: connectionName(store),
    description: `Call recordings of ${store.id}, kept by callvault`,
    type: 'S3',
    status: 'ACTIVE',
    settings: {
      bucketName: store.bucketName,
      region: store.region,
      pathPrefix: store.prefix,
      encryption: { type: 'AWS_KMS', keyArn: made.recordingsKeyArn ?? '' },
      storageMode: settings.storageMode ?? 'DUAL',
    },
  };
}
