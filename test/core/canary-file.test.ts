import { isCanaryFile } from '../../core/canary-file';
import { Findings } from '../../integrity/findings';

test.each([
  ['callvault-canary.txt', true],
  ['recordings/callvault-canary.txt', true],
  ['recordings/not-callvault-canary.txt', false],
  ['recordings/callvault-canary.txt/a.wav', false],
])('%s is the file of a canary: %s', (key, expected) => {
  expect(isCanaryFile(key)).toBe(expected);
});

test('the file of a canary is never reported, also once the store has none', () => {
  const findings = new Findings();
  findings.add({ kind: 'orphan', key: 'recordings/callvault-canary.txt' });
  findings.add({ kind: 'orphan', key: 'recordings/a.wav' });
  expect(findings.toResult('p').discrepancies).toEqual([
    { kind: 'orphan', key: 'recordings/a.wav' },
  ]);
});
