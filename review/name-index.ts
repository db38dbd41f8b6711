const WORD = /[A-Za-z0-9]+/g;

const wordsOf = (text: string): string[] => text.match(WORD) ?? [];

/** Finds which of many names a text contains, in time that grows with the text and not with the number of names. */
export class NameIndex {
  private readonly byWord: ReadonlyMap<string, readonly string[]>;

  constructor(names: readonly string[]) {
    const counts = new Map<string, number>();
    for (const word of names.flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const byWord = new Map<string, string[]>();
    for (const name of names) {
      const rarest = rarestWord(name, counts);
      const others = byWord.get(rarest);
      if (others) others.push(name);
      else byWord.set(rarest, [name]);
    }
    this.byWord = byWord;
  }

  /** The names in a text; a name inside of a longer word is not found. */
  namesIn(text: string): string[] {
    const words = new Set(wordsOf(text));
    return [...words].flatMap((word) =>
      (this.byWord.get(word) ?? []).filter((name) => hasName(text, name)),
    );
  }
}

/** Whether a text contains a name that is not part of a longer word. */
function hasName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (!isInWord(text.slice(at - 1, at + 1)) && !isInWord(text.slice(end - 1, end + 1)))
      return true;
  }
  return false;
}

const isInWord = (two: string) => /^[A-Za-z0-9]{2}$/.test(two);

/** The word of a name that the fewest names have. */
function rarestWord(name: string, counts: ReadonlyMap<string, number>): string {
  const [first = '', ...others] = wordsOf(name);
  return others.reduce(
    (rarest, word) => ((counts.get(word) ?? 0) < (counts.get(rarest) ?? 0) ? word : rarest),
    first,
  );
}
