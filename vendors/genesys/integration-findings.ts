import { RefusedError } from '../../core/problem';
import type { VendorFinding } from '../registration';
import type { IntegrationCredential } from './credential';
import { genesysFinding } from './findings';
import {
  type Integration,
  type IntegrationConfig,
  INTEGRATIONS,
  type ReportedState,
} from './integration';

/** There is no integration with the store's name. */
export function integrationMissing(name: string): VendorFinding {
  return genesysFinding('genesys-integration-missing', {
    what: `Genesys has no integration called ${name}`,
    evidence: `GET ${INTEGRATIONS}`,
  });
}

/** A credential is not the one of the store's role. */
export function otherCredential(
  { slot, name }: IntegrationCredential,
  current: IntegrationConfig,
): VendorFinding {
  return genesysFinding('genesys-integration-credential', {
    what: `the credential ${slot} of the integration is not the one of the store's role`,
    evidence: `${JSON.stringify(current.credentials[slot]?.name ?? 'none')} instead of ${JSON.stringify(name)}`,
  });
}

/** The integration is off. */
export function integrationOff({ id, intendedState }: Integration): VendorFinding {
  return genesysFinding('genesys-integration-off', {
    what: `the integration ${id} is off, so Genesys exports nothing`,
    evidence: `intendedState ${intendedState}`,
  });
}

/**
 * Another integration of the type is in the way.
 *
 * @see `IntegrationType.maxInstances` in Genesys' SDK
 */
export function otherIntegrations(others: readonly Integration[], name: string): RefusedError {
  const names = others.map(({ id, name: other }) => `${other} (${id})`).join(', ');
  return RefusedError.of(
    'genesys-integration-one',
    `Genesys runs one integration of this type, and the organization already has ${names}`,
    `Switch it off and delete it in Admin, Integrations, or set connectionName to its name instead of ${name} to take it over.`,
  );
}

/** A property differs from the store. */
export function otherProperty(name: string, current: unknown, expected: unknown): VendorFinding {
  return genesysFinding('genesys-integration-differs', {
    what: `the property ${name} of the integration differs from the store`,
    evidence: `${JSON.stringify(current)} instead of ${JSON.stringify(expected)}`,
  });
}

/** Genesys does not report that an integration that is on works. */
export function notActive(
  id: string,
  { code, message }: ReportedState = { code: 'no state' },
): VendorFinding {
  return genesysFinding('genesys-integration-state', {
    what: `Genesys reports ${code} for the integration ${id}, which is on`,
    evidence: `reportedState ${code}${message === undefined ? '' : `: ${message}`}`,
    fix: 'Run callvault doctor for the store, correct what Genesys reports in Admin, Integrations, and run callvault connect again.',
  });
}
