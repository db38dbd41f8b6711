import type { ComparedStack } from './stack-json';

/** The resources of a stack by address, as they are written. */
export type Written = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** Reads the resources of a stack. One with a `count` of 0 does not exist. */
export function readResources({ resource = {} }: ComparedStack): Written {
  const all = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, attributes]) => [`${type}.${name}`, attributes] as const),
  );
  return new Map(all.filter(([, { count }]) => count !== 0));
}

/**
 * The resources that `moved` blocks rename.
 *
 * @returns previous addresses by current address
 */
export function readMoves({ moved = [] }: ComparedStack, before: Written, after: Written) {
  const origins = new Map(moved.map(({ from, to }) => [to, from]));
  const originOf = (address: string): string | undefined => {
    const passed = new Set<string>();
    let origin = origins.get(address);
    while (origin !== undefined && !before.has(origin) && !passed.has(origin)) {
      passed.add(origin);
      origin = origins.get(origin);
    }
    return origin;
  };
  const typeOf = (address: string) => address.split('.')[0];
  return new Map(
    [...after.keys()].flatMap((address): [string, string][] => {
      const origin = before.has(address) ? undefined : originOf(address);
      if (origin === undefined || !before.has(origin) || after.has(origin)) return [];
      return typeOf(origin) === typeOf(address) ? [[address, origin]] : [];
    }),
  );
}
