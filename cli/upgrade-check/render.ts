import { renderTerminal } from '../../review/render/terminal';
import { renderDifference } from '../difference/render';
import type { StackUpgrade, Upgrade } from './upgrade-check';

/** What an upgrade does, stack by stack, with the review and every attribute that differs. */
export function renderUpgrade({ from, to, ...upgrade }: Upgrade): string {
  const { stacks, unchanged, report, differences } = upgrade;
  const title = `callvault ${from} → ${to}`;
  if (stacks.length === 0) return `${title}: no stack changes (${unchanged.length} compared).`;
  return [
    [title, ...stacks.map(renderStack), ...renderUnchanged(unchanged)].join('\n'),
    renderTerminal(report),
    renderDifference(differences).trimEnd(),
  ].join('\n\n');
}

function renderStack({ stack, ...counts }: StackUpgrade): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`);
  return `  ${stack}: ${parts.length > 0 ? parts.join(', ') : 'no resource changes'}`;
}

const renderUnchanged = (ids: readonly string[]) =>
  ids.length > 0 ? [`  unchanged: ${ids.join(', ')}`] : [];
