import { markerOf } from '../../../cli/github/document';
import { readDigest } from '../../../cli/github/plan-digest';
import { LocalGithub } from '../../../dev/local-github';

const COMMIT = 'c'.repeat(40);
const MARKER = markerOf('callvault-review-prod');
const DIGEST = `sha256:${'1'.repeat(64)}`;
const OTHER = `sha256:${'2'.repeat(64)}`;
const digestLine = (digest: string) => `Plan digest \`${digest}\` of \`calls-prod\` on \`aaaa\`.`;
const body = (...lines: string[]) => [MARKER, '', ...lines].join('\n');

let github: LocalGithub;
beforeEach(async () => {
  github = new LocalGithub();
  await github.start();
  github.merged = COMMIT;
});
afterEach(async () => {
  await github.stop();
});

const read = () => readDigest(github.client(), COMMIT, MARKER);
const refused = (rule: string, what: string) =>
  `  ${rule}: ${what}\n  Plan and review again in a pull request, and merge that.`;

test('the digest is read from our own comment on the merged pull request', async () => {
  github.add(github.comments, { author: 'mallory', body: body(digestLine(OTHER)) });
  github.add(github.comments, { body: body('## Plan review', '', digestLine(DIGEST)) });
  await expect(read()).resolves.toBe(DIGEST);
});

test('the digest is the last line, not a line that the review quotes', async () => {
  github.add(github.comments, { body: body(digestLine(OTHER), '', digestLine(DIGEST)) });
  await expect(read()).resolves.toBe(DIGEST);
});

test.each([
  ['by another author', { author: 'mallory', body: body(digestLine(OTHER)) }],
  ['of ours for another environment', { body: body(digestLine(OTHER)).replace('prod', 'dev') }],
  ['of ours without a digest', { body: body('## Plan review') }],
  ['of ours with half a digest', { body: body(digestLine('sha256:12')) }],
])('a comment %s gives no digest', async (_, comment) => {
  github.add(github.comments, comment);
  await expect(read()).rejects.toThrow(
    refused('digest-comment', "callvault's comment on pull request 12 is missing or has no digest"),
  );
});

test('a commit that no pull request was merged as has no digest', async () => {
  github.merged = 'd'.repeat(40);
  await expect(read()).rejects.toThrow(
    refused('digest-merged', `no pull request was merged as ${COMMIT}`),
  );
});
