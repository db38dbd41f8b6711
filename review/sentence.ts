/** Words of ours and values of a plan, kept apart until they are rendered: only the values are hostile. */
export interface Sentence {
  /** Words of ours and, where `value` is set, text of the plan. */
  readonly parts: readonly SentencePart[];
}

/** A piece of a sentence. */
export type SentencePart = string | { readonly value: string };

/** What can stand in a sentence. */
export type Insert = string | number | Sentence | readonly string[];

/**
 * A sentence with values of the plan in it: `` sentence`${bucket} is destroyed` ``. Numbers and other
 * sentences are taken as ours, texts as the plan's.
 */
export function sentence(strings: TemplateStringsArray, ...inserts: readonly Insert[]): Sentence {
  const parts = strings.flatMap((text, index): SentencePart[] => [
    text,
    ...(index < inserts.length ? partsOf(inserts[index] as Insert) : []),
  ]);
  return { parts: parts.filter((part) => part !== '') };
}

function partsOf(insert: Insert): readonly SentencePart[] {
  if (typeof insert === 'string') return [{ value: insert }];
  if (typeof insert === 'number') return [insert.toLocaleString('en')];
  return 'parts' in insert ? insert.parts : listParts(insert);
}

/** The most values of a list that are shown; the rest is counted. */
const MAX_LISTED = 6;

function listParts(values: readonly string[]): readonly SentencePart[] {
  const shown = values.slice(0, MAX_LISTED);
  const more = values.length - shown.length;
  return [
    ...shown.flatMap((value, index): SentencePart[] => [...(index > 0 ? [', '] : []), { value }]),
    ...(more > 0 ? [` and ${more} more`] : []),
  ];
}

/** The sentence as plain text, for machines. */
export function plainText({ parts }: Sentence): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.value)).join('');
}
