import { findConflicts, findOldLineEnd, type YamlCause } from './yaml-text';
import { type Flaw, structureLines, type YamlLine } from './yaml-lines';

/**
 * Finds the mistakes that make a YAML file unreadable: wrong indentation, tabs, missing colons, dashes and quotes,
 * and what a merge left. A parser reports where it could not go on, often lines later and several times.
 *
 * In YAML that can be read, nothing is found.
 */
export function findCauses(file: string): YamlCause[] {
  const text = file.replace(/^\ufeff/u, '');
  const [whole] = [...findConflicts(text), ...findOldLineEnd(text)];
  return whole ? [whole] : new Levels().read(structureLines(text));
}

/** A map, a list or a text, and the column at which its keys, entries or lines begin. */
interface Level {
  kind: Kind | 'text';
  /** One, or several where a line that is wrong is taken for what it was meant to be. */
  readonly indents: number[];
  /** The line that began it. */
  readonly first: YamlLine;
  /** How many lines stand on it so far. */
  lines: number;
}

type Kind = 'keys' | 'entries';

/** Follows the indentation from line to line. After a mistake it goes on as if the line were right. */
class Levels {
  private readonly open: Level[] = [];
  private readonly causes = new Map<number, YamlCause>();
  private last: YamlLine | undefined;
  private step = 2;

  read(lines: readonly YamlLine[]): YamlCause[] {
    this.step = commonStep(lines);
    // Where a tab is, the level of the lines around it is a guess.
    const hasTabs = lines.some(({ indent }) => indent === undefined);
    for (const line of lines) {
      if (line.indent === undefined) this.report(line, tab(line));
      else if (!hasTabs) this.place(line, line.indent);
      if (line.flaw !== undefined) this.report(line, flaw(line, line.flaw));
      this.last = line;
    }
    return [...this.causes.values()].sort((a, b) => a.line - b.line);
  }

  /** One mistake is one problem: what else is found in the line is its consequence. */
  private report({ number, indent }: YamlLine, cause: Sentences): void {
    if (this.causes.has(number)) return;
    this.causes.set(number, { line: number, column: (indent ?? 0) + 1, ...cause });
  }

  private place(line: YamlLine, indent: number): void {
    const top = this.open.at(-1);
    if (!top || indent > Math.max(...top.indents)) this.deeper(line, indent, top);
    else this.sameOrOuter(line, indent);
    this.openEntry(line);
  }

  private deeper(line: YamlLine, indent: number, top: Level | undefined): void {
    const { last } = this;
    const kind = kindOf(line);
    if (kind === 'keys' && top?.kind === 'text') this.wasKey(top);
    if (!top || !last || this.canHoldBlock(last)) {
      this.open.push({ kind: kind ?? 'text', indents: [indent], first: line, lines: 1 });
    } else if (kind === 'keys' && last.flaw === undefined) {
      this.belowValue(line, last, top);
    }
  }

  private belowValue(line: YamlLine, last: YamlLine, top: Level): void {
    if (this.isRight(line, top, this.open.at(-2))) this.report(top.first, unlike(line));
    else this.report(line, tooDeep(line, last, top));
    top.indents.push(line.indent ?? 0);
  }

  /** A key without a value, a dash alone, or a line that was meant to be one. */
  private canHoldBlock(line: YamlLine): boolean {
    if (kindOf(line) === undefined) return this.causes.has(line.number);
    return line.value === '';
  }

  private sameOrOuter(line: YamlLine, indent: number): void {
    const inner = this.close(indent);
    const level = this.open.at(-1);
    if (!level) return;
    if (level.indents.includes(indent)) this.compare(line, level);
    else this.betweenLevels(line, level, inner);
  }

  /** Closes the levels that are deeper than a line. Returns the last of them. */
  private close(indent: number): Level | undefined {
    let inner: Level | undefined;
    while (this.open.length > 1 && indent < Math.min(...(this.open.at(-1)?.indents ?? []))) {
      inner = this.open.pop();
    }
    return inner;
  }

  private betweenLevels(line: YamlLine, outer: Level, inner: Level | undefined): void {
    if (inner && this.isRight(line, inner, outer)) this.report(inner.first, unlike(line));
    else if (this.isRight(line, outer, this.open.at(-2))) this.report(outer.first, unlike(line));
    else this.report(line, between(line, outer, inner));
    const isInner = inner?.kind === kindOf(line);
    if (inner && isInner) this.open.push(inner);
    (inner && isInner ? inner : outer).indents.push(line.indent ?? 0);
  }

  /** Whether a line has the indentation of the rest of the file, and the only line of its level before it has not. */
  private isRight({ indent }: YamlLine, level: Level, parent: Level | undefined): boolean {
    const right = parent ? (parent.indents[0] ?? 0) + this.step : 0;
    return level.lines === 1 && indent === right;
  }

  /** Compares a line with the level on which it stands. */
  private compare(line: YamlLine, level: Level): void {
    level.lines += 1;
    const kind = kindOf(line);
    if (level.kind === 'text') {
      if (kind === 'keys') this.wasKey(level);
    } else if (kind === undefined)
      this.report(line, level.kind === 'keys' ? noColon(line) : noDash(line));
    else if (kind === 'entries' && level.kind === 'keys') this.entryAmongKeys(line);
    else if (kind === 'keys' && level.kind === 'entries') this.keyAmongEntries(line, level);
  }

  /** A text may have several lines, and lines that look like entries; a key shows that it was meant to be one. */
  private wasKey(level: Level): void {
    this.report(level.first, noColon(level.first));
    level.kind = 'keys';
  }

  /** The entries of a list may stand at the column of the key to which the list belongs. */
  private entryAmongKeys(line: YamlLine): void {
    const { last } = this;
    const column = last?.dashes.at(-1) ?? last?.indent;
    const belongs = column === line.indent && last?.key !== undefined && last.value === '';
    if (!belongs) this.report(line, dashAmongKeys(line));
    else this.open.push({ kind: 'entries', indents: [line.indent ?? 0], first: line, lines: 1 });
  }

  private keyAmongEntries(line: YamlLine, level: Level): void {
    const outer = this.open.at(-2);
    const closes = outer?.kind === 'keys' && outer.indents.includes(line.indent ?? 0);
    if (closes) this.open.pop();
    else if (level.lines === 2 && (!outer || level.first.value === '')) {
      this.report(level.first, dashAmongKeys(level.first));
      level.kind = 'keys';
    } else this.report(line, noDash(line));
  }

  /** What stands after a dash is a level of its own. */
  private openEntry(line: YamlLine): void {
    const { dashes, key } = line;
    for (const [index, column] of dashes.entries()) {
      const kind = index < dashes.length - 1 ? 'entries' : key === undefined ? undefined : 'keys';
      if (kind) this.open.push({ kind, indents: [column], first: line, lines: 1 });
    }
  }
}

/** The number of spaces by which most levels of a file are indented. */
function commonStep(lines: readonly YamlLine[]): number {
  const counts = new Map<number, number>();
  for (const [index, { indent = 0 }] of lines.entries()) {
    const step = indent - (lines[index - 1]?.indent ?? indent);
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const [[step] = [2]] = [...counts].sort(([, a], [, b]) => b - a);
  return step;
}

function kindOf({ dashes, key }: YamlLine): Kind | undefined {
  if (dashes.length > 0) return 'entries';
  return key === undefined ? undefined : 'keys';
}

type Sentences = Pick<YamlCause, 'what' | 'fix'>;

const spaces = (count: number) => (count === 1 ? '1 space' : `${count} spaces`);

function tab({ text }: YamlLine): Sentences {
  return {
    what: `the indentation before ${show(text)} contains a tab`,
    fix: 'Indent with spaces only.',
  };
}

function tooDeep(line: YamlLine, last: YamlLine, { indents: [right = 0] }: Level): Sentences {
  return {
    what: `${show(line.text)} is indented by ${spaces(line.indent ?? 0)}, as if it belonged to ${show(last.text)}, which has a value already`,
    fix: right === 0 ? 'Begin it at the start of the line.' : `Indent it by ${spaces(right)}.`,
  };
}

function unlike({ number, indent = 0 }: YamlLine): Sentences {
  return {
    what: `the indentation is not that of line ${number}, which belongs to the same keys`,
    fix: indent === 0 ? 'Begin it at the start of the line.' : `Indent it by ${spaces(indent)}.`,
  };
}

function between(line: YamlLine, outer: Level, inner: Level | undefined): Sentences {
  const [a = 0] = outer.indents;
  const [b = a] = inner?.indents ?? [];
  const choices = a === b ? spaces(a) : `${a} or ${spaces(b)}`;
  return {
    what: `${show(line.text)} is indented by ${spaces(line.indent ?? 0)}, and the lines before it by ${choices}`,
    fix: `Indent it by ${choices}.`,
  };
}

function noColon({ text }: YamlLine): Sentences {
  const [, key = text, separator = '', value = ''] = /^([\w-]+)(\s*[=:]?\s*)(.*)$/.exec(text) ?? [];
  const found = separator.trim();
  const reason = {
    ':': 'has no space after the colon',
    '=': 'has = instead of a colon',
  }[found];
  return {
    what: `${show(text)} ${reason ?? 'has no colon, so it is not a key'}`,
    fix: `Write ${`${key}: ${value}`.trimEnd()}.`,
  };
}

function noDash({ text, key, indent = 0 }: YamlLine): Sentences {
  if (key !== undefined) {
    return {
      what: `${show(text)} is a key among the entries of a list`,
      fix: `Write a dash and a space before it, or indent it by ${spaces(indent + 2)} if it belongs to the entry above.`,
    };
  }
  const content = text.replace(/^-/, '');
  return {
    what: `${show(text)} is in a list, and has no dash and space before it`,
    fix: `Write - ${content}.`,
  };
}

function dashAmongKeys({ text }: YamlLine): Sentences {
  return {
    what: `${show(text)} is an entry of a list among keys`,
    fix: `Remove the dash, or put it below the key of its list.`,
  };
}

function flaw({ text, value }: YamlLine, kind: Flaw): Sentences {
  const [quote = "'"] = value;
  const flaws: Readonly<Record<Flaw, Sentences>> = {
    'unclosed quote': {
      what: `the quote in ${show(text)} is not closed`,
      fix: `Write ${quote} at the end of the text.`,
    },
    'unclosed bracket': {
      what: `the bracket in ${show(text)} is not closed`,
      fix: `Write ${quote === '{' ? '}' : ']'} at the end.`,
    },
    'after quote': {
      what: `the quoted text in ${show(text)} ends before the end of the line`,
      fix: `Put the whole text in quotes, and write a quote inside it ${quote === '"' ? 'as \\"' : 'twice'}.`,
    },
    reserved: {
      what: `the value in ${show(text)} begins with ${quote}, which YAML reserves`,
      fix: 'Put the value in quotes.',
    },
    comma: {
      what: `a second key in ${show(text)} has no comma before it`,
      fix: 'Write a comma between the entries, or put a value with a colon in quotes.',
    },
    colon: {
      what: `the value in ${show(text)} contains a colon and a space, which only keys may have`,
      fix: 'Put the value in quotes.',
    },
  };
  return flaws[kind];
}

/** The beginning of a line, enough to recognize it. */
const show = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
