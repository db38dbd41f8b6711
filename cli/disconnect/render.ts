import { renderStep } from '../connect/render';
import { renderChecklist } from '../outputs/checklist';
import type { DisconnectResult } from './disconnect';

/** Renders what was done to stop a vendor, and what is left to do. */
export function renderDisconnected(result: DisconnectResult): string {
  return [
    ...result.steps.map(renderStep),
    describeState(result),
    '',
    renderChecklist(result.checklist),
  ].join('\n');
}

function describeState({ state, stack, vendor, where, until = '' }: DisconnectResult): string {
  const command = `npx callvault disconnect ${stack}`;
  switch (state) {
    case 'stopped':
      return `${vendor} no longer writes to ${stack}. The recordings stay, until the day their retention ends.`;
    case 'pending':
      return `${vendor} can still write to ${stack}.`;
    case 'grace':
      return `${vendor} was stopped. Run ${command} again at ${until} or later, which deletes the access keys.`;
    case 'hand-over':
      return `${vendor} can still write to ${stack}. Remove the store there (${where}), and run ${command} --stopped.`;
  }
}
