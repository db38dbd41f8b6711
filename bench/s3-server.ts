import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareKeys } from '../integrity/entry';
import { keyOf, type KeyLayout, LATENCY_MS, PAGE_KEYS, TIME } from './check-keys';

interface Listed {
  /** Whether versions are listed, each of another key. */
  readonly versions: boolean;
  /** Whether more keys follow. */
  readonly more: boolean;
}

function write(keys: readonly string[], { versions, more }: Listed): string {
  const objects = keys.map((key) => {
    const about = `<LastModified>${TIME}</LastModified><ETag>&quot;d41d8cd98f00b204&quot;</ETag><Size>4</Size>`;
    const object = `<Key>${key}</Key>${about}<StorageClass>STANDARD</StorageClass>`;
    return versions
      ? `<Version>${object}<VersionId>v1</VersionId><IsLatest>true</IsLatest></Version>`
      : `<Contents>${object}</Contents>`;
  });
  const next =
    versions && more
      ? `<NextKeyMarker>${keys.at(-1) ?? ''}</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>`
      : '';
  // None of these keys has a character that would be encoded.
  const about = `<EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${next}`;
  const name = versions ? 'ListVersionsResult' : 'ListBucketResult';
  return `<?xml version="1.0" encoding="UTF-8"?><${name}>${about}${objects.join('')}</${name}>`;
}

/**
 * A stand-in for S3, in a process of its own: it lists a bucket with a number of objects, or versions, that it computes, and takes as
 * long for each request as S3 does from a function in the same region.
 */
function serve(layout: KeyLayout, count: number): void {
  let requests = 0;
  const key = (index: number) => keyOf(layout, index, count);
  const first = (isAfter: (key: string) => boolean) => {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAfter(key(middle))) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const page = (query: URLSearchParams): string => {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('start-after') ?? query.get('key-marker') ?? '';
    const from = first((each) => compareKeys(each, after) > 0 && compareKeys(each, prefix) >= 0);
    const end = first((each) => compareKeys(each, prefix) > 0 && !each.startsWith(prefix));
    const to = Math.min(from + PAGE_KEYS, end);
    const keys = Array.from({ length: Math.max(0, to - from) }, (_, index) => key(from + index));
    return write(keys, { versions: query.has('versions'), more: to < end });
  };
  const server = createServer((request, response) => {
    const { searchParams, pathname } = new URL(request.url ?? '', 'http://localhost');
    if (pathname === '/requests') return void response.end(String(requests));
    requests += 1;
    const started = performance.now();
    const body = page(searchParams);
    // Making the page is part of the latency.
    void sleep(LATENCY_MS - (performance.now() - started)).then(() => response.end(body));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

const [layout = 'flat', count = '0'] = process.argv.slice(2);
serve(layout as KeyLayout, Number(count));
