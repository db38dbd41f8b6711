import { innerBase64 } from './encodings';
import type { Range } from './decoded-text';
import type { Secret } from './secret';

/** Characters of the shortest part of a secret that is masked, and at least half of the secret. */
const SHORTEST_PART = 16;

/** Masks Base64 and hexadecimal that contains a long part of a secret. */
export function redactEncodedParts(text: string, secret: Secret): string {
  const value = secret.reveal();
  const parts = new Parts(value);
  if (!parts.mayBeEncodedIn(text)) return text;
  return text.replaceAll(RUNS, (run) =>
    readingsOf(run).some((each) => parts.rangesIn(each).length > 0) ? String(secret) : run,
  );
}

/** All parts of a secret that are masked: the secret itself if it is short. */
export class Parts {
  private readonly length: number;
  /** Each part contains one of them, and few texts do. */
  private readonly blocks: readonly string[];
  private encoded: readonly string[] | undefined;

  constructor(private readonly value: string) {
    this.length = Math.min(value.length, Math.max(SHORTEST_PART, Math.ceil(value.length / 2)));
    const size = Math.floor((this.length + 1) / 2);
    const count = Math.floor(value.length / size);
    this.blocks = Array.from({ length: count }, (_, index) =>
      value.slice(index * size, (index + 1) * size),
    );
  }

  /** Whether a block is there in hexadecimal or, wherever it begins in a text, in Base64. */
  mayBeEncodedIn(text: string): boolean {
    if (this.value.length <= SHORTEST_PART) return false;
    this.encoded ??= this.blocks.flatMap((block) => {
      const hex = Buffer.from(block).toString('hex');
      const base64 = [0, 1, 2].map((offset) => innerBase64(Buffer.from(block), offset));
      const forUrls = base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_'));
      return [hex, hex.toUpperCase(), ...base64, ...forUrls];
    });
    return this.encoded.some((form) => text.includes(form));
  }

  /** Where they are in a text. */
  rangesIn(text: string): Range[] {
    if (!this.blocks.some((block) => text.includes(block))) return [];
    const { value, length } = this;
    return Array.from({ length: value.length - length + 1 }, (_, start) =>
      value.slice(start, start + length),
    ).flatMap((part) => rangesIn(part, text));
  }
}

/** Where a part is in a text. */
export function rangesIn(part: string, text: string): Range[] {
  const ranges: Range[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    ranges.push([at, at + part.length]);
  }
  return ranges;
}

/** Replaces ranges, those that overlap together. */
export function replaceRanges(text: string, ranges: readonly Range[], by: string): string {
  let result = '';
  let end = 0;
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    if (from > end || (from === 0 && end === 0)) result += text.slice(end, from) + by;
    end = Math.max(end, to);
  }
  return result + text.slice(end);
}

/** What can be the Base64 or the hexadecimal form of a part. */
const RUNS = /[\w+/-]{22,}/g;

/** What a run can mean, wherever its first whole byte begins. */
function readingsOf(run: string): string[] {
  const hex = (run.match(/[\da-f]{32,}/gi) ?? []).flatMap((each) => [
    Buffer.from(each, 'hex'),
    Buffer.from(each.slice(1), 'hex'),
  ]);
  const base64 = [0, 1, 2, 3].map((offset) => Buffer.from(run.slice(offset), 'base64'));
  return [...hex, ...base64].map((bytes) => bytes.toString());
}
