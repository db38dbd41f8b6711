import { finding } from '../../../cli/doctor/finding';
import { renderDiagnosis } from '../../../cli/doctor/render';

const disabled = finding('key-disabled', {
  ...{ what: 'The key is disabled', evidence: ['a: Disabled', 'b\u001b[31m'] },
  fix: 'aws kms enable-key',
});
const rotation = finding('key-rotation-off', { what: 'It stays', evidence: [], fix: 'Turn it.' });

test('a diagnosis says what stops the vendor, the evidence, the fix and the guide, and what was tried', () => {
  const diagnosis = {
    ...{ stack: 'calls-prod', findings: [disabled, rotation], notes: ['A note.'] },
    attempts: [
      { does: 'upload, AES256', expected: 'refused', was: 'refused', answer: 'AccessDenied: no' },
      { does: 'upload', expected: 'allowed', was: 'refused', answer: 'KMS.DisabledException: a' },
    ] as const,
  };
  expect(renderDiagnosis(diagnosis))
    .toBe(`calls-prod: 2 found, 1 that stops the vendor, 1 that does not.

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
  upload, AES256: refused, as it should be
  upload: refused, should be allowed: KMS.DisabledException: a

A note.`);
});

test('a diagnosis without findings says so', () => {
  const diagnosis = { stack: 'calls-prod', findings: [], attempts: [], notes: [] };
  expect(renderDiagnosis(diagnosis)).toBe('calls-prod: nothing is wrong.');
});
