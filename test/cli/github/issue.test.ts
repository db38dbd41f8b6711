import { closeIssues, postIssue } from '../../../cli/github/issue';
import { postPullRequest } from '../../../cli/github/pull-request';
import { LocalGithub } from '../../../dev/local-github';

const marker = '<!-- callvault-drift -->';
const issue = (text: string) => ({ marker, title: `Drift: ${text}`, body: `${marker}\n${text}` });
const change = (text: string) => ({
  marker,
  title: `Ranges: ${text}`,
  body: `${marker}\n${text}`,
  head: 'callvault/ranges',
  base: 'main',
});

let github: LocalGithub;
beforeEach(async () => {
  github = new LocalGithub();
  await github.start();
});
afterEach(async () => {
  await github.stop();
});

test('one issue is open, with the latest finding', async () => {
  await postIssue(github.client(), issue('monday'));
  await expect(postIssue(github.client(), issue('tuesday'))).resolves.toMatchObject({
    action: 'updated',
  });
  expect(github.issues).toMatchObject([{ title: 'Drift: tuesday', body: issue('tuesday').body }]);
});

test('an issue is closed when its cause is over, and a new one is opened when it returns', async () => {
  await postIssue(github.client(), issue('monday'));
  await expect(closeIssues(github.client(), marker)).resolves.toEqual([
    'https://github.com/acme/recordings/N_1',
  ]);
  await expect(closeIssues(github.client(), marker)).resolves.toEqual([]);
  await postIssue(github.client(), issue('friday'));
  expect(github.issues.map(({ closed, title }) => [title, closed])).toEqual([
    ['Drift: monday', 'COMPLETED'],
    ['Drift: friday', undefined],
  ]);
});

test('issues by other authors are never updated or closed', async () => {
  for (let i = 0; i < 120; i += 1) {
    github.add(github.issues, { author: 'mallory', body: issue('mine').body });
  }
  await expect(closeIssues(github.client(), marker)).resolves.toEqual([]);
  await postIssue(github.client(), issue('ours'));
  expect(github.mutations).toEqual(['createIssue']);
});

test('if two issues are open, the later one is closed', async () => {
  github.add(github.issues, { body: issue('one').body });
  github.add(github.issues, { body: issue('two').body });
  await postIssue(github.client(), issue('three'));
  expect(github.issues).toMatchObject([
    { id: 'N_1', body: issue('three').body },
    { id: 'N_2', closed: 'NOT_PLANNED' },
  ]);
});

test('one pull request exists for a branch, even if another run creates it first', async () => {
  await expect(postPullRequest(github.client(), change('one'))).resolves.toMatchObject({
    action: 'created',
  });
  await expect(postPullRequest(github.client(), change('two'))).resolves.toMatchObject({
    action: 'updated',
  });
  github.before = (query) => {
    // Another run creates it after this one has looked.
    if (query.includes('createPullRequest')) {
      github.add(github.pullRequests, { head: 'callvault/ranges', body: 'of the other' });
    }
    return false;
  };
  github.pullRequests.length = 0;
  await postPullRequest(github.client(), change('three'));
  expect(github.pullRequests.map(({ body }) => body)).toEqual([change('three').body]);
});

test('a pull request from a fork with the same branch name is left alone', async () => {
  github.add(github.pullRequests, { head: 'callvault/ranges', fork: true, body: 'theirs' });
  await postPullRequest(github.client(), change('ours'));
  expect(github.pullRequests.map(({ body }) => body)).toEqual(['theirs', change('ours').body]);
});
