import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLError,
} from 'yaml';
import type { Problem } from '../core/problem';
import { findCauses } from './yaml-causes';
import { findDeeperEntries, tryFindEmptyHolder } from './yaml-levels';
import { alsoIn, findNotText, findUnseen, type YamlCause } from './yaml-text';

/** Larger files are refused: no environment file is written by hand with a megabyte. */
const MAX_BYTES = 1_048_576;

/** A position in a file; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A problem of the YAML; without a position it is one of the whole file. */
type YamlProblem = Problem & Partial<Position>;

/** A parsed environment file: its data, and the position of each key. */
export interface Source {
  /** The content as plain data; undefined when it could not be parsed. */
  readonly data: unknown;
  /** Problems of the YAML, with their positions. */
  readonly problems: readonly YamlProblem[];
  /** A number as it is written in the file, leading zeros included. */
  readonly written: (path: Problem['path']) => string | undefined;
  /** Position of the value, or the key, of a key path, or of the longest part of the path that exists. */
  readonly locate: (path: Problem['path'], part?: 'value' | 'key') => Position;
}

const START: Position = { line: 1, column: 1 };

/**
 * Parses YAML as plain data. It refuses what makes YAML dangerous or ambiguous: anchors and aliases, tags, merge
 * keys, duplicate and non-text keys, several documents, huge files.
 */
export function readSource(text: string): Source {
  if (Buffer.byteLength(text) > MAX_BYTES) return unreadable(tooLarge(text));
  const [notText] = findNotText(text);
  if (notText) return unreadable(asProblem(notText));
  const lineCounter = new LineCounter();
  const parsed = parse(text, lineCounter);
  if (parsed.some(isTooDeep)) return unreadable(tooDeep());
  const [document, ...others] = parsed;
  const place = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return line === 0 ? START : { line, column: col };
  };
  if (!document || others.length > 0) {
    return unreadable({ ...notOneDocument(parsed.length), ...place(document?.range[2] ?? 0) });
  }

  const syntax = syntaxProblems(document, text);
  // The rest of a line that cannot be read may be taken for a key.
  const isBroken = document.errors.some((error) => !isDuplicate(error));
  const problems = isBroken ? syntax : [...syntax, ...hazards(document, place)];
  return {
    data: problems.length > 0 ? undefined : (document.toJS() as unknown),
    problems,
    written: (path) => writtenAt(document, path),
    locate: (path, part = 'value') => place(offsetOf(document, path, part)),
  };
}

type Parsed = Document.Parsed;

function parse(text: string, lineCounter: LineCounter): readonly Parsed[] {
  const documents = parseAllDocuments(text, { lineCounter, uniqueKeys: true, strict: true });
  return 'empty' in documents ? [] : documents;
}

/** The parser is recursive; with extreme nesting it reports an overflow of the call stack. */
const isTooDeep = ({ errors }: Parsed) =>
  errors.some(({ message }) => message.includes('call stack size'));

const isDuplicate = ({ code }: YAMLError) => code === 'DUPLICATE_KEY';

/** A parser's errors have one cause, or are consequences of the first one. */
function syntaxProblems({ errors, warnings }: Parsed, text: string): YamlProblem[] {
  const isTag = ({ code }: YAMLError) => code === 'TAG_RESOLVE_FAILED';
  const others = warnings.filter((warning) => !isTag(warning));
  const [first] = [...errors.filter((error) => !isDuplicate(error)), ...others];
  const unseen = findUnseen(text);
  const causes = first ? findCauses(text).filter((cause) => !isAmong(unseen, cause)) : [];
  const deeper = findDeeperEntries(text).filter(
    (cause) => !isAmong(causes, cause) && !isAmong(causes, { ...cause, line: cause.line - 1 }),
  );
  const known = [...unseen, ...causes, ...deeper].map(asProblem);
  const [{ line: stop }] = first?.linePos ?? [{ line: 1 }];
  // The parser may stop at the end of the content before the mistake, or at any later line.
  const next = text.split('\n').findIndex((line, at) => at >= stop && /^\s*[^\s#]/.test(line)) + 1;
  const isKnown = known.some(({ line = 1 }) => line <= Math.max(stop, next));
  return [
    ...known,
    ...(first && !isKnown ? [parserProblem(first)] : []),
    ...(first ? [] : warnings.filter(isTag).map(tagProblem)),
    ...(unseen.some(isIndentation(text))
      ? []
      : duplicateProblems(errors.filter(isDuplicate), text)),
  ];
}

/** Whether a cause is in front of a line's content. YAML has other levels then, on which keys occur twice. */
const isIndentation =
  (text: string) =>
  ({ line, column }: YamlCause) =>
    /^\s*$/.test(text.split('\n')[line - 1]?.slice(0, column - 1) ?? '');

/** Keys that occur a second time because another key is on the wrong level are one problem. */
function duplicateProblems([first, ...others]: readonly YAMLError[], text: string): YamlProblem[] {
  if (!first) return [];
  const holder = tryFindEmptyHolder(text, lineOf(first));
  if (!holder) {
    const same = others.filter((each) => isSameMap(text, first, each));
    const left = others.filter((each) => !same.includes(each));
    return [duplicateProblem(first, same), ...duplicateProblems(left, text)];
  }
  const left = others.filter((each) => lineOf(each) > holder.end);
  return [asProblem(holder), ...duplicateProblems(left, text)];
}

const lineOf = ({ linePos }: YAMLError) => linePos?.[0].line ?? 1;

/** Whether the keys of two errors stand on one level, and nothing between them on a level above. */
function isSameMap(text: string, first: YAMLError, other: YAMLError): boolean {
  const columns = [first, other].map(({ linePos }) => linePos?.[0].col ?? 1);
  const between = text.split('\n').slice(lineOf(first), lineOf(other));
  const isAbove = (line: string) =>
    /^\s*[^\s#]/.test(line) && line.search(/\S/) + 1 < (columns[0] ?? 1);
  return columns[0] === columns[1] && !between.some(isAbove);
}

const isAmong = (others: readonly YamlCause[], { line }: YamlCause) =>
  others.some((other) => other.line === line);

function asProblem({ line, column, what, fix }: YamlCause): YamlProblem {
  return { rule: 'yaml-syntax', path: [], what, fix, line, column };
}

function parserProblem({ message, linePos }: YAMLError): YamlProblem {
  const [{ line, col: column }] = linePos ?? [{ line: 1, col: 1 }];
  const what = (message.split('\n')[0] ?? '').replace(/ at line .*$/, '');
  return asProblem({ line, column, what, fix: 'Correct the YAML there.' });
}

function duplicateProblem(error: YAMLError, others: readonly YAMLError[]): YamlProblem {
  return {
    ...parserProblem(error),
    rule: 'yaml-duplicate-key',
    what: `the key occurs a second time${alsoIn(others.map(lineOf))}`,
    fix:
      others.length === 0
        ? 'Remove one of the two: only one of them would be used.'
        : 'Remove one of each, or write the key that these belong to before them.',
  };
}

function hazards(document: Parsed, place: (offset: number) => Position): (Problem & Position)[] {
  const found: (Problem & Position)[] = [];
  const report = (node: Node, hazard: Hazard) => {
    found.push({ path: [], ...hazard, ...place(node.range?.[0] ?? 0) });
  };
  // An anchor and what refers to it are one mistake.
  const anchors = new Set<string>();
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node) && node.anchor !== undefined) anchors.add(node.anchor);
    },
  });
  const isKnown = (node: unknown) => isAlias(node) && anchors.has(node.source);
  visit(document, {
    Pair: (_, pair) => {
      const hazard = isMerge(pair) && isKnown(pair.value) ? undefined : keyHazard(pair);
      if (hazard && isNode(pair.key)) report(pair.key, hazard);
    },
    Node: (_, node) => {
      const hazard = isKnown(node) ? undefined : nodeHazard(node);
      if (hazard) report(node, hazard);
    },
  });
  return found;
}

const isMerge = ({ key }: Pair) => isScalar(key) && key.value === '<<';

type Hazard = Pick<Problem, 'rule' | 'what' | 'fix'>;

function nodeHazard(node: Node): Hazard | undefined {
  if (!isAlias(node) && node.anchor === undefined) return undefined;
  return {
    rule: 'yaml-no-aliases',
    what: `${isAlias(node) ? `*${node.source}` : `&${String(node.anchor)}`} is an anchor or alias, which hides the content of the file`,
    fix: 'Write the value in both places.',
  };
}

/** What is wrong with a tag that is none of plain text, numbers, true, false, lists and maps. */
function tagProblem(warning: YAMLError): YamlProblem {
  const problem = parserProblem(warning);
  const tag = problem.what.replace('Unresolved tag: ', '').replace('tag:yaml.org,2002:', '!!');
  return {
    ...problem,
    rule: 'yaml-no-tags',
    what: `${tag} is a YAML tag; values here are plain text, numbers, true and false`,
    fix: 'Remove the tag, or put a text that begins with ! in quotes.',
  };
}

const POISONOUS = ['__proto__', 'constructor', 'prototype', '<<'];

function keyHazard({ key }: Pair): Hazard | undefined {
  const name = isScalar(key) ? key.value : undefined;
  if (typeof name === 'string' && !POISONOUS.includes(name)) return undefined;
  if (isMap(key) && key.flow) return PLACEHOLDER;
  return {
    rule: 'yaml-plain-keys',
    what: `${isScalar(key) ? JSON.stringify(name) : 'a list or a map'} cannot be a key here`,
    fix:
      name === '<<'
        ? 'Write the keys that it merges themselves.'
        : 'Use a plain name as the key; put a number in quotes.',
  };
}

/** What `{{ name }}` is to a parser: a map whose key is a map. */
const PLACEHOLDER: Hazard = {
  rule: 'yaml-plain-keys',
  what: '{{ begins a placeholder of a template, which callvault does not fill in',
  fix: 'Write the value itself.',
};

function offsetOf(document: Parsed, path: Problem['path'], part: 'value' | 'key'): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    const { key: name, value } = childOf(node, key);
    const at = name && (part === 'key' || !isScalar(value)) ? name : value;
    if (!isNode(at)) break;
    offset = at.range?.[0] ?? offset;
    node = value;
  }
  return offset;
}

function writtenAt(document: Parsed, path: Problem['path']): string | undefined {
  const node = path.reduce<unknown>((parent, key) => childOf(parent, key).value, document.contents);
  return isScalar(node) && typeof node.value === 'number' ? node.source : undefined;
}

function childOf(node: unknown, key: string | number): { key?: unknown; value?: unknown } {
  if (isSeq(node)) return { value: node.items[Number(key)] };
  if (!isMap(node)) return {};
  return node.items.find((item) => isScalar(item.key) && item.key.value === key) ?? {};
}

function unreadable(problem: YamlProblem): Source {
  return {
    data: undefined,
    problems: [problem],
    written: () => undefined,
    locate: () => START,
  };
}

function tooLarge(text: string): Problem {
  return {
    rule: 'yaml-size',
    path: [],
    what: `${Buffer.byteLength(text)} bytes are more than the ${MAX_BYTES} that an environment file may have`,
    fix: 'Split the environment into several.',
  };
}

function tooDeep(): Problem {
  return {
    rule: 'yaml-depth',
    path: [],
    what: 'the file is nested deeper than any environment',
    fix: 'Start from an example in environments/.',
  };
}

function notOneDocument(count: number): Problem {
  return {
    rule: 'yaml-one-document',
    path: [],
    what: count === 0 ? 'the file is empty' : `the file contains ${count} YAML documents`,
    fix: 'Describe one environment per file, without --- between parts.',
  };
}
