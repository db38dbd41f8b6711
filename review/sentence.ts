/** Our own words and values of a plan, kept apart until they are rendered: only the values can be hostile. */
export interface Sentence {
  readonly parts: readonly SentencePart[];
}

/** A part of a sentence: our own words, or a value of the plan. */
export type SentencePart = string | { readonly value: string };

/** What a sentence can contain: texts are values of the plan, numbers and other sentences are our own words. */
export type SentenceValue = string | number | Sentence | readonly string[];

/** A sentence with values of the plan in it: `` sentence`${bucket} is destroyed` ``. */
export function sentence(
  strings: TemplateStringsArray,
  ...values: readonly SentenceValue[]
): Sentence {
  const parts = strings.flatMap((words, index): readonly SentencePart[] => {
    const value = values[index];
    const own = values[index - 1] === 1 ? words.replace(/^ days\b/, ' day') : words;
    return value === undefined ? [own] : [own, ...partsOf(value)];
  });
  return { parts: parts.filter((part) => part !== '') };
}

/** Computed words of our own. */
export const ownWords = (words: string): Sentence => ({ parts: [words] });

/** The most values of a list that are listed; the others are counted. */
const MAX_LISTED = 6;

function partsOf(value: SentenceValue): readonly SentencePart[] {
  if (typeof value === 'string') return [{ value }];
  if (typeof value === 'number') return [value.toLocaleString('en')];
  if ('parts' in value) return value.parts;
  const more = value.length - MAX_LISTED;
  return [
    ...value.slice(0, MAX_LISTED).flatMap((each) => [', ', { value: each }]),
    ...(more > 0 ? [` and ${more} more`] : []),
  ].slice(1);
}

/** The text of a sentence, with each value of the plan as the function renders it. */
export function renderSentence(
  { parts }: Sentence,
  renderValue: (value: string) => string,
): string {
  return parts.map((part) => (typeof part === 'string' ? part : renderValue(part.value))).join('');
}

/** The text of a sentence, for machines. */
export const plainText = (text: Sentence) => renderSentence(text, (value) => value);
