import { closest, distance } from 'fastest-levenshtein';
import { tryParseRegion } from './region';

/**
 * The candidate that a word is most likely a misspelling of; undefined when none is close enough.
 *
 * For a region there is none: another region with a similar code is not what was meant.
 */
export function tryFindSimilar(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0 || tryParseRegion(word)) return undefined;
  const plain = candidates.map(plainOf);
  const exchanged = plain.findIndex((each) => isExchanged(plainOf(word), each));
  if (exchanged >= 0) return candidates[exchanged];
  const found = closest(plainOf(word), plain);
  return isNear(plainOf(word), found) ? candidates[plain.indexOf(found)] : undefined;
}

/** Whether two letters next to each other were typed in the wrong order; short words are other words then. */
function isExchanged(word: string, candidate: string): boolean {
  let at = 0;
  while (at < word.length && word[at] === candidate[at]) at += 1;
  const exchanged = `${word.slice(0, at)}${word.charAt(at + 1)}${word.charAt(at)}${word.slice(at + 2)}`;
  return word.length >= 5 && at < word.length && candidate === exchanged;
}

/** At most two letters differ, fewer in short words. Short words with another first letter are other words. */
function isNear(word: string, candidate: string): boolean {
  const apart = distance(word, candidate);
  if (apart > Math.min(2, Math.round(word.length / 3))) return false;
  return word[0] === candidate[0] || (apart === 1 && word.length >= 6);
}

/** Case and separators are the likeliest misspellings: `noncurrent_days` is `noncurrentDays`. */
const plainOf = (word: string) => word.toLowerCase().replaceAll(/[-_ ]/g, '');

/** The end of a message: `; did you mean region?`, or nothing when no candidate is close. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const found = tryFindSimilar(word, candidates);
  return found === undefined ? '' : `; did you mean ${found}?`;
}
