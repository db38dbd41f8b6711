import type { Random } from './proof/random';

/** A value with one part of it replaced. */
export interface Mutation {
  /** E.g. `$.resource_changes[3].change becomes null`. */
  readonly what: string;
  readonly value: unknown;
}

/** What a part is replaced with. */
const REPLACEMENTS: readonly unknown[] = [
  null,
  7,
  -1.5,
  'x',
  '',
  true,
  [],
  [null],
  {},
  { x: null },
];

/** The value with each of its parts replaced by each kind of value. */
export function mutations(value: unknown): Mutation[] {
  return partsOf(value, '$').flatMap(({ place, set }) =>
    REPLACEMENTS.map((replacement) => ({
      what: `${place} becomes ${JSON.stringify(replacement)}`,
      value: set(replacement),
    })),
  );
}

interface Part {
  readonly place: string;
  /** The whole value with this part replaced. */
  readonly set: (replacement: unknown) => unknown;
}

function partsOf(value: unknown, place: string): Part[] {
  const whole: Part = { place, set: (replacement) => replacement };
  if (typeof value !== 'object' || value === null) return [whole];
  const entries: [string, unknown][] = Object.entries(value);
  const below = entries.flatMap(([key, each]) =>
    partsOf(each, Array.isArray(value) ? `${place}[${key}]` : `${place}.${key}`).map((part) => ({
      ...part,
      set: (replacement: unknown) => {
        const changed = entries.map(([name, old]) =>
          name === key ? ([name, part.set(replacement)] as const) : ([name, old] as const),
        );
        return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed);
      },
    })),
  );
  return [whole, ...below];
}

/** The text, ended at random places. */
export function truncations(text: string, random: Random, count: number): string[] {
  return Array.from({ length: count }, () => text.slice(0, random.below(text.length)));
}
