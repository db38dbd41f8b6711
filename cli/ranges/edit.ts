import { isScalar, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { RefusedError } from '../../core/problem';
import { lineEndOf } from '../line-end';

/** An environment file with updated ranges. */
export interface EditedRanges {
  readonly text: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Writes the ranges into a store's `sourceIp.cidrs`, and leaves everything else unchanged: ranges that remain keep
 * their place and their comments.
 *
 * @throws RefusedError when the store has no `sourceIp.cidrs`
 */
export function editRanges(text: string, store: string, ranges: readonly string[]): EditedRanges {
  const document = parseDocument(text, { keepSourceTokens: true });
  const list = document.getIn(['stores', store, 'sourceIp', 'cidrs'], true);
  if (!isSeq(list) || !list.range) throw withoutRanges(store);
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

function withoutRanges(store: string): RefusedError {
  return new RefusedError([
    {
      rule: 'ranges-source-ip',
      path: ['stores', store, 'sourceIp'],
      what: 'the store has no sourceIp with cidrs to write the ranges into',
      fix: 'Add sourceIp: { mode: report, cidrs: [] } to the store.',
    },
  ]);
}

/** `[a, b]` */
function editFlow(text: string, { range }: YAMLSeq, ranges: readonly string[]): string {
  const [start, end] = range ?? [0, 0];
  return `${text.slice(0, start)}[${ranges.map(quoted).join(', ')}]${text.slice(end)}`;
}

/** A line per range, with the comments above it; lines of ranges that remain are not changed. */
function editBlock(text: string, list: YAMLSeq, ranges: readonly string[]): string {
  const begin = lineStart(text, startOf(list.items[0]));
  const ends = list.items.map((item) => endOfLine(text, startOf(item)));
  const lines = list.items.map((item, index) => ({
    range: isScalar(item) ? String(item.value) : '',
    text: text.slice(ends[index - 1] ?? begin, ends[index]),
  }));
  const kept = lines.filter(({ range }) => ranges.includes(range));
  const existing = new Set(kept.map(({ range }) => range));
  const lineEnd = lineEndOf(text);
  const [indent = ''] = /^\s*- */.exec(text.slice(begin)) ?? [];
  return [
    text.slice(0, begin),
    ...kept.map((line) => line.text.replace(/\r?\n$|$/, lineEnd)),
    ...ranges
      .filter((range) => !existing.has(range))
      .map((range) => `${indent}${quoted(range)}${lineEnd}`),
    text.slice(ends.at(-1)),
  ].join('');
}

function startOf(item: unknown): number {
  return isScalar(item) ? (item.range?.[0] ?? 0) : 0;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** The offset after the end of the line, or the end of the text. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** Within brackets, YAML would parse the colons of an IPv6 range as a key. */
function quoted(range: string): string {
  return range.includes(':') ? `'${range}'` : range;
}
