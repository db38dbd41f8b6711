import { postComment } from '../../../cli/github/comment';
import type { Document } from '../../../cli/github/document';
import { json } from '../../http/fake-server';
import { LocalGithub } from '../../../dev/local-github';

const MARKER = '<!-- callvault-review -->';
const document = (text: string): Document => ({ marker: MARKER, body: `${MARKER}\n${text}` });

let github: LocalGithub;
beforeEach(async () => {
  github = new LocalGithub();
  await github.start();
});
afterEach(async () => {
  await github.stop();
});

const bodies = () => github.comments.map(({ body }) => body);

test('the first review creates a comment, the second updates it, an equal one changes nothing', async () => {
  const url = 'https://github.com/acme/recordings/N_1';
  await expect(postComment(github.client(), 12, document('first'))).resolves.toEqual({
    action: 'created',
    url,
  });
  await expect(postComment(github.client(), 12, document('second'))).resolves.toEqual({
    action: 'updated',
    url,
  });
  await expect(postComment(github.client(), 12, document('second'))).resolves.toEqual({
    action: 'unchanged',
    url,
  });
  expect(bodies()).toEqual([document('second').body]);
  expect(github.mutations).toEqual(['addComment', 'updateIssueComment']);
});

test('a comment beyond the first hundred is found', async () => {
  for (let i = 0; i < 250; i += 1) github.add(github.comments, { body: `comment ${i}` });
  const { id } = github.add(github.comments, { body: document('old').body });
  await postComment(github.client(), 12, document('new'));
  expect(github.comments).toHaveLength(251);
  expect(github.comments.find((each) => each.id === id)?.body).toBe(document('new').body);
});

test.each([
  [
    'by another author with the same marker',
    { author: 'mallory', body: document('all is well').body },
  ],
  ['of ours with another marker', { body: '<!-- callvault-drift -->\ndrift' }],
  ['of ours that only mentions the marker', { body: `see ${MARKER}` }],
])('a comment %s is left as it is', async (_, other) => {
  github.add(github.comments, other);
  await postComment(github.client(), 12, document('mine'));
  expect(bodies()).toEqual([other.body, document('mine').body]);
});

test('two concurrent runs leave one comment', async () => {
  let waiting = 0;
  let release: () => void = () => undefined;
  const both = new Promise<void>((resolve) => {
    release = resolve;
  });
  // Both runs find nothing before either creates a comment.
  github.before = async (query) => {
    if (query.includes('addComment')) {
      waiting += 1;
      if (waiting === 2) release();
      await both;
    }
    return false;
  };
  await Promise.all([
    postComment(github.client(), 12, document('one')),
    postComment(github.client(), 12, document('two')),
  ]);
  expect(github.mutations.filter((each) => each === 'addComment')).toHaveLength(2);
  expect(github.comments.map(({ id }) => id)).toEqual(['N_1']);
});

test('a comment whose creation succeeded without an answer is not created again', async () => {
  github.after = (query, response) => {
    if (!query.includes('addComment')) return false;
    json(response, {}, { status: 502 });
    return true;
  };
  await expect(postComment(github.client(), 12, document('once'))).resolves.toMatchObject({
    action: 'created',
  });
  expect(bodies()).toEqual([document('once').body]);
});

test('a creation that failed without an answer is an error, and is not repeated', async () => {
  github.before = (query, response) => {
    if (!query.includes('addComment')) return false;
    json(response, {}, { status: 502 });
    return true;
  };
  await expect(postComment(github.client(), 12, document('once'))).rejects.toThrow('answered 502');
  expect(github.comments).toEqual([]);
  const asked = github.seen.filter(({ body }) => body.includes('addComment'));
  expect(asked).toHaveLength(1);
});

test('a created comment is kept even if the list does not show it yet', async () => {
  github.after = (query, response) => {
    if (!query.includes('viewerDidAuthor')) return false;
    const comments = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
    json(response, { data: { repository: { pullRequest: { id: 'PR_12', comments } } } });
    return true;
  };
  await expect(postComment(github.client(), 12, document('new'))).resolves.toEqual({
    action: 'created',
    url: 'https://github.com/acme/recordings/N_1',
  });
});

test('the error for an unknown pull request names it', async () => {
  await expect(postComment(github.client(), 13, document('x'))).rejects.toThrow(
    'answered with an error: Could not resolve to a PullRequest with the number of 13.',
  );
});

test('the error for a token without permission says what to do', async () => {
  github.before = (_, response) => {
    const message = 'Resource not accessible by integration';
    json(response, { data: null, errors: [{ message }] });
    return true;
  };
  await expect(postComment(github.client(), 12, document('x'))).rejects.toThrow(
    'Give the job the permission it needs; a pull request from a fork never has it.',
  );
});

test('no error shows a wrong token', async () => {
  const posted = postComment(github.client('ghs_wrongwrong'), 12, document('x'));
  await expect(posted).rejects.toThrow('answered 401 (Bad credentials)');
  await expect(posted).rejects.not.toThrow('ghs_wrongwrong');
});
