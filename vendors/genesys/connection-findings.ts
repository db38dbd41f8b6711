import type { VendorFinding } from '../registration';
import {
  type Connection,
  CONNECTIONS,
  validationRequest,
  type ValidationResult,
  valueOf,
} from './connection';
import { genesysFinding } from './findings';

/** No connection writes to the store's path. */
export function connectionMissing({ name, settings }: Connection): VendorFinding {
  return genesysFinding('genesys-connection-missing', {
    what: `Genesys has no connection called ${name}, and none for ${JSON.stringify(settings.bucketName)} with the prefix ${JSON.stringify(settings.pathPrefix)}`,
    evidence: `GET ${CONNECTIONS}`,
  });
}

/** What a change gives up. @see Genesys guide, "The Trap: Selecting PRIMARY storage mode" */
export function lossOf(
  { settings: from }: Connection,
  { settings: to }: Connection,
): string | undefined {
  if (to.storageMode === 'PRIMARY' && from.storageMode !== 'PRIMARY') {
    return 'From then on Genesys would delete its own copy of each recording';
  }
  return from.bucketName === to.bucketName
    ? undefined
    : `Recordings would no longer go to ${JSON.stringify(from.bucketName)}`;
}

/** A result of the validation, in a sentence. */
export function renderResult({ test, passed, message }: ValidationResult): string {
  return `${test}: ${passed ? 'passed' : 'FAILED'}${message === '' ? '' : ` (${message})`}.`;
}

/** The connection is off. */
export function connectionOff({ id = '', status }: Connection): VendorFinding {
  return genesysFinding('genesys-connection-off', {
    what: `the connection ${id} is off, so Genesys writes nothing`,
    evidence: `status ${status}`,
    fix: 'Correct what its validation reports, and run callvault connect for the store.',
  });
}

/** A field of the connection differs from the store. */
export function connectionDiffers(
  field: string,
  found: Connection,
  expected: Connection,
): VendorFinding {
  const current = JSON.stringify(valueOf(found, field));
  const evidence = `${current} instead of ${JSON.stringify(valueOf(expected, field))}`;
  if (field === 'settings.encryption' && current.includes(':alias/')) {
    return genesysFinding('genesys-connection-alias', {
      what: 'the connection names the key by its alias, which Genesys resolves only once',
      evidence,
      guide: 'Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"',
    });
  }
  const what = `the connection's ${field} differs from the store`;
  return genesysFinding('genesys-connection-differs', { what, evidence });
}

/** Genesys could not use the connection. */
export function validationFailed(result: ValidationResult): VendorFinding {
  return genesysFinding('genesys-validation-failed', {
    what: `Genesys could not validate the connection: ${renderResult(result)}`,
    evidence: `POST ${validationRequest('<id>').path}`,
    fix: 'Run callvault doctor for the store; it finds the broken link.',
  });
}
