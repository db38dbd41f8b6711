import { closeIssues, postIssue } from '../../../cli/github/issue';
import { postPullRequest } from '../../../cli/github/pull-request';
import { FakeGithub } from './fake-github';

const marker = '<!-- callvault-drift -->';
const issue = (text: string) => ({ marker, title: `Drift: ${text}`, body: `${marker}\n${text}` });
const change = (text: string) => ({
  marker,
  title: `Ranges: ${text}`,
  body: `${marker}\n${text}`,
  head: 'callvault/ranges',
  base: 'main',
});

let github: FakeGithub;
beforeEach(async () => {
  github = new FakeGithub();
  await github.start();
});
afterEach(async () => {
  await github.stop();
});

test('there is one open issue, which says what was found last', async () => {
  await postIssue(github.place(), issue('monday'));
  await expect(postIssue(github.place(), issue('tuesday'))).resolves.toMatchObject({
    did: 'updated',
  });
  expect(github.issues).toMatchObject([{ title: 'Drift: tuesday', body: issue('tuesday').body }]);
});

test('what is over closes the issue, and what comes back opens a new one', async () => {
  await postIssue(github.place(), issue('monday'));
  await expect(closeIssues(github.place(), marker)).resolves.toEqual([
    'https://github.com/acme/recordings/N_1',
  ]);
  await expect(closeIssues(github.place(), marker)).resolves.toEqual([]);
  await postIssue(github.place(), issue('friday'));
  expect(github.issues.map(({ closed, title }) => [title, closed])).toEqual([
    ['Drift: monday', 'COMPLETED'],
    ['Drift: friday', undefined],
  ]);
});

test('issues of somebody else are never changed or closed', async () => {
  for (let i = 0; i < 120; i += 1) {
    github.add(github.issues, { author: 'mallory', body: issue('mine').body });
  }
  await expect(closeIssues(github.place(), marker)).resolves.toEqual([]);
  await postIssue(github.place(), issue('ours'));
  expect(github.mutations).toEqual(['createIssue']);
});

test('of two open issues the later is closed', async () => {
  github.add(github.issues, { body: issue('one').body });
  github.add(github.issues, { body: issue('two').body });
  await postIssue(github.place(), issue('three'));
  expect(github.issues).toMatchObject([
    { id: 'N_1', body: issue('three').body },
    { id: 'N_2', closed: 'NOT_PLANNED' },
  ]);
});

test('there is one pull request for a branch, whoever was quicker', async () => {
  await expect(postPullRequest(github.place(), change('one'))).resolves.toMatchObject({
    did: 'created',
  });
  await expect(postPullRequest(github.place(), change('two'))).resolves.toMatchObject({
    did: 'updated',
  });
  github.before = (query) => {
    // Another run makes it between the look and the creation.
    if (query.includes('createPullRequest')) {
      github.add(github.pullRequests, { head: 'callvault/ranges', body: 'of the other' });
    }
    return false;
  };
  github.pullRequests.length = 0;
  await postPullRequest(github.place(), change('three'));
  expect(github.pullRequests.map(({ body }) => body)).toEqual([change('three').body]);
});

test('a pull request of a fork from a branch of that name is left alone', async () => {
  github.add(github.pullRequests, { head: 'callvault/ranges', fork: true, body: 'theirs' });
  await postPullRequest(github.place(), change('ours'));
  expect(github.pullRequests.map(({ body }) => body)).toEqual(['theirs', change('ours').body]);
});
