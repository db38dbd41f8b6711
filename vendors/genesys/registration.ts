import { HttpError } from '../../http/error';
import type { Store } from '../../store/store';
import { windowDays } from '../../store/window';
import type { Registration, RegistrationContext, VendorFinding } from '../registration';
import { type GenesysApi, openGenesys } from './api';
import { connectionRegistration } from './connection-registration';
import { genesysFinding } from './findings';
import { integrationRegistration } from './integration-registration';
import { compareRetention, POLICIES } from './retention';
import type { RouteRegistration } from './route';
import type { GenesysSettings } from './settings';

/**
 * Registers a store with Genesys: by the external storage connection of the guide, or by the integration that
 * Genesys documents. Both compare Genesys' retention policies with the store, to the day.
 */
export function genesysRegistration(
  store: Store<GenesysSettings>,
  context: RegistrationContext,
): Registration {
  const { genesysRegion, registration } = store.settings;
  const api = openGenesys(genesysRegion, context);
  const register =
    registration === 'bulk-actions' ? integrationRegistration : connectionRegistration;
  const route = register(store, context, api);
  const { steps, inspect, inspects, disconnect } = route;
  const policies = 'the retention policies';
  let notShown: readonly string[] = [];
  return {
    steps,
    inspect: async () => {
      notShown = [];
      const found = await inspect();
      try {
        return [...found, ...(await inspectRetention(store, api, route))];
      } catch (error) {
        // What was found before is worth more than the refusal.
        if (found.length === 0 || !(error instanceof HttpError)) throw error;
        notShown = [policies];
        return found;
      }
    },
    inspects: [...inspects, policies],
    notShown: () => notShown,
    disconnect,
  };
}

async function inspectRetention(
  { settings }: Store<GenesysSettings>,
  api: GenesysApi,
  { findExporter }: RouteRegistration,
): Promise<VendorFinding[]> {
  const exportsWith = await findExporter?.();
  // Without the integration, no policy can export to the store, which is a finding already.
  if (findExporter && exportsWith === undefined) return [];
  const days = windowDays(settings.vendorRetentionDays);
  const problems = await compareRetention(api, { days, exportsWith });
  return problems.map(({ kind, subject, detail }) => {
    const { id, ...finding } = RETENTION_FINDINGS[kind];
    const evidence = `GET ${POLICIES}`;
    return genesysFinding(id, { ...finding, what: `${subject} ${detail}`, evidence });
  });
}

const RETENTION_FINDINGS = {
  differs: {
    id: 'genesys-retention',
    fix: 'Change the policy in Admin > Recordings > Retention Policies, or vendorRetentionDays and retention.days in the environment file.',
    guide:
      'Genesys guide, "The Trap: Setting the S3 expiration window shorter than the Genesys Cloud retention policy"',
  },
  never: {
    id: 'genesys-retention-none',
    fix: 'Add a policy in Admin > Recordings > Retention Policies that deletes after vendorRetentionDays.',
    guide: 'Genesys guide, section 4, "Lifecycle Alignment & Compliance Guardrails"',
  },
  'not-exported': {
    id: 'genesys-export-none',
    fix: 'Switch on Export Recording with Integration in a retention policy, for this integration.',
  },
} as const;
