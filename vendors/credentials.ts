import { tryParseJson } from '../core/parse-json';
import { Secret } from '../core/secret';

/** Credentials for a vendor's API, by the names of their environment variables. */
export type Credentials = Readonly<Record<string, Secret>>;

/** Names of environment variables, in sets: the first set that is complete is used. */
export type CredentialSets = readonly (readonly string[])[];

/** The credentials of the first complete set; undefined when no set is complete. */
export function tryPickCredentials(
  sets: CredentialSets,
  values: Readonly<Record<string, unknown>>,
): Credentials | undefined {
  const complete = sets.find((names) => names.every((name) => isFilled(values[name])));
  return (
    complete && Object.fromEntries(complete.map((name) => [name, new Secret(String(values[name]))]))
  );
}

/**
 * What a secret in Secrets Manager holds: a JSON object with the variables' names as keys.
 *
 * @returns undefined when it is not a JSON object
 */
export function tryParseCredentials(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = tryParseJson(text);
  return typeof value === 'object' ? ((value ?? undefined) as Record<string, unknown>) : undefined;
}

const isFilled = (value: unknown) => typeof value === 'string' && value !== '';
