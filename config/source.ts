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
} from 'yaml';
import type { Problem } from '../core/problem';

/** Larger files are refused: no environment file is written by hand with a megabyte. */
const MAX_BYTES = 1_048_576;

const MAX_SYNTAX_PROBLEMS = 10;

/** A position in a file; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed environment file: its data, and the position of each key. */
export interface Source {
  /** The content as plain data; undefined when it could not be parsed. */
  readonly data: unknown;
  /** Problems of the YAML, with their positions. */
  readonly problems: readonly (Problem & Partial<Position>)[];
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
  const lineCounter = new LineCounter();
  const parsed = parse(text, lineCounter);
  if (parsed.some(isTooDeep)) return unreadable(tooDeep());
  const [document, ...others] = parsed;
  if (!document || others.length > 0) return unreadable(notOneDocument(parsed.length));

  const place = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return line === 0 ? START : { line, column: col };
  };
  const problems = [...syntaxProblems(document), ...hazards(document, place)];
  return {
    data: problems.length > 0 ? undefined : (document.toJS() as unknown),
    problems,
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

function syntaxProblems({ errors, warnings }: Parsed): (Problem & Partial<Position>)[] {
  // After the first few, the parser's errors are consequences of the earlier ones.
  return [...errors, ...warnings]
    .slice(0, MAX_SYNTAX_PROBLEMS)
    .map(({ message, linePos, code }) => ({
      rule: code === 'DUPLICATE_KEY' ? 'yaml-duplicate-key' : 'yaml-syntax',
      path: [],
      what: firstLine(message),
      fix:
        code === 'DUPLICATE_KEY'
          ? 'Remove one of the two: only one of them would be used.'
          : 'Correct the YAML there.',
      ...(linePos && { line: linePos[0].line, column: linePos[0].col }),
    }));
}

const firstLine = (message: string) => (message.split('\n')[0] ?? '').replace(/ at line .*$/, '');

function hazards(document: Parsed, place: (offset: number) => Position): (Problem & Position)[] {
  const found: (Problem & Position)[] = [];
  const report = (node: Node, hazard: Hazard) => {
    found.push({ path: [], ...hazard, ...place(node.range?.[0] ?? 0) });
  };
  visit(document, {
    Pair: (_, pair) => {
      const hazard = keyHazard(pair);
      if (hazard && isNode(pair.key)) report(pair.key, hazard);
    },
    Node: (_, node) => {
      const hazard = nodeHazard(node);
      if (hazard) report(node, hazard);
    },
  });
  return found;
}

type Hazard = Pick<Problem, 'rule' | 'what' | 'fix'>;

function nodeHazard(node: Node): Hazard | undefined {
  if (isAlias(node) || node.anchor !== undefined) {
    return {
      rule: 'yaml-no-aliases',
      what: `${isAlias(node) ? `*${node.source}` : `&${String(node.anchor)}`} is an anchor or alias, which hides the content of the file`,
      fix: 'Write the value in both places.',
    };
  }
  if (node.tag === undefined || node.tag.startsWith('tag:yaml.org,2002:')) return undefined;
  return {
    rule: 'yaml-no-tags',
    what: `${node.tag} is a YAML tag; values here are plain text, numbers, true and false`,
    fix: 'Remove the tag.',
  };
}

const POISONOUS = ['__proto__', 'constructor', 'prototype', '<<'];

function keyHazard({ key }: Pair): Hazard | undefined {
  const name = isScalar(key) ? key.value : undefined;
  if (typeof name === 'string' && !POISONOUS.includes(name)) return undefined;
  return {
    rule: 'yaml-plain-keys',
    what: `${isScalar(key) ? JSON.stringify(name) : 'a list or a map'} cannot be a key here`,
    fix: 'Use a plain name as the key; put a number in quotes.',
  };
}

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

function childOf(node: unknown, key: string | number): { key?: unknown; value?: unknown } {
  if (isSeq(node)) return { value: node.items[Number(key)] };
  if (!isMap(node)) return {};
  return node.items.find((item) => isScalar(item.key) && item.key.value === key) ?? {};
}

function unreadable(problem: Problem): Source {
  return { data: undefined, problems: [problem], locate: () => START };
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
