import { didYouMean, tryFindSimilar } from '../../core/did-you-mean';

test.each([
  ['regoin', ['region', 'bucket'], 'region'],
  ['typ', ['type', 'tags'], 'type'],
  ['calls.prod', ['calls-prod', 'video-prod'], 'calls-prod'],
  ['abcdef', ['abcdxy', 'other'], 'abcdxy'],
  ['abcdef', ['abcxyz', 'other'], undefined],
  ['us-east-3', ['us-east-1', 'us-east-2'], undefined],
  ['us-eats-1', ['us-east-1', 'us-east-2'], 'us-east-1'],
  ['s4', ['s3', 'local'], 's3'],
  ['other', ['type', 'state'], undefined],
  ['other', [], undefined],
  ['loom', ['zoom', 'daily'], undefined],
  ['ucket', ['bucket'], undefined],
  ['ubcket', ['bucket', 'budget'], 'bucket'],
  ['ertention', ['retention'], 'retention'],
  ['tsate', ['type', 'state'], 'state'],
  ['ab', ['ba'], undefined],
  ['egions', ['regions'], 'regions'],
  ['s3:DeleteObjectVersion', ['s3:DeleteObject', 's3:GetObjectVersion'], undefined],
])('%s among %j is close to %s', (word, candidates, expected) => {
  expect(tryFindSimilar(word, candidates)).toBe(expected);
  expect(didYouMean(word, candidates)).toBe(
    expected === undefined ? '' : `; did you mean ${expected}?`,
  );
});
