import { findVendor } from '../../config/resolve';
import type { Store } from '../../store/store';
import type { Outputs } from '../../vendors/outputs';
import type { AnySettings } from '../../vendors/vendor';

/** What a person enters at a vendor, and where. */
export interface ManualInstructions {
  /** The store's stack. */
  readonly stack: string;
  /** The vendor's name for people. */
  readonly vendor: string;
  /** Where it is entered, in the vendor's own words. */
  readonly where: string;
  /** The values, under the vendor's own names. None of them is a secret. */
  readonly values: Outputs;
}

/** The outputs that the vendor asks for. Other outputs are for callvault; sensitive ones are never included. */
export function findManualInstructions(
  store: Store<AnySettings>,
  outputs: Outputs,
): ManualInstructions {
  const names = Object.keys(findVendor(store.settings.vendor).outputs(store, {}));
  const values = names.flatMap((name) => {
    const value = outputs[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const { title, registration } = store.profile;
  return {
    stack: store.id,
    vendor: title,
    where: registration.where,
    values: Object.fromEntries(values),
  };
}

/** The instructions for people: each value on a line of its own, ready to be copied. */
export function renderManualInstructions({ vendor, where, values }: ManualInstructions): string {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  const lines = Object.entries(values).map(([name, value]) =>
    typeof value === 'object'
      ? `  ${name}\n${indent(JSON.stringify(value, null, 2))}`
      : `  ${name.padEnd(width)}  ${value}`,
  );
  return [`Enter this at ${vendor} (${where}):`, ...lines].join('\n');
}

const indent = (text: string) => text.replaceAll(/^/gm, '    ');
