import { newFinding } from '../../../cli/doctor/finding';
import { renderDiagnosis } from '../../../cli/doctor/render';

const disabled = {
  ...newFinding('key-disabled', {
    what: 'The key is disabled',
    evidence: ['a: Disabled', 'b\u001b[31m'],
    fix: 'aws kms enable-key',
  }),
  guide: 'Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"',
};
const rotation = newFinding('key-rotation-off', {
  what: 'It stays',
  evidence: [],
  fix: 'Turn it.',
});

test('a diagnosis shows each finding with its evidence, fix and guide, and what was tried', () => {
  const diagnosis = {
    stack: 'calls-prod',
    findings: [disabled, rotation],
    notes: ['A note.'],
    attempts: [
      { does: 'upload, AES256', expected: 'refused', was: 'refused', answer: 'AccessDenied: no' },
      { does: 'upload', expected: 'allowed', was: 'refused', answer: 'KMS.DisabledException: a' },
      { does: 'look at it with HEAD', expected: 'allowed', was: 'allowed', inPlace: true },
    ] as const,
  };
  expect(renderDiagnosis(diagnosis)).toBe(`calls-prod: 2 findings: 1 blocks the vendor, 1 does not.

BROKEN key: key-disabled
  The key is disabled.
    a: Disabled
    b\\u{1b}[31m
  aws kms enable-key
  See Genesys guide, "Edge Case 2: KMS Key Alias Resolution Failure"; docs/doctor.md.

RISK key: key-rotation-off
  It stays.
  Turn it.

As the vendor:
  upload, AES256: refused, as expected
  upload: refused, expected allowed: KMS.DisabledException: a

With your credentials, because the vendor may not:
  look at it with HEAD: allowed, as expected

A note.`);
});

test('findings that do not stop the vendor are counted as such', () => {
  const diagnosis = { stack: 'calls-prod', findings: [rotation], attempts: [], notes: [] };
  expect(renderDiagnosis(diagnosis)).toMatch(/^calls-prod: 1 finding: none blocks the vendor\.$/m);
});

test('a diagnosis without findings says so', () => {
  const diagnosis = { stack: 'calls-prod', findings: [], attempts: [], notes: [] };
  expect(renderDiagnosis(diagnosis)).toBe('calls-prod: no findings.');
});
