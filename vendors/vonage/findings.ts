import type { VendorFinding } from '../registration';
import type { VendorSeverity } from '../vendor';

/** What the registration can find. */
export const VONAGE_FINDINGS = {
  'vonage-project': 'broken',
  'vonage-storage-unknown': 'risk',
  'vonage-storage-other': 'broken',
  'vonage-not-uploaded': 'broken',
} as const satisfies Record<string, VendorSeverity>;

/** A finding, by id. */
export function vonageFinding(
  id: keyof typeof VONAGE_FINDINGS,
  finding: Pick<VendorFinding, 'what' | 'evidence'> & Partial<VendorFinding>,
): VendorFinding {
  return { id, fix: 'Run npx callvault connect.', ...finding };
}
