import { printable } from '../../core/printable';
import type { VendorFinding } from '../../vendors/registration';
import type { Connected, StepResult } from './connect';

/** What was done at a vendor, for people. */
export function renderConnected({ vendor, byHand, steps, findings }: Connected): string {
  return [
    ...steps.map(renderStep),
    ...findings.map(renderFinding),
    ...(findings.length === 0 && isDone(steps) && !byHand ? [`${vendor} has it right.`] : []),
  ].join('\n');
}

const SIGNS = { unchanged: '=', changed: '+', 'would-change': '~', 'needs-yes': '!' } as const;

function renderStep({ title, state, says, requests }: StepResult): string {
  const line = `${SIGNS[state]} ${title}: ${printable(says)}`;
  if (state === 'needs-yes') return `${line}\n  Say --yes if that is meant.`;
  if (state !== 'would-change') return line;
  const shown = requests.map(({ method, url, body }) =>
    [`    ${method} ${url}`, ...(body === undefined ? [] : [indent(body)])].join('\n'),
  );
  return [line, ...shown].join('\n');
}

const indent = (body: unknown) => JSON.stringify(body, null, 2).replaceAll(/^/gm, '      ');

/** A finding in three lines: what, by what it was seen, what to do. */
export function renderFinding({ id, what, evidence, fix, guide }: VendorFinding): string {
  return [
    `${id}: ${printable(what)}`,
    `  seen: ${printable(evidence)}`,
    `  ${printable(fix)}`,
    ...(guide === undefined ? [] : [`  ${guide}`]),
  ].join('\n');
}

function isDone(steps: readonly StepResult[]): boolean {
  return (
    steps.length > 0 && steps.every(({ state }) => state === 'changed' || state === 'unchanged')
  );
}
