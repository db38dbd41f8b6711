import { Secret } from '../../core/secret';
import type { Registration, RegistrationContext, VendorFinding } from '../registration';
import type { Store } from '../../store/store';
import { windowDays } from '../../store/window';
import { GenesysApi, genesysEndpoints } from './api';
import { connectionRegistration } from './connection-registration';
import { integrationRegistration } from './integration-registration';
import { GENESYS_HOSTS } from './regions';
import { compareRetention } from './retention';
import type { GenesysSettings } from './settings';

/** The OAuth client with the grant Client Credentials. */
const CREDENTIALS = ['GENESYS_CLIENT_ID', 'GENESYS_CLIENT_SECRET'];

/**
 * How Genesys is told of a store: by the external storage connection of the guide, or by the integration that
 * Genesys documents. Either way its retention policies are compared with the store, to the day.
 */
export function genesysRegistration(
  store: Store<GenesysSettings>,
  context: RegistrationContext,
): Registration {
  const api = openApi(store, context);
  const register =
    store.settings.registration === 'bulk-actions'
      ? integrationRegistration
      : connectionRegistration;
  const registration = register(store, context, api);
  return {
    steps: registration.steps,
    inspect: async () => [
      ...(await registration.inspect()),
      ...(await inspectRetention(store, api)),
    ],
  };
}

function openApi(
  { settings }: Store<GenesysSettings>,
  { local, credentials }: RegistrationContext,
): GenesysApi {
  const endpoints =
    local === undefined
      ? genesysEndpoints(GENESYS_HOSTS[settings.genesysRegion])
      : { login: local, api: local };
  return new GenesysApi(endpoints, async () => {
    const said = await credentials(CREDENTIALS);
    const [id = new Secret(''), secret = new Secret('')] = CREDENTIALS.map((name) => said[name]);
    return { clientId: id.reveal(), clientSecret: secret };
  });
}

async function inspectRetention(
  { settings }: Store<GenesysSettings>,
  api: GenesysApi,
): Promise<VendorFinding[]> {
  const found = await compareRetention(api, windowDays(settings.vendorRetentionDays));
  return found.map(({ key, detail = '' }) => ({
    id: 'genesys-retention',
    what: `${key} ${detail}`,
    evidence: 'GET /api/v2/recording/mediaretentionpolicies',
    fix: 'Change the policy in Admin > Recordings > Retention Policies, or vendorRetentionDays and retention.days in the environment file.',
    guide:
      'Genesys guide, "The Trap: Setting the S3 expiration window shorter than the Genesys Cloud retention policy"',
  }));
}
