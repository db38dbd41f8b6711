import type { Outputs } from '../../vendors/outputs';
import type { Outcome } from '../command';
import { examine } from '../doctor/doctor';
import { renderDiagnosis } from '../doctor/render';
import { EXIT } from '../exit';
import type { FoundStore } from '../find-store';
import { findManualInstructions, renderManualInstructions } from '../outputs/manual-instructions';
import type { ConnectResult } from './connect';
import { renderConnected } from './render';

interface ManualRegistration {
  readonly found: FoundStore;
  readonly outputs: Outputs;
  /** Whether the store is only read. */
  readonly dryRun: boolean | undefined;
  readonly onProgress: (what: string) => void;
  /** Exit code if the store has no findings. */
  readonly code: number;
}

/** What to enter by hand at a vendor without an API, and whether the vendor could write then. */
export async function showManualRegistration(
  connected: ConnectResult,
  { found, outputs, dryRun, onProgress, code }: ManualRegistration,
): Promise<Outcome> {
  const diagnosis = await examine(found, {
    now: new Date(),
    ...(!dryRun && { probe: { write: false } }),
    onProgress,
  });
  const instructions = findManualInstructions(found.store, outputs);
  return {
    text: [
      renderConnected(connected),
      renderManualInstructions(instructions),
      '',
      renderDiagnosis(diagnosis),
    ].join('\n'),
    json: { ...connected, enter: instructions, diagnosis },
    code: diagnosis.findings.length > 0 ? EXIT.findings : code,
  };
}
