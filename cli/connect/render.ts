import { printable } from '../../core/printable';
import type { VendorFinding } from '../../vendors/registration';
import type { ConnectResult, StepResult } from './connect';

/** Renders the result of a registration as text. */
export function renderConnected({ vendor, byHand, steps, findings }: ConnectResult): string {
  const done =
    steps.length > 0 && steps.every(({ state }) => state === 'changed' || state === 'unchanged');
  return [
    ...steps.map(renderStep),
    ...findings.map(renderFinding),
    ...(findings.length === 0 && done && !byHand
      ? [`The store is registered with ${vendor}.`]
      : []),
  ].join('\n');
}

const SIGNS = { unchanged: '=', changed: '+', 'would-change': '~', 'needs-yes': '!' } as const;

function renderStep({ title, state, says, requests }: StepResult): string {
  const line = `${SIGNS[state]} ${title}: ${printable(says)}`;
  if (state === 'needs-yes') return `${line}\n  Add --yes to do it.`;
  if (state !== 'would-change') return line;
  const shown = requests.map(({ method, url, body }) =>
    [`    ${method} ${url}`, ...(body === undefined ? [] : [indent(body)])].join('\n'),
  );
  return [line, ...shown].join('\n');
}

const indent = (body: unknown) => JSON.stringify(body, null, 2).replaceAll(/^/gm, '      ');

/** Renders a finding: what is wrong, the evidence, what to do. */
export function renderFinding({ id, what, evidence, fix, guide }: VendorFinding): string {
  return [
    `${id}: ${printable(what)}`,
    `  evidence: ${printable(evidence)}`,
    `  ${printable(fix)}`,
    ...(guide === undefined ? [] : [`  ${guide}`]),
  ].join('\n');
}
