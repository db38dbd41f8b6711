import { type Problem, problemIf, under } from '../core/problem';
import { checkExternalId } from '../modules/trust';
import { tryFindExternalId } from './profile';
import type { Store } from './store';

/** Values that an attacker would try first. */
const GUESSES = [
  'test',
  'changeme',
  'externalid',
  'external-id',
  'secret',
  'password',
  'callvault',
];

/** Refuses an external id that STS does not accept, or that can be guessed. */
export function checkExternal(store: Store): Problem[] {
  const externalId = tryFindExternalId(store.profile);
  if (!externalId) return [];
  const { value, source, setting } = externalId;
  const weak = source === 'chosen' ? checkGuessable(value, store) : [];
  return [...checkExternalId(value), ...weak].map(under(...setting));
}

/** @see IAM User Guide, "The confused deputy problem": one value per customer, which other customers do not have */
function checkGuessable(value: string, { account, bucketName, profile, name }: Store): Problem[] {
  const guesses = [...GUESSES, account, bucketName, profile.title, name];
  const guessed = guesses.some((guess) => guess.toLowerCase() === value.toLowerCase());
  return problemIf(guessed, {
    rule: 'external-id-not-guessable',
    path: [],
    what: `${JSON.stringify(value)} can be guessed, so it does not keep the vendor's other customers out`,
    fix: 'Choose a random value, for example a UUID, and give it to the vendor.',
  });
}
