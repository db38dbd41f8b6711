import { block, isRecord } from './attributes';
import type { Plan } from './plan';

/**
 * Addresses of the resources whose `prevent_destroy` was removed. Only synthesized stacks contain it, plans do not.
 *
 * @param before - `cdk.tf.json` of the stack before the change
 * @param after - `cdk.tf.json` of the stack after it
 * @see Terraform documentation, "JSON Output Format": `configuration` has no `lifecycle`
 */
export function findUnguarded(before: string, after: string): string[] {
  const guardedAfter = guards(after);
  const targets = movesIn(after);
  return [...guards(before)]
    .map(([address, guarded]) => ({ address: targets.get(address) ?? address, guarded }))
    .filter(({ address, guarded }) => guarded && guardedAfter.get(address) === false)
    .map(({ address }) => address);
}

/** Marks the changes of the resources whose `prevent_destroy` was removed. */
export function withUnguarded(plan: Plan, addresses: readonly string[]): Plan {
  if (addresses.length === 0) return plan;
  const changes = plan.changes.map((change) =>
    addresses.includes(change.address) ? { ...change, unguarded: true } : change,
  );
  return { ...plan, changes };
}

/** Current addresses of renamed resources, by previous address. */
function movesIn(text: string): Map<unknown, string> {
  const { moved = [] } = JSON.parse(text) as { readonly moved?: unknown };
  const moves = [moved].flat().filter(isRecord);
  return new Map(moves.map(({ from, to }) => [from, String(to)]));
}

/** The resources of a stack by address, and whether each has `prevent_destroy`. */
function guards(text: string): Map<string, boolean> {
  const { resource = {} } = JSON.parse(text) as {
    readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  return new Map(
    Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, attributes]): [string, boolean] => {
        const lifecycle = isRecord(attributes) ? block(attributes, 'lifecycle') : {};
        return [`${type}.${name}`, lifecycle.prevent_destroy === true];
      }),
    ),
  );
}
