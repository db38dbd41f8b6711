import { type Problem, under } from '../core/problem';
import { checkExternalId } from '../modules/trust';
import { tryFindExternalId } from './profile';
import type { Store } from './store';

/** Values that anybody would try first. */
const GUESSES = [
  'test',
  'changeme',
  'externalid',
  'external-id',
  'secret',
  'password',
  'callvault',
];

/** Refuses an external id that STS would not take, or that keeps nobody out. */
export function checkExternal(store: Store): Problem[] {
  const externalId = tryFindExternalId(store.profile);
  if (!externalId) return [];
  const { value, source, setting } = externalId;
  const syntax = checkExternalId(value);
  const weak = source === 'chosen' ? checkGuessable(value, store) : [];
  return [...syntax, ...weak].map(under(...setting));
}

/** @see IAM User Guide, "The confused deputy problem": one value a customer, that others do not have */
function checkGuessable(value: string, store: Store): Problem[] {
  const { account, bucketName, profile } = store;
  const guesses = [...GUESSES, account, bucketName, profile.title, store.name];
  if (!guesses.some((guess) => guess.toLowerCase() === value.toLowerCase())) return [];
  return [
    {
      rule: 'external-id-not-guessable',
      path: [],
      what: `${JSON.stringify(value)} can be guessed, so it keeps no other customer of the vendor out`,
      fix: 'Choose a random one, for example a UUID, and give it to the vendor.',
    },
  ];
}
