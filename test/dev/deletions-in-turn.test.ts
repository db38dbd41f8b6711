import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { deleteInTurn } from '../../dev/deletions-in-turn';
import type { LocalRequest } from '../../dev/exchange';

const toBucket = (method: string, url: string): LocalRequest => {
  const { pathname, searchParams: query } = new URL(url, 'http://127.0.0.1');
  const [, bucket = '', ...key] = pathname.split('/');
  const s3 = { bucket, key: key.join('/'), query, virtualHost: false };
  return { method, url, headers: [], body: Readable.from([]), s3 };
};

/** Sends requests at once. @returns when each begins and ends */
async function timesOf(requests: readonly LocalRequest[]): Promise<string[]> {
  const times: string[] = [];
  const handler = deleteInTurn();
  const answer = async ({ url }: LocalRequest) => {
    times.push(`${url} begins`);
    await sleep(5);
    times.push(`${url} ends`);
    return { status: 204, headers: [] };
  };
  await Promise.all(requests.map((each) => handler(each, answer)));
  return times;
}

test('deletions in a bucket are processed one after the other', async () => {
  const first = toBucket('DELETE', '/calls/a.wav?versionId=1');
  const second = toBucket('DELETE', '/calls/a.wav?versionId=2');
  const several = toBucket('POST', '/calls?delete');
  const expected = [first, second, several].flatMap(({ url }) => [`${url} begins`, `${url} ends`]);
  await expect(timesOf([first, second, several])).resolves.toEqual(expected);
});

test.each([
  ['of other buckets', toBucket('DELETE', '/video/a.wav')],
  ['of a configuration of the bucket', toBucket('DELETE', '/calls?lifecycle')],
])('deletions %s wait for nothing', async (_, other) => {
  const times = await timesOf([toBucket('DELETE', '/calls/a.wav'), other]);
  const begun = ['/calls/a.wav begins', `${other.url} begins`];
  expect(times.slice(0, 2).sort()).toEqual(begun.sort());
});

test('a deletion that fails holds up no other', async () => {
  const handler = deleteInTurn();
  const failed = handler(toBucket('DELETE', '/calls/a.wav'), () => Promise.reject(new Error('no')));
  await expect(failed).rejects.toThrow('no');
  const answer = { status: 204, headers: [] };
  const next = handler(toBucket('DELETE', '/calls/b.wav'), () => Promise.resolve(answer));
  await expect(next).resolves.toBe(answer);
});
