import type { VendorFinding } from '../registration';
import type { VendorSeverity } from '../vendor';

/** What the registration can find. With other retention policies recordings still arrive: that is only a risk. */
export const GENESYS_FINDINGS = {
  'genesys-connection-missing': 'broken',
  'genesys-connection-off': 'broken',
  'genesys-connection-differs': 'broken',
  'genesys-connection-alias': 'broken',
  'genesys-validation-failed': 'broken',
  'genesys-integration-missing': 'broken',
  'genesys-integration-off': 'broken',
  'genesys-integration-differs': 'broken',
  'genesys-integration-credential': 'broken',
  'genesys-integration-state': 'broken',
  'genesys-export-none': 'risk',
  'genesys-retention': 'risk',
  'genesys-retention-none': 'risk',
} as const satisfies Record<string, VendorSeverity>;

const CONNECTION_GUIDE =
  'Genesys guide, section 2, "Genesys Cloud External Storage Connection Configuration"';

/** A finding; unless it says otherwise, `callvault connect` corrects it. */
export function genesysFinding(
  id: keyof typeof GENESYS_FINDINGS,
  finding: Pick<VendorFinding, 'what' | 'evidence'> & Partial<VendorFinding>,
): VendorFinding {
  return {
    id,
    fix: 'Run callvault connect for the store.',
    ...(!/^genesys-(?:integration|export)-/.test(id) && { guide: CONNECTION_GUIDE }),
    ...finding,
  };
}
