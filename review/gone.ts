import { type Sentence, sentence } from './sentence';

/**
 * Says of stacks that were described and no longer are what becomes of them: CDKTF deploys what it is told of, and forgets
 * the rest.
 */
export function goneNotes(before: Iterable<string>, after: Iterable<string>): Sentence[] {
  const described = new Set(after);
  return [...before]
    .filter((id) => !described.has(id))
    .sort()
    .map(
      (id) =>
        sentence`${id} is no longer described. Nothing of it is destroyed, and nothing of it is managed any more.`,
    );
}
