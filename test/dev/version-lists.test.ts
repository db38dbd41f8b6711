import { Readable } from 'node:stream';
import type { LocalRequest, ProxyResponse } from '../../dev/exchange';
import { listVersionsInPages } from '../../dev/version-lists';

type Version = readonly [key: string, id: string, time: string, kind?: 'marker' | 'noncurrent'];

/** What AWS's samples have in the bucket `mtp-versioning-fresh`, and a key before it. */
const SAMPLE: readonly Version[] = [
  ['key1', 'null', '00:10:00'],
  ['key3', 'I5VhmK6CDDdQ5Pwfe1gcHZWmHDpcv7gfmfc29UBxsKU.', '00:19:04'],
  ['key3', 't46Z0menlYTZBnj', '00:18:30', 'noncurrent'],
  ['key3', '8XECiENpj8pydEDJdd-_VRrvaGKAHOaGMNW7tg6UViI.', '00:18:23', 'noncurrent'],
  ['key3', 'd-d309mfjFri40QYukDozqBt3UmoQ0DBsVqmcMV15OI.', '00:18:08', 'noncurrent'],
  ['sourcekey', 'qDhprLU80sAlCFLu2DWgXAEDgKzWarn-HS_JU0TvYqs.', '16:38:11', 'marker'],
  ['sourcekey', 'wxxQ7ezLaL5JN2Sislq66Syxxo0k7uHTUpb9qiiMxNg.', '16:37:44', 'noncurrent'],
];

/** A list as moto writes it: all versions, and then all delete markers. */
function listOf(versions: readonly Version[], prefixes: readonly string[] = []): string {
  const write = ([key, id, time, kind]: Version) => {
    const name = kind === 'marker' ? 'DeleteMarker' : 'Version';
    const about = `<IsLatest>${kind !== 'noncurrent'}</IsLatest><LastModified>2009-12-09T${time}.000Z</LastModified>`;
    return `<${name}><Key>${key}</Key><VersionId>${id}</VersionId>${about}</${name}>`;
  };
  const sorted = [...versions].sort(
    (one, other) => Number(one[3] === 'marker') - Number(other[3] === 'marker'),
  );
  const common = prefixes.map(
    (each) => `<CommonPrefixes><Prefix>${each}</Prefix></CommonPrefixes>`,
  );
  return `<ListVersionsResult><IsTruncated>false</IsTruncated><KeyMarker/><VersionIdMarker/>${sorted.map(write).join('')}<Prefix/><MaxKeys>1000000000</MaxKeys>${common.join('')}</ListVersionsResult>`;
}

async function ask(query: string, all = listOf(SAMPLE)) {
  const url = `/calls?versions${query}`;
  const s3 = {
    bucket: 'calls',
    key: '',
    query: new URLSearchParams(url.split('?')[1]),
    virtualHost: false,
  };
  const request: LocalRequest = { method: 'GET', url, headers: [], body: Readable.from([]), s3 };
  let asked = '';
  const answer = await listVersionsInPages(request, (each): Promise<ProxyResponse> => {
    asked = each.url;
    return Promise.resolve({
      status: 200,
      headers: ['Content-Length', '1'],
      body: Readable.from([all]),
    });
  });
  const body = answer.body as string;
  const read = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(body)?.[1];
  const ids = [...body.matchAll(/<VersionId>(.{3})|<CommonPrefixes><Prefix>(.*?)</g)];
  return {
    asked,
    listed: ids.map(([, id, prefix]) => id ?? prefix),
    truncated: read('IsTruncated'),
    next: [read('NextKeyMarker'), read('NextVersionIdMarker')],
  };
}

const END = { truncated: 'false', next: [undefined, undefined] };

/** @see Amazon S3 API Reference, "ListObjectVersions", sample requests and responses */
test.each([
  ['&key-marker=key2', ['I5V', 't46', '8XE', 'd-d', 'qDh', 'wxx']],
  ['&key-marker=key3', ['qDh', 'wxx']],
  ['&key-marker=key3&version-id-marker=t46Z0menlYTZBnj', ['8XE', 'd-d', 'qDh', 'wxx']],
  ['&key-marker=key1&version-id-marker=null', ['I5V', 't46', '8XE', 'd-d', 'qDh', 'wxx']],
  ['&key-marker=sourcekey', []],
])('a list with %s begins after the marker, as in the samples of AWS', async (query, listed) => {
  expect(await ask(query)).toMatchObject({ listed, ...END });
});

test('a page of max-keys ends with the markers of its last version', async () => {
  expect(await ask('&max-keys=3&key-marker=key2')).toMatchObject({
    listed: ['I5V', 't46', '8XE'],
    truncated: 'true',
    next: ['key3', '8XECiENpj8pydEDJdd-_VRrvaGKAHOaGMNW7tg6UViI.'],
  });
  expect(await ask('&max-keys=1')).toMatchObject({ listed: ['nul'], next: ['key1', 'null'] });
});

test('a list continues after a version that has been deleted since', async () => {
  const { listed } = await ask('&key-marker=key3&version-id-marker=deleted');
  expect(listed).toEqual(['I5V', 't46', '8XE', 'd-d', 'qDh', 'wxx']);
});

test('a common prefix counts as one key, and as a marker hides all of its keys', async () => {
  const all = listOf(SAMPLE.slice(0, 1), ['a&amp;b/', 'z/']);
  expect(await ask('&delimiter=/&max-keys=1', all)).toMatchObject({
    listed: ['a&amp;b/'],
    next: ['a&amp;b/', undefined],
  });
  const rest = await ask('&delimiter=/&key-marker=a%26b/', all);
  expect(rest).toMatchObject({ listed: ['nul', 'z/'], ...END });
  expect(rest.asked).toBe('/calls?versions=&delimiter=%2F&max-keys=1000000000');
});
