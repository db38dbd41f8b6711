import { findVendor } from '../../config/resolve';
import type { Store } from '../../store/store';
import { AWS_CHECKLIST, type ManualStep } from '../../vendors/checklist';

/** What no API sets or shows when a store is registered. */
export function checklistOf(store: Store): readonly ManualStep[] {
  return [...findVendor(store.settings.vendor).checklist(store).connect, ...AWS_CHECKLIST];
}

/** The checklist for people: what to do, and where it is described. */
export function renderChecklist(checklist: readonly ManualStep[]): string {
  const steps = checklist.flatMap(({ id, what, source }) => [
    `  [ ] ${what}`,
    `      ${id}: ${source}`,
  ]);
  return ['A person has to do and check these; no API shows them:', ...steps].join('\n');
}
