import { markerOf } from '../../../cli/github/document';
import { readApproval } from '../../../cli/github/approval';
import { LocalGithub } from '../../../dev/local-github';

const COMMIT = 'c'.repeat(40);
const MARKER = markerOf('callvault-review-prod');
const DIGEST = `sha256:${'1'.repeat(64)}`;

let github: LocalGithub;
beforeEach(async () => {
  github = new LocalGithub();
  await github.start();
  github.merged = COMMIT;
  const body = [MARKER, '', `Plan digest \`${DIGEST}\` of \`calls-prod\` on \`aaaa\`.`].join('\n');
  github.add(github.comments, { body });
});
afterEach(async () => {
  await github.stop();
});

const read = () => readApproval(github.client(), COMMIT, MARKER);

test('an approval has the digest, the author, who approved which commit, and who merged it', async () => {
  github.approvals.push({ by: 'jane', at: '2026-11-19T10:00:00Z', commit: 'b'.repeat(40) });
  expect(await read()).toEqual({
    commit: COMMIT,
    pullRequest: 12,
    digest: DIGEST,
    author: 'github-actions[bot]',
    mergedBy: 'joe',
    mergedAt: '2026-11-20T10:00:00Z',
    approvals: [{ by: 'jane', at: '2026-11-19T10:00:00Z', commit: 'b'.repeat(40) }],
  });
});

test('a merge without approvals has none', async () => {
  expect((await read()).approvals).toEqual([]);
});

test('a commit that no pull request was merged as has no approval', async () => {
  github.merged = 'd'.repeat(40);
  await expect(read()).rejects.toThrow(`no pull request was merged as ${COMMIT}`);
});
