import { ListObjectsV2Command, type ListObjectsV2CommandInput } from '@aws-sdk/client-s3';
import { text } from 'node:stream/consumers';
import type { Entry } from './entry';
import type { BucketClient } from './bucket-client';

/** A page of a list. */
export interface ListPage {
  readonly entries: readonly Entry[];
  /** Whether more keys follow. */
  readonly more: boolean;
}

interface RawResponse {
  readonly statusCode: number;
  body: unknown;
}

/**
 * Requests a page of a list. The SDK signs, sends and repeats the request, but does not parse the objects: its parser
 * takes several times as long as everything else that the check does with a page.
 *
 * @see Amazon S3 API Reference, "ListObjectsV2": 1,000 keys per request, sorted by their bytes
 */
export async function requestPage(
  { s3, bucket }: BucketClient,
  input: Omit<ListObjectsV2CommandInput, 'Bucket'>,
): Promise<ListPage> {
  let entries: readonly Entry[] = [];
  const command = new ListObjectsV2Command({ Bucket: bucket, ...input });
  command.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      const response = result.response as RawResponse;
      if (response.statusCode !== 200) return result;
      const { objects, rest } = split(await text(response.body as AsyncIterable<Uint8Array>));
      entries = parseObjects(objects);
      response.body = Buffer.from(rest);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'parseObjects' },
  );
  const { IsTruncated } = await s3.send(command);
  return { entries, more: IsTruncated === true };
}

const BEGIN = '<Contents>';
const END = '</Contents>';

function split(xml: string): { readonly objects: string; readonly rest: string } {
  const from = xml.indexOf(BEGIN);
  const to = xml.lastIndexOf(END);
  if (from < 0 || to < 0) return { objects: '', rest: xml };
  return {
    objects: xml.slice(from, to + END.length),
    rest: `${xml.slice(0, from)}${xml.slice(to + END.length)}`,
  };
}

/** Parses the `Contents` elements of a list, which S3 writes one after the other. */
export function parseObjects(xml: string): Entry[] {
  const entries: Entry[] = [];
  for (let from = 0; from < xml.length;) {
    const begin = xml.indexOf(BEGIN, from);
    if (begin < 0) break;
    const end = xml.indexOf(END, begin);
    const value = (name: string) => {
      const at = xml.indexOf(`<${name}>`, begin) + name.length + 2;
      const to = xml.indexOf(`</${name}>`, at);
      return at < name.length + 2 || to > end ? '' : xml.slice(at, to);
    };
    const at = Date.parse(value('LastModified'));
    entries.push({
      key: unescape(value('Key')),
      size: Number(value('Size')),
      at: Number.isNaN(at) ? 0 : at,
    });
    from = end + END.length;
  }
  return entries;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** @see Extensible Markup Language (XML) 1.0, "Predefined Entities", "Character References" */
function unescape(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, ...groups: string[]) => {
    const [hex, decimal, name = ''] = groups;
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return NAMED[name] ?? whole;
  });
}
