import { isRecord } from './attributes';
import type { Plan } from './plan';

/**
 * Addresses of what Terraform was kept from destroying, and no longer is. It stands in synthesized stacks only: no plan
 * has `prevent_destroy`.
 *
 * @param before - `cdk.tf.json` of the stack as it was
 * @param after - the same, as it is to be
 * @see Terraform documentation, "JSON Output Format": `configuration` has no `lifecycle`
 */
export function findUnguarded(before: string, after: string): string[] {
  const now = guards(after);
  return [...guards(before)]
    .filter(([address, guarded]) => guarded && now.get(address) === false)
    .map(([address]) => address);
}

/** Marks what of a plan is no longer kept from being destroyed. */
export function withUnguarded(plan: Plan, addresses: readonly string[]): Plan {
  if (addresses.length === 0) return plan;
  const changes = plan.changes.map((change) =>
    addresses.includes(change.address) ? { ...change, unguarded: true } : change,
  );
  return { ...plan, changes };
}

/** Each resource of a stack, and whether `prevent_destroy` is set for it. */
function guards(text: string): Map<string, boolean> {
  const { resource = {} } = JSON.parse(text) as {
    readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  return new Map(
    Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, attributes]): [string, boolean] => [
        `${type}.${name}`,
        isGuarded(attributes),
      ]),
    ),
  );
}

function isGuarded(attributes: unknown): boolean {
  const lifecycle = isRecord(attributes) ? attributes.lifecycle : undefined;
  return isRecord(lifecycle) && lifecycle.prevent_destroy === true;
}
