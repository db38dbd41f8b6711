/** Why YAML could not be read: a mistake that a person made, and its line. */
export interface YamlCause {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  readonly what: string;
  /** What to do: a sentence that starts with a verb. */
  readonly fix: string;
}

function positionAfter(before: string): Pick<YamlCause, 'line' | 'column'> {
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** Finds line ends that only old Macintoshes had. */
export function findOldLineEnd(text: string): YamlCause[] {
  const at = text.search(/\r(?!\n)/);
  if (at === -1) return [];
  return [
    {
      ...positionAfter(text.slice(0, at)),
      what: 'a line ends with a carriage return alone, which YAML does not take as the end of a line',
      fix: 'Save the file with line endings of Unix (LF) or Windows (CRLF).',
    },
  ];
}

/** Characters that are not seen, and those that look like a space. */
const UNSEEN: Readonly<Record<string, string>> = {
  '\u00a0': 'a no-break space',
  '\u00ad': 'a soft hyphen',
  '\u200b': 'a zero-width space',
  '\u2060': 'a word joiner',
  '\ufeff': 'a byte order mark',
  '\u202a': 'a change of the direction of writing',
  '\u202b': 'a change of the direction of writing',
  '\u202d': 'a change of the direction of writing',
  '\u202e': 'a change of the direction of writing',
  '\u2066': 'a change of the direction of writing',
  '\u2067': 'a change of the direction of writing',
  '\u2068': 'a change of the direction of writing',
};

const UNSEEN_ANYWHERE = /[\u00ad\u200b\u2060\ufeff\u202a\u202b\u202d\u202e\u2066-\u2068]/u;

/** Spaces that YAML takes as part of a text. */
const BLANK_OUTSIDE_TEXT =
  /(?:^\s*?|(?<=[:-]))[\u00a0\u2000-\u200a\u202f\u3000]|[\u00a0\u2000-\u200a\u202f\u3000](?=\s*$)|(?<=^[\s-]*[\w-]+)[\u00a0\u2000-\u200a\u202f\u3000](?=\s*:(?:\s|$))/u;

/** Finds what makes a file something other than UTF-8 text. */
export function findNotText(text: string): YamlCause[] {
  const before = /^[^\0\ufffd]*/u.exec(text)?.[0] ?? '';
  if (before.length === text.length) return [];
  return [
    {
      ...positionAfter(before),
      what: 'the file contains bytes that are not text in UTF-8',
      fix: 'Save it as UTF-8; editors on Windows may have saved UTF-16.',
    },
  ];
}

/** Finds characters that make a file other than it looks, in YAML that can be read as well: each of them once. */
export function findUnseen(text: string): YamlCause[] {
  const all = eachUnseen(text);
  return [...new Set(all.map(({ character }) => character))].flatMap((each) => {
    const [first, ...others] = all.filter(({ character }) => character === each);
    return first ? [unseen(first, others)] : [];
  });
}

interface Unseen {
  readonly line: number;
  readonly column: number;
  readonly character: string;
}

function unseen({ character, ...place }: Unseen, others: readonly Unseen[]): YamlCause {
  const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  const also = alsoIn(others.map(({ line }) => line));
  return {
    ...place,
    what: `${UNSEEN[character] ?? 'a wide or narrow space'} (U+${code ?? ''}) is part of the text here, and cannot be seen${also}`,
    fix: 'Delete it, or type a space.',
  };
}

/** The end of a sentence about a mistake that is in other lines as well. */
export function alsoIn(lines: readonly number[]): string {
  const [first, ...others] = lines;
  if (first === undefined) return '';
  if (others.length === 0) return `; the same in line ${first}`;
  return `; the same in ${lines.length} more lines, the last of them line ${others.at(-1) ?? ''}`;
}

function eachUnseen(text: string): Unseen[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const content = index === 0 ? line.replace(/^\ufeff/u, '') : line;
    if (/^\s*#/.test(content)) return [];
    const found = UNSEEN_ANYWHERE.exec(content) ?? BLANK_OUTSIDE_TEXT.exec(content);
    if (!found) return [];
    const character = found[0].at(-1) ?? '';
    return [{ line: index + 1, column: content.indexOf(character) + 1, character }];
  });
}

/** Finds what a merge left. */
export function findConflicts(text: string): YamlCause[] {
  return text.split(/\r?\n/).flatMap((line, index) =>
    /^<{7}( |$)/.test(line)
      ? [
          {
            line: index + 1,
            column: 1,
            what: `${line} is the beginning of a merge conflict`,
            fix: 'Resolve the conflict, and remove the lines with <<<<<<<, ======= and >>>>>>>.',
          },
        ]
      : [],
  );
}
