import { isScalar, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { RefusedError } from '../../core/problem';

/** An environment file with other ranges in it. */
export interface Edited {
  /** The file's text. */
  readonly text: string;
  /** Ranges that were not there before. */
  readonly added: readonly string[];
  /** Ranges that are there no more. */
  readonly removed: readonly string[];
}

/**
 * Puts the ranges into a store's `sourceIp.cidrs`, and leaves everything else as it was typed: ranges
 * that stay keep their place and their comments.
 *
 * @throws RefusedError when the store has no `sourceIp.cidrs`
 */
export function editRanges(text: string, store: string, ranges: readonly string[]): Edited {
  const document = parseDocument(text, { keepSourceTokens: true });
  const list = document.getIn(['stores', store, 'sourceIp', 'cidrs'], true);
  if (!isSeq(list) || !list.range) throw notThere(store);
  const before = list.items.map((item) => (isScalar(item) ? String(item.value) : ''));
  const added = ranges.filter((range) => !before.includes(range));
  const removed = before.filter((range) => !ranges.includes(range));
  if (added.length === 0 && removed.length === 0) return { text, added, removed };
  const kept = before.filter((range) => ranges.includes(range));
  return {
    text: list.flow ? editFlow(text, list, [...kept, ...added]) : editBlock(text, list, ranges),
    added,
    removed,
  };
}

function notThere(store: string): RefusedError {
  return new RefusedError([
    {
      rule: 'ranges-source-ip',
      path: ['stores', store, 'sourceIp'],
      what: 'there is no sourceIp with cidrs to write the ranges into',
      fix: 'Add sourceIp: { mode: report, cidrs: [] } to the store.',
    },
  ]);
}

/** `[a, b]` */
function editFlow(text: string, { range }: YAMLSeq, ranges: readonly string[]): string {
  const [start, end] = range ?? [0, 0];
  return `${text.slice(0, start)}[${ranges.map(quoted).join(', ')}]${text.slice(end)}`;
}

/** A line for each range, with the comments above it; what stays is not touched. */
function editBlock(text: string, list: YAMLSeq, ranges: readonly string[]): string {
  const begin = lineStart(text, startOf(list.items[0]));
  const ends = list.items.map((item) => lineEnd(text, startOf(item)));
  const lines = list.items.map((item, index) => ({
    range: isScalar(item) ? String(item.value) : '',
    text: text.slice(ends[index - 1] ?? begin, ends[index]),
  }));
  const kept = lines.filter(({ range }) => ranges.includes(range));
  const there = new Set(kept.map(({ range }) => range));
  const [indent = ''] = /^\s*- */.exec(text.slice(begin)) ?? [];
  return [
    text.slice(0, begin),
    ...kept.map((line) => line.text.replace(/\n?$/, '\n')),
    ...ranges.filter((range) => !there.has(range)).map((range) => `${indent}${quoted(range)}\n`),
    text.slice(ends.at(-1)),
  ].join('');
}

function startOf(item: unknown): number {
  return isScalar(item) ? (item.range?.[0] ?? 0) : 0;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Behind the end of the line; at the end of the text where no line end follows. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** An IPv6 range has colons, which YAML takes for a key within brackets. */
function quoted(range: string): string {
  return range.includes(':') ? `'${range}'` : range;
}
