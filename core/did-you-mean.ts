import { closest, distance } from 'fastest-levenshtein';

/** Edits after which a word is another word, not a typing error. */
const MAX_EDITS = 3;

/**
 * The end of a message about an unknown word: `; did you mean calls-prod?`.
 *
 * @returns an empty string when none of the known words is close
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = known.length > 0 ? closest(word, known) : '';
  const edits = distance(word, nearest);
  const isClose = edits <= MAX_EDITS && edits < Math.max(word.length, nearest.length) / 2;
  return isClose ? `; did you mean ${nearest}?` : '';
}
