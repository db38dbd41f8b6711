import { findAll, parseRegister, type Suppression } from '../../controls/register';
import { CONTROLS } from '../../controls/index';
import { SynthesizedStack } from '../../controls/stack';
import suppressions from '../../controls/suppressions.json';
import type { Day } from '../../core/day';
import { matchesWildcard } from '../../core/wildcard';
import type { EnvironmentType } from '../../store/store';
import type { Synthesized } from '../../synth/synthesize';
import type { ControlResult } from './model';

/** Whether a stack meets each control, with the resources that do not, and why the register accepts them. */
export function controlResults(
  { id, text }: Synthesized,
  type: EnvironmentType,
  today: Day,
): ControlResult[] {
  const { suppressions: all } = parseRegister(JSON.stringify(suppressions));
  // Entries for single stacks are about those of the examples.
  const entries = all.filter(({ stacks, expires }) => stacks === '*' && expires >= today);
  const found = findAll([new SynthesizedStack(id, type, text)]);
  return CONTROLS.map(({ id: control, level, asserts, met, published }) => {
    const findings = found
      .filter((each) => each.control === control)
      .map(({ address, what }) => ({ address, what, ...exceptionOf(entries, control, address) }));
    const open = findings.some((each) => each.exception === undefined);
    const result = findings.length === 0 ? 'met' : open ? 'not met' : 'exception';
    return { id: control, level, asserts, met, published, result, findings };
  });
}

function exceptionOf(entries: readonly Suppression[], control: string, address: string) {
  const entry = entries.find(
    (each) => each.id === control && matchesWildcard(each.address, address),
  );
  return entry && { exception: `${entry.reason} Valid until ${entry.expires}; ${entry.owner}.` };
}
