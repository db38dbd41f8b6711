import type { Store } from '../../store/store';
import { windowDays } from '../../store/window';
import type { Registration, RegistrationContext, VendorFinding } from '../registration';
import { type GenesysApi, openGenesys } from './api';
import { connectionRegistration } from './connection-registration';
import { genesysFinding } from './findings';
import { integrationRegistration } from './integration-registration';
import { compareRetention } from './retention';
import type { GenesysSettings } from './settings';

/**
 * Registers a store with Genesys: by the external storage connection of the guide, or by the integration that
 * Genesys documents. Both compare Genesys' retention policies with the store, to the day.
 */
export function genesysRegistration(
  store: Store<GenesysSettings>,
  context: RegistrationContext,
): Registration {
  const { genesysRegion, registration: route } = store.settings;
  const api = openGenesys(genesysRegion, context);
  const register = route === 'bulk-actions' ? integrationRegistration : connectionRegistration;
  const { steps, inspect } = register(store, context, api);
  return {
    steps,
    inspect: async () => [...(await inspect()), ...(await inspectRetention(store, api))],
  };
}

async function inspectRetention(
  { settings }: Store<GenesysSettings>,
  api: GenesysApi,
): Promise<VendorFinding[]> {
  const found = await compareRetention(api, windowDays(settings.vendorRetentionDays));
  return found.map(({ key, detail = '' }) =>
    genesysFinding('genesys-retention', {
      what: `${key} ${detail}`,
      evidence: 'GET /api/v2/recording/mediaretentionpolicies',
      fix: 'Change the policy in Admin > Recordings > Retention Policies, or vendorRetentionDays and retention.days in the environment file.',
      guide:
        'Genesys guide, "The Trap: Setting the S3 expiration window shorter than the Genesys Cloud retention policy"',
    }),
  );
}
