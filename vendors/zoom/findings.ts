import type { VendorFinding } from '../registration';
import type { VendorSeverity } from '../vendor';

/** What the registration can find. */
export const ZOOM_FINDINGS = {
  'zoom-location-missing': 'broken',
  'zoom-location-key-other': 'broken',
  'zoom-location-failed': 'broken',
  'zoom-location-not-selected': 'broken',
} as const satisfies Record<string, VendorSeverity>;

/** A finding, by id. */
export function zoomFinding(
  id: keyof typeof ZOOM_FINDINGS,
  what: string,
  evidence: string,
): VendorFinding {
  return { id, what, evidence, fix: 'Run npx callvault connect.' };
}
