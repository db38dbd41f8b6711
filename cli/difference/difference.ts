import { isDeepStrictEqual } from 'node:util';
import type { Synthesized } from '../../synth/synthesize';

/** An attribute of a resource with another value. */
export interface ChangedAttribute {
  readonly name: string;
  /** As JSON; undefined if it was added. */
  readonly before: string | undefined;
  /** As JSON; undefined if it was removed. */
  readonly after: string | undefined;
}

/** A difference in one part of a stack. */
export interface StackDifference {
  readonly stack: string;
  /** Address of a resource, or another top-level block of the stack, e.g. `terraform`. */
  readonly address: string;
  readonly did: 'added' | 'removed' | 'changed';
  /** Empty for what was added or removed. */
  readonly attributes: readonly ChangedAttribute[];
}

/** The differences between two syntheses, sorted by stack and address; removals first. */
export function stackDifferences(
  before: readonly Synthesized[],
  after: readonly Synthesized[],
): StackDifference[] {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))].sort();
  const found = ids.flatMap((stack) =>
    compare(stack, partsOf(before, stack), partsOf(after, stack)),
  );
  const order = ['removed', 'changed', 'added'];
  return found.sort((a, b) => order.indexOf(a.did) - order.indexOf(b.did));
}

type Parts = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** The resources of a stack by address, and its other top-level blocks. */
function partsOf(stacks: readonly Synthesized[], id: string): Parts {
  const text = stacks.find((stack) => stack.id === id)?.text ?? '{}';
  const { resource = {}, ...others } = JSON.parse(text) as Record<string, Record<string, object>>;
  const resources = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, attributes]) => [`${type}.${name}`, attributes] as const),
  );
  const rest = Object.entries(others).filter(([name]) => name !== '//');
  return new Map([...rest, ...resources]) as Parts;
}

function compare(stack: string, before: Parts, after: Parts): StackDifference[] {
  const addresses = [...new Set([...before.keys(), ...after.keys()])].sort();
  return addresses.flatMap((address): StackDifference[] => {
    const [previous, current] = [before.get(address), after.get(address)];
    if (!previous || !current) {
      return [{ stack, address, did: current ? 'added' : 'removed', attributes: [] }];
    }
    const attributes = changesOf(previous, current);
    return attributes.length === 0 ? [] : [{ stack, address, did: 'changed', attributes }];
  });
}

function changesOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): ChangedAttribute[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => name !== '//' && !isDeepStrictEqual(before[name], after[name]))
    .map((name) => ({
      name,
      before: JSON.stringify(before[name]),
      after: JSON.stringify(after[name]),
    }));
}
