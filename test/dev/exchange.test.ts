import { Readable } from 'node:stream';
import { chain, s3Error } from '../../dev/exchange';
import type { Handler, LocalRequest } from '../../dev/exchange';

const request: LocalRequest = { method: 'GET', url: '/', headers: [], body: Readable.from([]) };

/** Notes when it gets the request and when it gets the answer. */
const noting =
  (name: string, notes: string[]): Handler =>
  async (seen, next) => {
    notes.push(`${name} asks`);
    const answer = await next(seen);
    notes.push(`${name} has ${answer.status}`);
    return answer;
  };

test('the first handler gets a request first and its answer last', async () => {
  const notes: string[] = [];
  const respond = chain([noting('first', notes), noting('second', notes)], () =>
    Promise.resolve({ status: 204, headers: [] }),
  );
  await respond(request);
  expect(notes).toEqual(['first asks', 'second asks', 'second has 204', 'first has 204']);
});

test('a handler that answers a request itself does not pass it on', async () => {
  const notes: string[] = [];
  const refuse: Handler = () => Promise.resolve(s3Error(403, 'AccessDenied', 'No.'));
  const respond = chain([refuse, noting('second', notes)], () =>
    Promise.reject(new Error('asked')),
  );
  await expect(respond(request)).resolves.toMatchObject({ status: 403 });
  expect(notes).toEqual([]);
});

test('the message of an error is escaped', () => {
  expect(s3Error(400, 'Bad', 'a < b & c').body).toContain('<Message>a &lt; b &amp; c</Message>');
});
