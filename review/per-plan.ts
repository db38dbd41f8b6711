import type { PlanContext } from './plan-context';

/** Reads something out of a plan once, however many of its changes ask for it. */
export function perPlan<T>(read: (context: PlanContext) => T): (context: PlanContext) => T {
  const known = new WeakMap<PlanContext, { readonly value: T }>();
  return (context) => {
    const found = known.get(context) ?? { value: read(context) };
    known.set(context, found);
    return found.value;
  };
}
