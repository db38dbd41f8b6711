import { type Sentence, sentence } from './sentence';

/**
 * Says what happens to stacks that were removed from the environment files: no plan contains them, because CDKTF deploys
 * only the stacks it synthesizes.
 *
 * @param ids - stack ids
 */
export function removedStackNotes(ids: readonly string[]): Sentence[] {
  return ids.map(
    (id) =>
      sentence`${id} was removed from the environment files. Its resources stay, but Terraform no longer manages them.`,
  );
}
