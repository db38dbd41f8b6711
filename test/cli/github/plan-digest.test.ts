import { markerOf } from '../../../cli/github/document';
import { readDigest } from '../../../cli/github/merged';
import { FakeGithub } from './fake-github';

const COMMIT = 'c'.repeat(40);
const MARKER = markerOf('callvault-review-prod');
const DIGEST = `sha256:${'1'.repeat(64)}`;
const OTHER = `sha256:${'2'.repeat(64)}`;
const saying = (digest: string) => `Plan digest \`${digest}\` of \`calls-prod\` on \`aaaa\`.`;
const body = (...lines: string[]) => [MARKER, '', ...lines].join('\n');

let github: FakeGithub;
beforeEach(async () => {
  github = new FakeGithub();
  await github.start();
  github.merged = COMMIT;
});
afterEach(async () => {
  await github.stop();
});

const read = () => readDigest(github.place(), COMMIT, MARKER);
const refused = (rule: string, what: string) =>
  `  ${rule}: ${what}\n  Plan and review again in a pull request, and merge that.`;

test('the digest stands in our own comment on the pull request that was merged', async () => {
  github.add(github.comments, { author: 'mallory', body: body(saying(OTHER)) });
  github.add(github.comments, { body: body('## Plan review', '', saying(DIGEST)) });
  await expect(read()).resolves.toBe(DIGEST);
});

test('what a review quotes is not the digest: that is its last line', async () => {
  github.add(github.comments, { body: body(saying(OTHER), '', saying(DIGEST)) });
  await expect(read()).resolves.toBe(DIGEST);
});

test.each([
  ['of somebody else', { author: 'mallory', body: body(saying(OTHER)) }],
  ['of ours for another environment', { body: body(saying(OTHER)).replace('prod', 'dev') }],
  ['of ours without a digest', { body: body('## Plan review') }],
  ['of ours with half a digest', { body: body(saying('sha256:12')) }],
])('a comment %s says none', async (_, comment) => {
  github.add(github.comments, comment);
  await expect(read()).rejects.toThrow(
    refused('digest-comment', 'no comment of ours on pull request 12 says a digest'),
  );
});

test('a commit that is no merge of a pull request has none', async () => {
  github.merged = 'd'.repeat(40);
  await expect(read()).rejects.toThrow(
    refused('digest-merged', `${COMMIT} was merged by no pull request`),
  );
});
