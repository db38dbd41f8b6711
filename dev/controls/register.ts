import { matchesWildcard } from '../../core/wildcard';
import * as z from 'zod';
import type { Control, ControlFinding, NotApplicable } from './control';
import { CONTROLS } from './index';
import type { SynthesizedStack } from './stack';

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

const answered = {
  id: z.string(),
  reason: z.string().min(20),
  owner: z.string().min(1),
  expires: z.string().regex(ISO_DAY),
};
const register = z.strictObject({
  suppressions: z.array(z.strictObject({ ...answered, stacks: z.string(), address: z.string() })),
  notApplicable: z.array(
    z.strictObject({ ...answered, published: z.array(z.string()), asks: z.string() }),
  ),
});

/** A finding that somebody answers for, until a day. */
export interface Suppression {
  /** Id of the control. */
  readonly id: string;
  /** Which stacks, with `*` for any characters. */
  readonly stacks: string;
  /** Which addresses, with `*` for any characters. */
  readonly address: string;
  /** Why it is right, or cannot be helped. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** The last day on which it holds, `yyyy-mm-dd`. */
  readonly expires: string;
}

/** All that does not hold, and all that is not asserted. */
export interface Register {
  /** Findings that somebody answers for. */
  readonly suppressions: readonly Suppression[];
  /** Published controls that no Terraform JSON can meet or fail. */
  readonly notApplicable: readonly NotApplicable[];
}

/**
 * Reads the register.
 *
 * @throws ZodError for an entry with a key too few or too many, or without a reason
 */
export function parseRegister(json: string): Register {
  return register.parse(JSON.parse(json));
}

/** A finding of a control in a stack. */
export interface Located extends ControlFinding {
  /** Id of the control. */
  readonly control: string;
  /** Id of the stack. */
  readonly stack: string;
}

/** What every control finds in the stacks. */
export function findAll(
  stacks: readonly SynthesizedStack[],
  controls: readonly Control[] = CONTROLS,
): Located[] {
  return stacks.flatMap((stack) =>
    controls.flatMap((control) =>
      control
        .findings(stack)
        .map((finding) => ({ ...finding, control: control.id, stack: stack.id })),
    ),
  );
}

/** What is wrong, as sentences: findings nobody answers for, entries that are expired or suppress nothing. */
export function audit(
  findings: readonly Located[],
  { suppressions, notApplicable }: Register,
  today: string,
): string[] {
  const open = findings.filter(
    (finding) => !suppressions.some((entry) => suppresses(entry, finding)),
  );
  const stale = suppressions.filter(
    (entry) => !findings.some((finding) => suppresses(entry, finding)),
  );
  const expired = [...suppressions, ...notApplicable].filter(({ expires }) => expires < today);
  return [
    ...open.map(
      ({ control, stack, address, what }) => `${control}: ${address} of ${stack} ${what}`,
    ),
    ...stale.map(({ id, stacks, address }) => `${id}: nothing is left of ${address} of ${stacks}`),
    ...expired.map(({ id, owner, expires }) => `${id}: expired on ${expires}; ask ${owner}`),
  ];
}

function suppresses({ id, stacks, address }: Suppression, finding: Located): boolean {
  return (
    id === finding.control &&
    matchesWildcard(stacks, finding.stack) &&
    matchesWildcard(address, finding.address)
  );
}
