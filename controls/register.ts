import { matchesWildcard } from '../core/wildcard';
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

/** A finding that is accepted until a day, with its owner. */
export interface Suppression {
  /** Id of the control. */
  readonly id: string;
  /** Which stacks, with `*` for any characters. */
  readonly stacks: string;
  /** Which addresses, with `*` for any characters. */
  readonly address: string;
  /** Why it is right or unavoidable. */
  readonly reason: string;
  /** Who is responsible for the entry. */
  readonly owner: string;
  /** The last day on which the entry is valid, `yyyy-mm-dd`. */
  readonly expires: string;
}

/** All accepted findings, and all published controls that are not checked. */
export interface Register {
  readonly suppressions: readonly Suppression[];
  readonly notApplicable: readonly NotApplicable[];
}

/**
 * Reads the register.
 *
 * @throws ZodError for an entry with a missing or unknown key, or without a reason
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

/** The findings of every control in the stacks. */
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

/** All problems, as sentences: findings without an entry, and entries that are expired or suppress nothing. */
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
    ...stale.map(
      ({ id, stacks, address }) =>
        `${id}: the entry for ${address} of ${stacks} suppresses nothing`,
    ),
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
