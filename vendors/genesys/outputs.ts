import type { Store } from '../../store/store';
import { accessKeyPlaceholders, type Outputs, type OutputValue } from '../outputs';
import type { DeployedStore } from '../vendor';
import { genesysEndpoints } from './api';
import { pathPattern } from './checks';
import { CONNECTIONS } from './connection';
import type { GenesysSettings } from './settings';

/** The connection as the guide's endpoint accepts it, and what its wizard asks for. */
export function genesysOutputs(store: Store<GenesysSettings>, deployed: DeployedStore): Outputs {
  const { settings } = store;
  const connection = {
    connection_endpoint: `${genesysEndpoints(settings.genesysRegion).api}${CONNECTIONS}`,
    connection_payload: connectionPayload(store, deployed),
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
      : { assume_role_arn: deployed.principalArn ?? '', external_id: settings.organizationId }),
  };
}

/** The name of the connection or the integration at Genesys. */
export function connectionName({ settings, id }: Store<GenesysSettings>): string {
  const { connectionName: name, storageMode } = settings;
  const mode = storageMode === 'PRIMARY' ? 'Primary' : 'Dual';
  return name ?? `AWS S3 ${mode} Storage - ${id} Recordings`;
}

/** The payload with the fields for access, as connect sends it. */
export function genesysByHand(store: Store<GenesysSettings>, outputs: Outputs): Outputs {
  const { connection_payload: payload, assume_role_arn: roleArn = '' } = outputs;
  if (payload === undefined) return outputs;
  const connection = payload as Readonly<Record<string, OutputValue>>;
  const access: Outputs =
    store.settings.access === 'user'
      ? accessKeyPlaceholders(store.nameId)
      : { roleArn, externalId: store.settings.organizationId };
  const settings = { ...(connection.settings as Outputs), ...access };
  return { ...outputs, connection_payload: { ...connection, settings } };
}

/**
 * The guide's payload without its two credential fields: a role has none, and a user's access key is never in
 * Terraform. The KMS key is always named by its full ARN.
 *
 * @see Genesys guide, section 2, and "Edge Case 2: KMS Key Alias Resolution Failure"
 */
function connectionPayload(store: Store<GenesysSettings>, deployed: DeployedStore): OutputValue {
  const { settings } = store;
  return {
    name: connectionName(store),
    description: `Call recordings of ${store.nameId}, kept by callvault`,
    type: 'S3',
    status: 'ACTIVE',
    settings: {
      bucketName: store.bucketName,
      region: store.region,
      pathPrefix: store.prefix,
      encryption: { type: 'AWS_KMS', keyArn: deployed.recordingsKeyArn ?? '' },
      storageMode: settings.storageMode ?? 'DUAL',
    },
  };
}
