import { childKeys } from './schema-walk';
import type { Flaw, YamlLine } from './yaml-lines';
import { alsoIn, type YamlCause } from './yaml-text';

/** What is wrong in a line, and what to do. */
export type Sentences = Pick<YamlCause, 'what' | 'fix'>;

const spaces = (count: number) => (count === 1 ? '1 space' : `${count} spaces`);

/** A tab in the indentation, of which there may be others. */
export function tab({ text }: YamlLine, others: readonly YamlLine[]): Sentences {
  const also = alsoIn(others.map(({ number }) => number));
  return {
    what: `the indentation before ${show(text)} contains a tab${also}`,
    fix: 'Indent with spaces only.',
  };
}

/** A line below one that has a value. */
export function tooDeep(line: YamlLine, last: YamlLine, right = 0): Sentences {
  return {
    what: `${show(line.text)} is indented by ${spaces(line.indent ?? 0)}, as if it belonged to ${show(last.text)}, which has a value already`,
    fix: right === 0 ? 'Begin it at the start of the line.' : `Indent it by ${spaces(right)}.`,
  };
}

/** A line whose level another line shows. */
export function unlike({ number, indent = 0 }: YamlLine): Sentences {
  return {
    what: `the indentation is not that of line ${number}, which belongs to the same keys`,
    fix: indent === 0 ? 'Begin it at the start of the line.' : `Indent it by ${spaces(indent)}.`,
  };
}

/** A line on none of the levels around it. */
export function between(
  line: YamlLine,
  [a = 0]: readonly number[],
  [b = a]: readonly number[] = [],
): Sentences {
  const choices = a === b ? spaces(a) : `${a} or ${spaces(b)}`;
  return {
    what: `${show(line.text)} is indented by ${spaces(line.indent ?? 0)}, and the lines before it by ${choices}`,
    fix: `Indent it by ${choices}.`,
  };
}

/** A text where a key belongs. */
export function noColon({ text }: YamlLine): Sentences {
  const [, key = text, separator = '', value = ''] =
    /^([\w-]+)(\s*[=:;\uff1a]?\s*)(.*)$/u.exec(text) ?? [];
  const reason = {
    ':': 'has no space after the colon',
    '=': 'has = instead of a colon',
    ';': 'has a semicolon instead of a colon',
    '\uff1a': 'has a full-width colon, which YAML does not read as a colon',
  }[separator.trim()];
  return {
    what: `${show(text)} ${reason ?? 'has no colon, so it is not a key'}`,
    fix: `Write ${`${key}: ${value}`.trimEnd()}.`,
  };
}

/** A text below a key, or below the mark of a text of several lines. */
export function notIndented(line: YamlLine, last: YamlLine, step: number): Sentences {
  return {
    what: `${show(line.text)} stands below ${show(last.text)}, and is not indented`,
    fix: `Indent it by ${spaces((last.indent ?? 0) + step)} if it is the value, or write a colon after it if it is a key.`,
  };
}

/** A line in a list without a dash. */
export function noDash({ text, key, indent = 0 }: YamlLine): Sentences {
  if (key !== undefined) {
    return {
      what: `${show(text)} is a key among the entries of a list`,
      fix: `Write a dash and a space before it, or indent it by ${spaces(indent + 2)} if it belongs to the entry above.`,
    };
  }
  const content = text.replace(/^[-–—−•·*+]\s*/u, '');
  return {
    what: `${show(text)} is in a list, and has no dash and space before it`,
    fix: `Write - ${content}.`,
  };
}

/** The first entry of a list that is indented less than the key of the list. */
export function tooShallow(line: YamlLine, { text, indent = 0 }: YamlLine): Sentences {
  return {
    what: `${show(line.text)} is indented by ${spaces(line.indent ?? 0)}, less than ${show(text)}, to which the list belongs`,
    fix: `Indent the entries by ${spaces(indent + 2)}.`,
  };
}

/** An entry where a key belongs. */
export function dashAmongKeys({ text }: YamlLine): Sentences {
  return {
    what: `${show(text)} is an entry of a list among keys`,
    fix: `Remove the dash, or put it below the key of its list.`,
  };
}

/** A mistake within a line. */
export function flaw(line: YamlLine, kind: Flaw): Sentences {
  if (kind === 'colon') return colon(line);
  const { text, value } = line;
  const [quote = "'"] = value;
  const flaws: Readonly<Record<Exclude<Flaw, 'colon'>, Sentences>> = {
    'unclosed quote': {
      what: `the quote in ${show(text)} is not closed`,
      fix: `Write ${quote} at the end of the text.`,
    },
    'quote before a key': {
      what: `the quote before the key in ${show(text)} is not closed`,
      fix: 'Remove it, or close it before the colon.',
    },
    'unclosed bracket': {
      what: `the bracket in ${show(text)} is not closed`,
      fix: `Write ${quote === '{' ? '}' : ']'} at the end.`,
    },
    'after quote': {
      what: `the quoted text in ${show(text)} ends before the end of the line`,
      fix: `Put the whole text in quotes, and write a quote inside it ${quote === '"' ? 'as \\"' : 'twice'}.`,
    },
    'other bracket': {
      what: `a bracket in ${show(text)} is closed by one of the other kind`,
      fix: 'Close [ with ], and { with }.',
    },
    'after bracket': {
      what: `the value in ${show(text)} begins with ${quote}, and goes on after that is closed`,
      fix: 'Put the value in quotes.',
    },
    reserved: {
      what: `the value in ${show(text)} begins with ${quote}, which YAML reserves`,
      fix: 'Put the value in quotes.',
    },
    comma: {
      what: `a second key in ${show(text)} has no comma before it`,
      fix: 'Write a comma between the entries, or put a value with a colon in quotes.',
    },
  };
  return flaws[kind];
}

/** A value that is a text with a colon, or a map that was begun in the line of its key. */
function colon({ text, key = '', value }: YamlLine): Sentences {
  const first = /^[\w-]*/.exec(value)?.[0] ?? '';
  const isMap = childKeys(key.replace(/\s*:$/, ''))?.includes(first) === true;
  return {
    what: `the value in ${show(text)} contains a colon and a space, which only keys may have`,
    fix: isMap
      ? `Write each key on a line of its own below ${key}, indented, or all of them between { and }.`
      : 'Put the value in quotes.',
  };
}

/** The beginning of a line, enough to recognize it. */
const show = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
