import { Gitlab } from '@gitbeaker/rest';
import { comment } from '../../../cli/post/post';
import type { Document } from '../../../cli/github/document';
import { gitlabProject } from '../../../cli/gitlab/client';
import { postNote } from '../../../cli/gitlab/note';
import { json } from '../../http/fake-server';
import { BOT, FakeGitlab } from './fake-gitlab';

const MARKER = '<!-- callvault-review -->';
const document = (text: string): Document => ({ marker: MARKER, body: `${MARKER}\n${text}` });

let gitlab: FakeGitlab;
beforeEach(async () => {
  gitlab = new FakeGitlab();
  await gitlab.start();
});
afterEach(async () => {
  await gitlab.stop();
});

const bodies = () => gitlab.notes.map(({ body }) => body);

test('the first review creates a note, the second updates it, an equal one changes nothing', async () => {
  const url = 'https://gitlab.com/acme/recordings/-/merge_requests/12#note_1';
  for (const [text, action] of [
    ['first', 'created'],
    ['second', 'updated'],
    ['second', 'unchanged'],
  ] as const) {
    await expect(postNote(gitlab.client(), 12, document(text))).resolves.toEqual({ action, url });
  }
  expect(bodies()).toEqual([document('second').body]);
  expect(gitlab.changes).toEqual(['POST', 'PUT']);
});

test('a note beyond the first hundred is found, in a project that is named by its path', async () => {
  for (let i = 0; i < 250; i += 1) gitlab.add({ body: `note ${i}` });
  const { id } = gitlab.add({ body: document('old').body });
  await postNote(gitlab.client('right-token', 'acme/recordings'), 12, document('new'));
  expect(gitlab.notes).toHaveLength(251);
  expect(gitlab.notes.find((each) => each.id === id)?.body).toBe(document('new').body);
});

test.each([
  ['by another author with the same marker', { author: { id: 1 }, body: document('fine').body }],
  ['of GitLab itself', { system: true, body: document('fine').body }],
  ['of ours with another marker', { body: '<!-- callvault-drift -->\ndrift' }],
  ['of ours that only mentions the marker', { body: `see ${MARKER}` }],
])('a note %s is left as it is', async (_, other) => {
  gitlab.add(other);
  await postNote(gitlab.client(), 12, document('mine'));
  expect(bodies()).toEqual([other.body, document('mine').body]);
});

test('two concurrent runs leave one note', async () => {
  const texts = ['one', 'two'];
  await Promise.all(texts.map((text) => postNote(gitlab.client(), 12, document(text))));
  expect(gitlab.notes.map(({ id }) => id)).toEqual([1]);
});

test('a note whose answer was lost is found, and not created again', async () => {
  gitlab.before = ({ method, body }, response) => {
    if (method !== 'POST') return false;
    gitlab.add({ body: (JSON.parse(body) as { body: string }).body });
    json(response, {}, { status: 502 });
    return true;
  };
  await expect(postNote(gitlab.client(), 12, document('text'))).resolves.toMatchObject({
    action: 'created',
  });
  expect(gitlab.notes).toHaveLength(1);
});

test('no line of a review is a command to GitLab', async () => {
  await postNote(gitlab.client(), 12, document('/merge\n  /approve\n\t/close\nfine /label x'));
  expect(gitlab.commands).toEqual([]);
  expect(bodies()).toEqual([`${MARKER}\n\\/merge\n  \\/approve\n\t\\/close\nfine /label x`]);
  await postNote(gitlab.client(), 12, document('/merge\n  /approve\n\t/close\nfine /label x'));
  expect(gitlab.changes).toEqual(['POST']);
});

test('a refusal says which permission the token needs, and never shows the token', async () => {
  await expect(postNote(gitlab.client('wrong-token-12345'), 12, document('x'))).rejects.toThrow(
    /answered 401 \(401 Unauthorized\)\n {2}GITLAB_TOKEN needs the scope api/,
  );
  gitlab.before = (_, response) => {
    json(response, { message: 'bad token right-token' }, { status: 403 });
    return true;
  };
  const error: unknown = await postNote(gitlab.client(), 12, document('x')).catch(
    (e: unknown) => e,
  );
  expect(String(error)).toContain('answered 403');
  expect(String(error)).not.toContain('right-token');
});

test("GitLab's own client works with the local GitLab", async () => {
  const host = gitlab.url.replace(/\/api\/v4$/, '');
  // Its own rate limiter would keep the process running.
  const own = new Gitlab({ host, token: 'right-token', rateLimits: {} });
  const { MergeRequestNotes: notes } = own;
  const { id } = await notes.create(42, 12, 'text');
  await notes.edit(42, 12, id, { body: 'other' });
  await expect(notes.all(42, 12)).resolves.toMatchObject([{ body: 'other', author: { id: BOT } }]);
  await notes.remove(42, 12, id);
  await expect(own.Users.showCurrentUser()).resolves.toMatchObject({ id: BOT });
  await expect(own.MergeRequests.show(42, 12)).resolves.toMatchObject({ iid: 12 });
  expect(gitlab.notes).toEqual([]);
});

test('the token and the project come from the environment of the job', () => {
  const env = {
    GITLAB_TOKEN: 't',
    CI_PROJECT_ID: '42',
    CI_API_V4_URL: 'https://git.acme.example/api/v4/',
  };
  expect(gitlabProject(env)).toMatchObject({
    apiUrl: 'https://git.acme.example/api/v4',
    project: '42',
  });
  expect(() => gitlabProject({})).toThrow(/gitlab-token: .*\n.*\n.*gitlab-project: /);
});

test.each([
  [{}, {}, 'Neither --pull-request nor --merge-request is given'],
  [{ pullRequest: 1, mergeRequest: 2 }, {}, 'Both --pull-request and --merge-request are given'],
  [{ pullRequest: 1 }, {}, 'GITHUB_TOKEN is not set'],
  [{ mergeRequest: 1 }, {}, 'GITLAB_TOKEN is not set'],
  [{}, { CI_MERGE_REQUEST_IID: '12' }, 'GITLAB_TOKEN is not set'],
  [{}, { CI_MERGE_REQUEST_IID: 'x' }, '"x" is not the number'],
])('%p with %p: %s', async (flags, variables, what) => {
  const file = 'test/review/hostile-names/expected.md';
  await expect(comment(file, flags, variables)).rejects.toThrow(what);
});
