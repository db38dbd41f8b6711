import { Readable } from 'node:stream';
import { chain, s3Error, tryFindHeader, withoutHeaders } from '../../dev/exchange';
import type { Handler, LocalRequest } from '../../dev/exchange';

const request: LocalRequest = { method: 'GET', url: '/', headers: [], body: Readable.from([]) };
const HEADERS = ['Host', 'keep-alive', 'X-A', '1', 'x-a', '2', 'Keep-Alive', 'timeout=5'];

/** Notes when it saw the request and when the answer. */
const noting =
  (name: string, notes: string[]): Handler =>
  async (seen, next) => {
    notes.push(`${name} asks`);
    const answer = await next(seen);
    notes.push(`${name} has ${answer.status}`);
    return answer;
  };

test('the first handler sees a request first and its answer last', async () => {
  const notes: string[] = [];
  const respond = chain([noting('first', notes), noting('second', notes)], () =>
    Promise.resolve({ status: 204, headers: [] }),
  );
  await respond(request);
  expect(notes).toEqual(['first asks', 'second asks', 'second has 204', 'first has 204']);
});

test('behind a handler that answers by itself nobody is asked', async () => {
  const notes: string[] = [];
  const refuse: Handler = () => Promise.resolve(s3Error(403, 'AccessDenied', 'No.'));
  const respond = chain([refuse, noting('second', notes)], () =>
    Promise.reject(new Error('asked')),
  );
  await expect(respond(request)).resolves.toMatchObject({ status: 403 });
  expect(notes).toEqual([]);
});

test('a header is found whatever its case, and never a value in its place', () => {
  expect(tryFindHeader(HEADERS, 'x-a')).toBe('1');
  expect(tryFindHeader(HEADERS, 'keep-alive')).toBe('timeout=5');
  expect(tryFindHeader(HEADERS, 'timeout=5')).toBeUndefined();
});

test('headers are left out with their values, all others stay in order', () => {
  const names = new Set(['keep-alive']);
  expect(withoutHeaders(HEADERS, names)).toEqual(['Host', 'keep-alive', 'X-A', '1', 'x-a', '2']);
});

test('the message of an error is escaped', () => {
  expect(s3Error(400, 'Bad', 'a < b & c').body).toContain('<Message>a &lt; b &amp; c</Message>');
});
