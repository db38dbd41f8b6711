import { type Sentence, sentence } from './sentence';

/**
 * Says of stacks that were described and no longer are what becomes of them: CDKTF deploys what it is told of, and forgets
 * the rest.
 *
 * @param ids - of those stacks
 */
export function goneNotes(ids: readonly string[]): Sentence[] {
  return ids.map(
    (id) =>
      sentence`${id} is no longer described. Nothing of it is destroyed, and nothing of it is managed any more.`,
  );
}
