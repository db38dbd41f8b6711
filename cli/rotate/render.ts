import { inDays } from '../../core/day';
import { printable } from '../../core/printable';
import { renderFinding } from '../connect/render';
import type { RotateResult } from './rotate';

/** Renders the result of a rotation, and what to do next. */
export function renderRotated(result: RotateResult, secretName: string): string {
  const { did, findings } = result;
  return [
    ...did.map((each) => `+ ${printable(each)}`),
    ...findings.map(renderFinding),
    nextStep(result, secretName),
  ].join('\n');
}

function nextStep(result: RotateResult, secretName: string): string {
  const { state, stack, oldKeyId, newKeyId = '', until = '', ageDays = 0 } = result;
  const command = `npx callvault rotate ${stack}`;
  switch (state) {
    case 'rotated':
      return `${newKeyId} has replaced ${oldKeyId}, which was deleted.`;
    case 'grace':
      return `${oldKeyId} is disabled. Run ${command} again at ${until} or later to delete it.`;
    case 'refused':
      return `${oldKeyId} stays in use. Fix the findings, and run ${command} again.`;
    case 'not-due':
      return `${oldKeyId} is ${inDays(ageDays)} old; no rotation is due.`;
    case 'hand-over':
      return [
        `Give ${newKeyId} to the vendor; ${oldKeyId} works until then. Its secret:`,
        `  aws secretsmanager get-secret-value --secret-id ${secretName} --version-stage AWSPENDING`,
        `Then run ${command} --handed-over.`,
      ].join('\n');
  }
}
