import { printable } from '../../core/printable';
import type { VendorFinding } from '../../vendors/registration';
import { renderChecklist } from '../outputs/checklist';
import type { ConnectResult } from './connect';
import type { StepResult } from './steps';

/** Renders the result of a registration as text. */
export function renderConnected(connected: ConnectResult): string {
  const { byHand, steps, findings, checklist } = connected;
  return [
    ...steps.map(renderStep),
    ...findings.map(renderFinding),
    ...summary(connected),
    // By hand, the checklist stands below the values to enter.
    ...(byHand ? [] : ['', renderChecklist(checklist)]),
  ].join('\n');
}

/** Only what was looked at is said to be right. */
function summary({ vendor, findings, inspected, notShown }: ConnectResult): string[] {
  if (inspected.length === 0) return [];
  const right = `The store is registered with ${vendor}. Compared, and right: ${inspected.join(', ')}.`;
  return [
    ...(findings.length > 0 ? [] : [right]),
    ...notShown.map((each) => `${vendor} does not show ${each}.`),
  ];
}

const SIGNS = { unchanged: '=', changed: '+', 'would-change': '~', 'needs-yes': '!' } as const;

/** Renders a step: what exists or was done, or the requests that would do it. */
export function renderStep({ title, state, says, requests }: StepResult): string {
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
