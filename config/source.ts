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

/** Larger files are refused: nobody writes a megabyte by hand. */
const MAX_BYTES = 1_048_576;

const MAX_SYNTAX_PROBLEMS = 10;

/** A place in a file, counted from 1. */
export interface Position {
  /** Line. */
  readonly line: number;
  /** Column. */
  readonly column: number;
}

/** An environment file as read: its data, and where each key of it stands. */
export interface Source {
  /** What the file says, as plain data; undefined when it could not be read. */
  readonly data: unknown;
  /** What is wrong with it as YAML, with its place. */
  readonly problems: readonly (Problem & Partial<Position>)[];
  /** Where a key path, or the nearest part of it that is there, stands: its value, or its key. */
  readonly locate: (path: Problem['path'], part?: 'value' | 'key') => Position;
}

const START: Position = { line: 1, column: 1 };

/**
 * Reads YAML as plain data. What makes YAML dangerous or ambiguous is refused: anchors and aliases,
 * tags, merge keys, duplicate and non-text keys, several documents, a huge file.
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

/** The parser is recursive; nesting beyond all reason comes back as an error of its own stack. */
const isTooDeep = ({ errors }: Parsed) =>
  errors.some(({ message }) => message.includes('call stack size'));

function syntaxProblems({ errors, warnings }: Parsed): (Problem & Partial<Position>)[] {
  // After the first few, the parser's errors only follow from each other.
  return [...errors, ...warnings]
    .slice(0, MAX_SYNTAX_PROBLEMS)
    .map(({ message, linePos, code }) => ({
      rule: code === 'DUPLICATE_KEY' ? 'yaml-duplicate-key' : 'yaml-syntax',
      path: [],
      what: firstLine(message),
      fix:
        code === 'DUPLICATE_KEY'
          ? 'Remove one of the two: only one of them could count.'
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
      what: `${isAlias(node) ? `*${node.source}` : `&${String(node.anchor)}`} is an anchor or alias, which hides what a file says`,
      fix: 'Write the value out in both places.',
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
    what: `${Buffer.byteLength(text)} bytes are more than the ${MAX_BYTES} an environment file may have`,
    fix: 'Split the environment into several.',
  };
}

function tooDeep(): Problem {
  return {
    rule: 'yaml-depth',
    path: [],
    what: 'the file is nested deeper than any environment is',
    fix: 'Start from an example in environments/.',
  };
}

function notOneDocument(count: number): Problem {
  return {
    rule: 'yaml-one-document',
    path: [],
    what: count === 0 ? 'the file is empty' : `the file holds ${count} YAML documents`,
    fix: 'Describe one environment a file, without --- between parts.',
  };
}
