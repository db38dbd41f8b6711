import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { compareKeys } from '../integrity/entry';
import { unescapeXml } from '../integrity/list-page';
import type { Handler, LocalRequest } from './exchange';
import { withoutHeaders } from './headers';

/**
 * Divides lists of versions into pages, as S3 does.
 *
 * moto leaves out the first version after a key marker that does not exist, repeats versions of one that does, and returns nothing after
 * a version that has been deleted since, or that was written before the bucket was versioned.
 *
 * @see Amazon S3 API Reference, "ListObjectVersions", the samples for `key-marker` and `version-id-marker`
 */
export const listVersionsInPages: Handler = async (request, next) => {
  const { s3, method } = request;
  if (s3?.key !== '' || method !== 'GET' || !s3.query.has('versions')) return next(request);
  const answer = await next(forAll(request, s3.query));
  if (answer.status !== 200 || !(answer.body instanceof Readable)) return answer;
  const headers = withoutHeaders(answer.headers, new Set(['content-length']));
  return { ...answer, headers, body: pageOf(await text(answer.body), s3.query) };
};

function forAll(request: LocalRequest, query: URLSearchParams): LocalRequest {
  const all = new URLSearchParams(query);
  for (const name of ['key-marker', 'version-id-marker']) all.delete(name);
  all.set('max-keys', '1000000000');
  return { ...request, url: `${request.url.split('?', 1).join('')}?${all.toString()}` };
}

const ITEM = /<(Version|DeleteMarker|CommonPrefixes)>.*?<\/\1>/gs;

/** A version, a delete marker, or a common prefix of keys. */
interface Item {
  readonly xml: string;
  readonly key: string;
  /** @default - it is a prefix */
  readonly id?: string | undefined;
  readonly time: string;
  readonly latest: boolean;
}

function pageOf(xml: string, query: URLSearchParams): string {
  const [key, id] = [query.get('key-marker'), query.get('version-id-marker')];
  const most = Number(query.get('max-keys') ?? '1000');
  const rest = itemsAfter(xml, key ?? '', id ?? '');
  const page = rest.slice(0, most);
  const last = rest.length > page.length ? page.at(-1) : undefined;
  const written = (name: string) => new RegExp(`<${name}(?:/>|>.*?</${name}>)`, 's');
  const element = (name: string, value: string) => `<${name}>${escapeXml(value)}</${name}>`;
  const next = last
    ? element('NextKeyMarker', last.key) +
      (last.id === undefined ? '' : element('NextVersionIdMarker', last.id))
    : '';
  return [
    ['IsTruncated', String(last !== undefined)] as const,
    ['KeyMarker', key ?? ''] as const,
    ['VersionIdMarker', id ?? ''] as const,
    ['MaxKeys', String(most)] as const,
  ]
    .reduce(
      (all, [name, value]) => all.replace(written(name), () => element(name, value)),
      xml.replace(ITEM, ''),
    )
    .replace('</ListVersionsResult>', (end) => next + page.map((each) => each.xml).join('') + end);
}

function itemsAfter(xml: string, key: string, id: string): Item[] {
  const all = [...xml.matchAll(ITEM)].map(([item]) => readItem(item)).sort(compareItems);
  if (key === '') return all;
  const marked = all.findIndex((each) => each.key === key && each.id === id);
  return all.filter((each, at) => {
    const order = compareKeys(each.key, key);
    // A version that does not exist any more is followed by all that are left of its key.
    return order > 0 || (order === 0 && id !== '' && each.id !== undefined && at > marked);
  });
}

function readItem(xml: string): Item {
  const read = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1];
  return {
    xml,
    key: unescapeXml(read('Key') ?? read('Prefix') ?? ''),
    id: read('VersionId'),
    time: read('LastModified') ?? '',
    latest: read('IsLatest') === 'true',
  };
}

/** Newest versions first. moto writes whole seconds, and versions of one second in their order. */
function compareItems(one: Item, other: Item): number {
  const byKey = compareKeys(one.key, other.key);
  if (byKey !== 0) return byKey;
  return Number(other.latest) - Number(one.latest) || other.time.localeCompare(one.time);
}

const escapeXml = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
