import { isRecord } from './attributes';
import type { RawPlan } from './raw-plan';

/** The outputs of a stack that say that a part of its store is switched off. */
export const PARTS_OFF_OUTPUTS = ['replication_off', 'integrity_off'] as const;

/** A part of a store that a plan switches off, lets be destroyed, or destroys. */
export interface SwitchedOffPart {
  readonly output: (typeof PARTS_OFF_OUTPUTS)[number];
  /** What the output says. */
  readonly value: unknown;
  /** Whether the setting is removed, after it has let the part be destroyed. */
  readonly isRemoved: boolean;
}

/** Whether the value of an output says that the part may be destroyed. */
export const isDestroyable = (value: unknown) => isRecord(value) && value.destroy === true;

/** The parts that a plan switches off or destroys. */
export function switchedOffIn({
  output_changes: outputs,
}: Pick<RawPlan, 'output_changes'>): SwitchedOffPart[] {
  return PARTS_OFF_OUTPUTS.flatMap((output): SwitchedOffPart[] => {
    const { before, after, actions = [] } = outputs?.[output] ?? {};
    const isSet = isRecord(after) && actions.some((each) => /create|update/.test(each));
    if (isSet) return [{ output, value: after, isRemoved: false }];
    const isRemoved = isDestroyable(before) && actions.join() === 'delete';
    return isRemoved ? [{ output, value: before, isRemoved }] : [];
  });
}
