import { storeSettings } from '../store/settings';
import { environmentShell } from './schema';
import { childKeys } from './schema-walk';
import { commonStep, guessIndents, isHolder } from './yaml-indents';
import { isBlockText, structureLines, type YamlLine } from './yaml-lines';
import {
  between,
  dashAmongKeys,
  flaw,
  noColon,
  noDash,
  notIndented,
  type Sentences,
  tab,
  tooDeep,
  tooShallow,
  unlike,
} from './yaml-sentences';
import { findConflicts, findOldLineEnd, type YamlCause } from './yaml-text';

/**
 * Finds the mistakes that make a YAML file unreadable: wrong indentation, tabs, missing colons, dashes and quotes,
 * and what a merge left. A parser reports where it could not go on, often lines later and several times.
 *
 * In YAML that can be read, nothing is found.
 */
export function findCauses(file: string): YamlCause[] {
  const text = file.replace(/^\ufeff/u, '');
  const [whole] = [...findConflicts(text), ...findOldLineEnd(text)];
  if (whole) return [whole];
  const lines = structureLines(text);
  const [first, ...others] = lines.filter(({ indent }) => indent === undefined);
  if (!first) return new Levels(lines, false).read();
  const causes = new Levels(guessIndents(lines), true).read();
  const isOther = ({ line }: YamlCause) =>
    ![first, ...others].some(({ number }) => number === line);
  return [{ line: first.number, column: 1, ...tab(first, others) }, ...causes.filter(isOther)];
}

/** A map, a list or a text, and the column at which its keys, entries or lines begin. */
interface Level {
  kind: Kind | 'text' | 'mixed';
  /** One, or several where a line that is wrong is taken for what it was meant to be. */
  readonly indents: number[];
  /** The line that began it. */
  readonly first: YamlLine;
  /** How many lines stand on it so far. */
  lines: number;
}

/** A line that is less indented than the one before, and the levels that ended there. */
interface End {
  readonly line: YamlLine;
  /** From the outermost. */
  readonly levels: readonly Level[];
  /** How many levels were left. */
  readonly depth: number;
}

type Kind = 'keys' | 'entries';

/** Follows the indentation from line to line. After a mistake it goes on as if the line were right. */
class Levels {
  private readonly open: Level[] = [];
  private readonly causes = new Map<number, YamlCause>();
  private readonly step: number;
  private last: YamlLine | undefined;
  private ends: readonly End[] = [];
  /** The levels before the last line. */
  private openBefore: readonly Level[] = [];

  /** @param isGuess - whether some indentation is a guess: then only what is wrong in a line itself is a cause */
  constructor(
    private readonly lines: readonly YamlLine[],
    private readonly isGuess: boolean,
  ) {
    this.step = commonStep(lines);
  }

  read(): YamlCause[] {
    for (const line of this.lines) {
      const before = [...this.open];
      this.place(line, line.indent ?? 0);
      this.openBefore = before;
      if (line.flaw !== undefined) this.report(line, flaw(line, line.flaw), true);
      this.last = line;
    }
    return [...this.causes.values()].sort((a, b) => a.line - b.line);
  }

  /** One mistake is one problem: what else is found in the line is its consequence. */
  private report({ number, indent }: YamlLine, cause: Sentences, isCertain = false): void {
    if (this.causes.has(number) || (this.isGuess && !isCertain)) return;
    this.causes.set(number, { line: number, column: (indent ?? 0) + 1, ...cause });
  }

  private place(line: YamlLine, indent: number): void {
    const top = this.open.at(-1);
    if (!top || this.isBelowKey(indent, top) || indent > Math.max(...top.indents))
      this.deeper(line, indent, top);
    else this.sameOrOuter(line, indent);
    this.openEntry(line);
  }

  /** After a mistake, a level has several columns, and a key may stand deeper than its own keys. */
  private isBelowKey(indent: number, top: Level): boolean {
    const { last } = this;
    if (!last || !isHolder(last)) return false;
    const isWrong = this.causes.has(last.number);
    return indent > (isWrong ? Math.min(...top.indents) : (last.indent ?? 0));
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
    if (this.endedTooEarly(line) || this.beganTooLate(line, last)) return;
    if (this.isRight(line, top, this.open.at(-2))) this.report(top.first, unlike(line));
    else this.report(line, tooDeep(line, last, top.indents[0]));
    top.indents.push(line.indent ?? 0);
  }

  /** Whether the levels go on that an earlier line seemed to end. Then that line is what is wrong. */
  private endedTooEarly(line: YamlLine): boolean {
    const has = ({ indents }: Level) => indents.includes(line.indent ?? 0);
    const end = this.ends.findLast(({ levels }) => levels.some(has));
    const wrong = end && this.wrongEnd(end.line, line);
    if (!wrong || !this.isWrong(wrong, line)) return false;
    this.report(wrong, unlike(line));
    const levels = end.levels.slice(0, end.levels.findIndex(has) + 1);
    this.open.splice(end.depth, this.open.length, ...levels);
    this.ends = [];
    return true;
  }

  /** Whether a level begins that the line before should have begun: it is not deeper than its key. */
  private beganTooLate(line: YamlLine, last: YamlLine): boolean {
    const holder = this.lines[this.lines.indexOf(last) - 1];
    if (!holder || !isHolder(holder)) return false;
    const [indent = 0, before = 0, after = 0] = [holder.indent, last.indent, line.indent];
    if (before > indent || after <= indent) return false;
    this.report(last, unlike(line));
    const level: Level = { kind: 'keys', indents: [after], first: last, lines: 2 };
    this.open.splice(0, this.open.length, ...this.openBefore, level);
    return true;
  }

  /** The line that ended levels, or one on the same level after it, if that is the one that has lines below. */
  private wrongEnd(first: YamlLine, line: YamlLine): YamlLine {
    const before = this.lines.slice(0, this.lines.indexOf(line));
    const last = before.findLast(({ indent }) => indent === first.indent);
    return last && last !== before.at(-1) ? last : first;
  }

  /** Whether a line ended levels that it should not have ended, rather than another being too deep. */
  private isWrong(one: YamlLine, other: YamlLine): boolean {
    const [name, key] = [nameOf(one), nameOf(other)];
    const isTop = ENVIRONMENT_KEYS.includes(name);
    if (one.indent === 0 && !(isTop && STORE_KEYS.includes(name))) return !isTop;
    // Any other key that has no value is the name of a store.
    if (one.value === '') return childKeys(name)?.includes(key) === false;
    const [from, to] = [this.lines.indexOf(one), this.lines.indexOf(other)];
    const after = this.lines.slice(to).findIndex(({ indent = 0 }) => indent < (other.indent ?? 0));
    return to - from < (after === -1 ? this.lines.length - to : after);
  }

  /** A key without a value, a dash alone, or a line that was meant to be one. */
  private canHoldBlock(line: YamlLine): boolean {
    if (kindOf(line) === undefined) return this.causes.has(line.number);
    return line.value === '';
  }

  private sameOrOuter(line: YamlLine, indent: number): void {
    const inner = this.close(line, indent);
    const level = this.open.at(-1);
    if (!level) return;
    if (level.indents.includes(indent)) this.compare(line, level);
    else this.betweenLevels(line, level, inner);
  }

  /** Closes the levels that are deeper than a line. Returns the last of them. */
  private close(line: YamlLine, indent: number): Level | undefined {
    const isInner = ({ indents }: Level, at: number) => at > 0 && indent < Math.min(...indents);
    const depth = this.open.findLastIndex((level, at) => !isInner(level, at)) + 1;
    const levels = this.open.splice(depth);
    if (levels.length > 0) {
      const others = this.ends.filter((end) => (end.line.indent ?? 0) < indent);
      this.ends = [...others, { line, levels, depth }];
    }
    return levels[0];
  }

  private betweenLevels(line: YamlLine, outer: Level, inner: Level | undefined): void {
    if (this.endedTooEarly(line)) return;
    if (inner && this.isRight(line, inner, outer)) this.report(inner.first, unlike(line));
    else if (this.isRight(line, outer, this.open.at(-2))) this.report(outer.first, unlike(line));
    else this.report(line, between(line, outer.indents, inner?.indents));
    this.takeAs(line, inner);
  }

  /** Takes a line between two levels for one of the inner level, if it is of its kind. */
  private takeAs(line: YamlLine, inner: Level | undefined): void {
    const kind = kindOf(line);
    if (kind && inner?.kind === kind) this.open.push(inner);
    this.open.at(-1)?.indents.push(line.indent ?? 0);
  }

  /** Whether a line has the indentation of the rest of the file, and the only line of its level before it has not. */
  private isRight(line: YamlLine, level: Level, parent: Level | undefined): boolean {
    const right = parent ? (parent.indents[0] ?? 0) + this.step : 0;
    return level.lines === 1 && level.kind === kindOf(line) && line.indent === right;
  }

  /** Compares a line with the level on which it stands. */
  private compare(line: YamlLine, level: Level): void {
    level.lines += 1;
    const kind = kindOf(line);
    if (level.kind === 'text') {
      if (kind === 'keys') this.wasKey(level);
    } else if (level.kind === 'mixed') return;
    else if (kind === undefined) this.textAmong(line, level);
    else if (kind === 'entries' && level.kind === 'keys') this.entryAmongKeys(line);
    else if (kind === 'keys' && level.kind === 'entries') this.keyAmongEntries(line, level);
  }

  private textAmong(line: YamlLine, level: Level): void {
    const { last } = this;
    const isValue = last?.key !== undefined && (last.value === '' || isBlockText(last.value));
    if (level.kind === 'entries') this.report(line, noDash(line));
    else if (isValue) this.report(line, notIndented(line, last, this.step));
    else this.report(line, noColon(line), true);
  }

  /** A text may have several lines, and lines that look like entries; a key shows that it was meant to be one. */
  private wasKey(level: Level): void {
    this.report(level.first, noColon(level.first), true);
    level.kind = 'keys';
  }

  /** The entries of a list may stand at the column of the key to which the list belongs. */
  private entryAmongKeys(line: YamlLine): void {
    const { last } = this;
    const { indent = 0 } = line;
    const begins = last !== undefined && isHolder(last) && indent <= columnOf(last);
    if (!begins) this.report(line, dashAmongKeys(line));
    else if (indent < columnOf(last)) this.report(line, tooShallow(line, last));
    if (begins) this.open.push({ kind: 'entries', indents: [indent], first: line, lines: 1 });
  }

  private keyAmongEntries(line: YamlLine, level: Level): void {
    const outer = this.open.at(-2);
    const closes = outer?.kind === 'keys' && outer.indents.includes(line.indent ?? 0);
    if (closes) this.open.pop();
    else if (level.lines === 2 && (!outer || this.isMap(level, line))) {
      this.report(level.first, dashAmongKeys(level.first));
      level.kind = 'keys';
    } else {
      this.report(line, noDash(line));
      level.kind = 'mixed';
    }
  }

  /** Whether a key shows that the only entry before it should be a key, too. */
  private isMap({ first }: Level, line: YamlLine): boolean {
    const holder = this.lines[this.lines.indexOf(first) - 1];
    const isOwn = holder && childKeys(nameOf(holder))?.includes(nameOf(line)) === true;
    return first.value === '' || isOwn === true || this.areKeys(line);
  }

  /** Whether more than one key, and no entry, follows on the level of a line. */
  private areKeys({ number, indent = 0 }: YamlLine): boolean {
    const after = this.lines.filter((line) => line.number >= number);
    const end = after.findIndex((line) => (line.indent ?? 0) < indent);
    const level = after
      .slice(0, end === -1 ? undefined : end)
      .filter((line) => line.indent === indent);
    return level.length > 1 && level.every((line) => kindOf(line) === 'keys');
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

const ENVIRONMENT_KEYS = Object.keys(environmentShell.shape);
const STORE_KEYS = Object.keys(storeSettings);

const nameOf = ({ key = '' }: YamlLine) => key.replace(/\s*:$/, '');

/** Where the key of a line begins. */
const columnOf = ({ dashes, indent = 0 }: YamlLine) => dashes.at(-1) ?? indent;

function kindOf({ dashes, key }: YamlLine): Kind | undefined {
  if (dashes.length > 0) return 'entries';
  return key === undefined ? undefined : 'keys';
}
