import { RefusedError } from '../../core/problem';
import type { PropertySchema } from './integration';

/** The values callvault knows for properties and for fields of credentials. */
export type KnownValues = Readonly<
  Record<'bucket' | 'region' | 'externalId' | 'role' | 'key' | 'prefix', string | undefined>
>;

/** What the name or title of a property looks like, by the value it asks for. The first match decides. */
const MEANINGS: readonly (readonly [keyof KnownValues, RegExp])[] = [
  ['externalId', /external.?id/i],
  ['role', /role|iam/i],
  ['key', /kms|encryption.?key|key.?arn/i],
  ['region', /region/i],
  ['prefix', /prefix|path|folder/i],
  ['bucket', /bucket/i],
];

/** A key of the customer that encrypts each exported file for its owner: nothing in AWS. */
const PUBLIC_KEY = /public/i;

/** The value that a property, or a credential, asks for; undefined when its name and title do not say. */
export function tryFindMeaning(nameAndTitle: string): keyof KnownValues | undefined {
  if (PUBLIC_KEY.test(nameAndTitle)) return undefined;
  return MEANINGS.find(([, pattern]) => pattern.test(nameAndTitle))?.[0];
}

/** Values by property, and the required properties that have none. */
export interface FilledIn {
  readonly values: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
}

/**
 * The values of properties, under the names that Genesys gives them.
 *
 * @param written - values in the environment file, which take precedence
 */
export function fillIn(
  schemas: readonly PropertySchema[],
  known: KnownValues,
  written: Readonly<Record<string, string>> = {},
): FilledIn {
  const filled = schemas.map(({ name, title = '', required }) => {
    const meaning = tryFindMeaning(`${name} ${title}`);
    return { name, required, value: written[name] ?? (meaning && known[meaning]) };
  });
  return {
    values: Object.fromEntries(
      filled.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    ),
    missing: filled.flatMap(({ name, required, value }) =>
      required && value === undefined ? [name] : [],
    ),
  };
}

/** Genesys asks for values that callvault does not know. */
export function unknownValues(names: readonly string[]): RefusedError {
  return RefusedError.of(
    'genesys-integration-property',
    `Genesys asks for ${names.join(', ')}, and callvault does not know the value`,
    `Set integrationProperties: { ${names.map((name) => `${name}: …`).join(', ')} } in the store.`,
  );
}
