import { isDeepStrictEqual } from 'node:util';
import type { StatementPart } from './statements';

/** Names and values, with the name in lower case in front: constructs and the AWS SDK write names differently. */
type Part = readonly [key: string, name: string, value: string];

/**
 * Compares settings of a construct with those that AWS returned, part by part. Irrelevant are: the case of names, the
 * order of lists, and whether an empty or disabled part is stated.
 */
export function compareConfiguration(expected: object, live: object): StatementPart[] {
  const wanted = partsOf(expected);
  const deployed = partsOf(live);
  const names = new Map([...deployed, ...wanted].map(([key, name]) => [key, name]));
  const valuesOf = (parts: readonly Part[], wantedKey: string) =>
    parts.filter(([key]) => key === wantedKey).map(([, , value]) => value);
  return [...names]
    .map(([key, name]) => ({
      name,
      expected: valuesOf(wanted, key).sort(),
      live: valuesOf(deployed, key).sort(),
    }))
    .filter((part) => !isDeepStrictEqual(part.expected, part.live));
}

/** What AWS does by default: a part that says so may be left out. */
const OFF = [undefined, null, '', 'Disabled'];

function partsOf(value: unknown, name = ''): Part[] {
  if (OFF.includes(value as string | null | undefined)) return [];
  if (Array.isArray(value)) return value.flatMap((each) => partsOf(each, name));
  if (typeof value !== 'object') return [[name.toLowerCase(), name, `${value as string | number}`]];
  return Object.entries(value ?? {}).flatMap(([key, each]) =>
    partsOf(each, name === '' ? key : `${name}.${key}`),
  );
}
