import { GithubClient } from '../../../cli/github/client';
import { postComment } from '../../../cli/github/comment';
import { json } from '../../http/fake-server';
import { LocalGithub } from '../../../dev/local-github';

const document = { marker: '<!-- callvault-review -->', body: '<!-- callvault-review -->\ntext' };

let github: LocalGithub;
beforeEach(async () => {
  github = new LocalGithub();
  await github.start();
});
afterEach(async () => {
  await github.stop();
});

/** Refuses the first requests as GitHub does when a client sends too many. */
function limitRate(times: number, retryAfterSeconds: number): void {
  let left = times;
  github.before = (_, response) => {
    if (left === 0) return false;
    left -= 1;
    const message = 'You have exceeded a secondary rate limit.';
    const headers = { 'retry-after': String(retryAfterSeconds) };
    json(response, { message }, { status: 403, headers });
    return true;
  };
}

const client = () =>
  new GithubClient(github.repositoryFor('right-token'), { throttle: { retryAfterBaseValue: 1 } });

test('a request is repeated after the wait that a rate limit asks for', async () => {
  limitRate(3, 60);
  await expect(postComment(client(), 12, document)).resolves.toMatchObject({ action: 'created' });
  expect(github.mutations).toEqual(['addComment']);
});

test.each([
  ['more than three times', 4, 60, 4],
  ['for more than a minute', 1, 61, 1],
])('a request that is refused %s fails', async (...[, times, seconds, requests]) => {
  limitRate(times, seconds);
  await expect(postComment(client(), 12, document)).rejects.toThrow(
    'answered 403 (You have exceeded a secondary rate limit.)',
  );
  expect(github.seen).toHaveLength(requests);
});

test('a query is repeated after a temporary error', async () => {
  let failures = 0;
  github.before = (_, response) => {
    failures += 1;
    if (failures > 3) return false;
    json(response, {}, { status: 502 });
    return true;
  };
  await postComment(github.client(), 12, document);
  expect(github.mutations).toEqual(['addComment']);
});

test('a server that cannot be reached is an error without the token', async () => {
  await github.stop();
  const posted = postComment(github.client(), 12, document);
  await expect(posted).rejects.toThrow(/^http:\S+ did not answer: /);
  await expect(posted).rejects.not.toThrow('right-token');
});

test('no token is sent to an address that is not https', async () => {
  const repository = { ...github.repositoryFor('right-token'), graphqlUrl: 'http://example.com/' };
  await expect(postComment(new GithubClient(repository), 12, document)).rejects.toThrow(
    'http://example.com/ is not an https address',
  );
});
