import { compareKeys } from './entry';

/** Keys that were listed one after the other: their density is an estimate for the keys that follow. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
  /** Pages they fill. */
  readonly pages: number;
}

/** Where a range can be split, by estimate. */
export interface SplitPoint {
  readonly key: string;
  /** Pages in the range. */
  readonly rest: number;
}

/** The keys to split. */
export interface RemainingKeys {
  /** The last key before them. */
  readonly after: string;
  /** The last of them. @default - all that follow */
  readonly until: string | undefined;
}

/** Characters before the first difference of two keys that a sum may carry over to. */
const CARRIED = 3;

/** Bits of a number that decide about a position. */
const BITS = 48;

/** Digits that have so many bits, if each has few. */
const MOST_DIGITS = 24;

/** Pages that both halves must have, about. */
const LEAST = 2;

type Digits = readonly number[];

/**
 * Estimates where keys are: reads them as numbers, whose digits are the characters that keys have had at the same place,
 * or at any place where they differ. A wrong estimate costs a request, never a key.
 */
export class KeyScale {
  /** Code points in the order of S3, which is that of their UTF-8 bytes. */
  private digits: Digits = [];
  private readonly places = new Map<number, Digits>();

  /** @param prefix - of all keys */
  constructor(private readonly prefix: string) {}

  /** Learns the digits of keys, which are in order. */
  learn(keys: readonly string[]): void {
    const [first = '', ...others] = keys;
    const from = firstDifference(first, others.at(-1) ?? first);
    let before = first;
    for (const key of others) {
      const at = firstDifference(before, key);
      this.digits = merge(this.digits, [...codePoints(before, at, 1), ...codePoints(key, at, 1)]);
      for (const [index, point] of codePoints(key, from, MOST_DIGITS).entries()) {
        const place = from + index;
        this.places.set(place, merge(this.places.get(place) ?? [], [point]));
      }
      before = key;
    }
  }

  /**
   * The key about a number of pages after the beginning of a range, or halfway to its end if that is nearer.
   *
   * @returns undefined if the range is short by this estimate, or if the numbers do not reach so far
   */
  trySplit(
    { after, until }: RemainingKeys,
    { from, to, pages }: Stretch,
    wanted: number,
  ): SplitPoint | undefined {
    const start = Math.max(this.prefix.length, firstDifference(from, after) - CARRIED);
    const head = after.slice(0, start);
    const digits = this.digitsFrom(start, [from, after]);
    const position = (key: string) => positionOf(key, head, digits);
    const page = (position(to) - position(from)) / pages;
    const rest = until === undefined ? Infinity : (position(until) - position(after)) / page;
    const distance = Math.min(wanted, rest / 2);
    if (!(page > 0 && distance >= LEAST)) return undefined;
    const tail = tryRender(position(after) + distance * page, digits);
    if (tail === undefined) return undefined;
    const key = `${head}${tail}`;
    const isInside = isLess(after, key) && (until === undefined || isLess(key, until));
    return isInside ? { key, rest } : undefined;
  }

  /** The digits of each place: all that it has had if it has begun again once, and otherwise those of all places. */
  private digitsFrom(start: number, keys: readonly string[]): Digits[] {
    const own = keys.map((key) => codePoints(key, start, MOST_DIGITS));
    const all: Digits[] = [];
    for (let bits = 0; bits < BITS && all.length < MOST_DIGITS;) {
      const place = start + all.length;
      const hasBegunAgain = (this.places.get(place - 1)?.length ?? 0) > 1;
      const known = (hasBegunAgain ? this.places.get(place) : undefined) ?? this.digits;
      const digits = merge(
        known,
        own.flatMap((points) => points[all.length] ?? []),
      );
      all.push(digits);
      bits += Math.log2(digits.length + 1);
    }
    return all;
  }
}

const isLess = (one: string, other: string) => compareKeys(one, other) < 0;

function merge(digits: Digits, others: Digits): Digits {
  if (others.every((each) => digits.includes(each))) return digits;
  return [...new Set([...digits, ...others])].sort((one, other) => one - other);
}

/** Where a key is among those with the same head: from 0 up to 1. Digit 0 is the end of a key. */
function positionOf(key: string, head: string, digits: readonly Digits[]): number {
  if (!key.startsWith(head)) return isLess(key, head) ? -Infinity : Infinity;
  let value = 0;
  let unit = 1;
  for (const [index, point] of codePoints(key, head.length, digits.length).entries()) {
    const known = digits[index] ?? [];
    unit /= known.length + 1;
    value += unit * known.filter((digit) => digit <= point).length;
  }
  return value;
}

function tryRender(position: number, digits: readonly Digits[]): string | undefined {
  if (!(position < 1)) return undefined;
  const points: number[] = [];
  let rest = position;
  for (const known of digits) {
    rest *= known.length + 1;
    const digit = Math.floor(rest);
    rest -= digit;
    const point = known[digit - 1];
    if (point === undefined) break;
    points.push(point);
  }
  return String.fromCodePoint(...points);
}

/** Never in the middle of a code point. */
function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  return isTail(one, at) || isTail(other, at) ? at - 1 : at;
}

const isTail = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

function codePoints(key: string, from: number, count: number): number[] {
  const text = key.slice(from, from + 2 * count);
  return Array.from(text, (each) => each.codePointAt(0) ?? 0).slice(0, count);
}
