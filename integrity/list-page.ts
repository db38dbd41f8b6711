import { ListObjectsV2Command, type ListObjectsV2CommandInput } from '@aws-sdk/client-s3';
import { buffer } from 'node:stream/consumers';
import type { BucketClient } from './bucket-client';
import type { Entry } from './entry';
import { decodeText } from './json-lines';

/** What has a key. */
export type Keyed = Pick<Entry, 'key'>;

/** A page of a list, parsed only as far as it is asked for. */
export interface ListPage<T extends Keyed = Entry> {
  /** Some of its keys, in order: the first, the last, and some between them; none for an empty page. */
  readonly keys: readonly string[];
  /** Whether more keys follow. */
  readonly more: boolean;
  readonly entries: () => readonly T[];
}

interface RawResponse {
  readonly statusCode: number;
  body: unknown;
}

/**
 * Requests a page of a list. The SDK signs, sends and repeats the request, but does not parse the objects: its parser
 * takes several times as long as everything else that the check does with a page.
 *
 * @see Amazon S3 API Reference, "ListObjectsV2": 1,000 keys per request, sorted by their bytes; `encoding-type`, for
 *   characters that XML cannot contain
 */
export async function requestPage(
  { s3, bucket }: BucketClient,
  input: Omit<ListObjectsV2CommandInput, 'Bucket' | 'EncodingType'>,
): Promise<ListPage> {
  const command = new ListObjectsV2Command({ Bucket: bucket, EncodingType: 'url', ...input });
  const { IsTruncated, EncodingType, elements } = await sendUnparsed(
    command,
    (each) => s3.send(each),
    ['Contents'],
  );
  return pageOf(elements, { more: IsTruncated === true, encoded: EncodingType === 'url' });
}

/** A command whose answer can be read before the SDK parses it. */
interface Interceptable {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<{ response: unknown }>,
      ) => (args: never) => Promise<{ response: unknown }>,
      options: { readonly step: 'deserialize'; readonly priority: 'low'; readonly name: string },
    ): void;
  };
}

/**
 * Sends a request, and takes elements out of the answer before the SDK parses it.
 *
 * @param names - of elements that S3 writes one after the other
 */
export async function sendUnparsed<C extends object, O extends object>(
  command: C,
  send: (command: C) => Promise<O>,
  names: readonly string[],
): Promise<O & { readonly elements: string }> {
  let elements = '';
  (command as Interceptable).middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as RawResponse;
      if (response.statusCode !== 200) return result;
      const xml = decodeText(await buffer(response.body as AsyncIterable<Uint8Array>));
      const [from, to] = placeOf(xml, names);
      elements = xml.slice(from, to);
      response.body = Buffer.from(`${xml.slice(0, from)}${xml.slice(to)}`);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'takeElements' },
  );
  return { ...(await send(command)), elements };
}

/** Where the elements begin and end. */
function placeOf(xml: string, names: readonly string[]): [from: number, to: number] {
  const begins = names.map((name) => xml.indexOf(`<${name}>`)).filter((at) => at >= 0);
  const ends = names.flatMap((name) => {
    const at = xml.lastIndexOf(`</${name}>`);
    return at < 0 ? [] : [at + name.length + 3];
  });
  return begins.length === 0 || ends.length === 0
    ? [xml.length, xml.length]
    : [Math.min(...begins), Math.max(...ends)];
}

const BEGIN = '<Contents>';
const END = '</Contents>';

/** Keys of a page that are read before it is parsed. */
const SAMPLES = 16;

/**
 * The page with these `Contents` elements, which S3 writes one after the other.
 *
 * @param options - whether more keys follow, and whether keys are percent-encoded
 */
export function pageOf(
  objects: string,
  { more, encoded }: { readonly more: boolean; readonly encoded: boolean },
): ListPage {
  const decode = encoded ? decodeKey : unescapeXml;
  const keyAt = (begin: number) => decode(elementIn(objects, 'Key', { begin, end: Infinity }));
  const keys = beginnings(objects).map(keyAt);
  return { keys, more, entries: () => parseObjects(objects, decode) };
}

/** Where some elements begin: the first, the last, and some between them. */
function beginnings(objects: string): number[] {
  const last = objects.lastIndexOf(BEGIN);
  if (last < 0) return [];
  const found = new Set<number>();
  for (let part = 0; part < SAMPLES; part += 1) {
    found.add(objects.indexOf(BEGIN, Math.floor((part * last) / SAMPLES)));
  }
  return [...found.add(last)];
}

function parseObjects(objects: string, decode: (text: string) => string): Entry[] {
  const entries: Entry[] = [];
  let begin = objects.indexOf(BEGIN);
  while (begin >= 0) {
    const object = { begin, end: objects.indexOf(END, begin) };
    const at = Date.parse(elementIn(objects, 'LastModified', object));
    entries.push({
      key: decode(elementIn(objects, 'Key', object)),
      size: Number(elementIn(objects, 'Size', object)),
      at: Number.isNaN(at) ? 0 : at,
    });
    begin = objects.indexOf(BEGIN, object.end);
  }
  return entries;
}

/** The text of an element of an object; nothing if the object lacks it. */
export function elementIn(
  objects: string,
  name: string,
  { begin, end }: { readonly begin: number; readonly end: number },
): string {
  const tag = `<${name}>`;
  const at = objects.indexOf(tag, begin);
  if (at < 0 || at > end) return '';
  const from = at + tag.length;
  return objects.slice(from, objects.indexOf('<', from));
}

/** S3 writes a space as `+`, and leaves slashes as they are. */
function decodeKey(text: string): string {
  const plain = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return plain.includes('%') ? decodeURIComponent(plain) : plain;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/**
 * The text of an element.
 *
 * @see Extensible Markup Language (XML) 1.0, "Predefined Entities", "Character References"
 */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, ...groups: string[]) => {
    const [hex, decimal, name = ''] = groups;
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return NAMED[name] ?? whole;
  });
}
