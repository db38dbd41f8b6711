import { printable } from '../../core/printable';
import { renderFinding } from '../connect/render';
import type { Rotated } from './rotate';

/** Where a rotation is, and what to do next. */
export function renderRotated(rotated: Rotated, secretName: string): string {
  const { did, findings } = rotated;
  return [
    ...did.map((each) => `+ ${printable(each)}`),
    ...findings.map(renderFinding),
    next(rotated, secretName),
  ].join('\n');
}

function next(rotated: Rotated, secretName: string): string {
  const { state, stack, oldKeyId, newKeyId = '', until = '', ageDays = 0 } = rotated;
  const again = `npx callvault rotate ${stack}`;
  switch (state) {
    case 'rotated':
      return `${newKeyId} has taken the place of ${oldKeyId}, of which nothing is left.`;
    case 'grace':
      return `${oldKeyId} is off. Run ${again} again from ${until} on: it is deleted then.`;
    case 'refused':
      return `${oldKeyId} stays in use. Correct what was found, and run ${again} again.`;
    case 'not-due':
      return `${oldKeyId} is ${ageDays} days old: young enough.`;
    case 'hand-over':
      return [
        `Give ${newKeyId} to the vendor; ${oldKeyId} works until then. Its secret:`,
        `  aws secretsmanager get-secret-value --secret-id ${secretName} --version-stage AWSPENDING`,
        `Then run ${again} --handed-over.`,
      ].join('\n');
  }
}
