import { isDeepStrictEqual } from 'node:util';

/** A stack as it is synthesized: its id, and its `cdk.tf.json`. */
export interface SynthesizedText {
  readonly id: string;
  readonly text: string;
}

/** What of a resource is not as it was. */
export interface ChangedAttribute {
  readonly name: string;
  /** As JSON; undefined where there was none. */
  readonly before: string | undefined;
  /** As JSON; undefined where there is none any more. */
  readonly after: string | undefined;
}

/** What becomes of something in a stack. */
export interface StackDifference {
  readonly stack: string;
  /** Address of a resource, or what else of the stack it is, e.g. `terraform`. */
  readonly address: string;
  readonly did: 'added' | 'removed' | 'changed';
  /** For what is changed. */
  readonly attributes: readonly ChangedAttribute[];
}

/** What is different between two syntheses, in the order of stacks and addresses; what is removed comes first. */
export function differences(
  before: readonly SynthesizedText[],
  after: readonly SynthesizedText[],
): StackDifference[] {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))].sort();
  const found = ids.flatMap((stack) =>
    compare(stack, partsOf(before, stack), partsOf(after, stack)),
  );
  const order = ['removed', 'changed', 'added'];
  return found.sort((a, b) => order.indexOf(a.did) - order.indexOf(b.did));
}

type Parts = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** The resources of a stack by address, and everything else it consists of. */
function partsOf(stacks: readonly SynthesizedText[], id: string): Parts {
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
    const [was, is] = [before.get(address), after.get(address)];
    if (!was || !is) {
      return [{ stack, address, did: is ? 'added' : 'removed', attributes: [] }];
    }
    const attributes = changesOf(was, is);
    return attributes.length === 0 ? [] : [{ stack, address, did: 'changed', attributes }];
  });
}

function changesOf(
  was: Readonly<Record<string, unknown>>,
  is: Readonly<Record<string, unknown>>,
): ChangedAttribute[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return names
    .filter((name) => name !== '//' && !isDeepStrictEqual(was[name], is[name]))
    .map((name) => ({
      name,
      before: JSON.stringify(was[name]),
      after: JSON.stringify(is[name]),
    }));
}
