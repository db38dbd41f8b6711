import { deniedAttempt, mergeDenials } from '../../../cli/doctor/denial';
import { newFinding } from '../../../cli/doctor/finding';
import { deployed } from './deployed';

const { store } = deployed('calls-prod');
test('what one kind of policy denies the vendor is one finding, which names where to look', () => {
  const attempt = (kind: string, evidence: string) => deniedAttempt(store, kind, [evidence]);
  const other = newFinding('upload-taken', { what: 'w', evidence: [], fix: 'f' });
  expect(
    mergeDenials([
      other,
      attempt('permissions boundary', 'one'),
      attempt('service control policy', 'two'),
      attempt('permissions boundary', 'kms:Decrypt'),
    ]),
  ).toEqual([
    {
      id: 'explicit-deny',
      link: 'bucket',
      severity: 'broken',
      what: 'A permissions boundary denies Genesys Cloud CX what the store allows: it has an explicit deny',
      evidence: ['one', 'kms:Decrypt'],
      fix: "No Allow helps. Look for the Deny in the permissions boundary of recordings-calls-prod, and at CloudTrail's events of recordings-calls-prod.",
    },
    expect.objectContaining({
      fix: "No Allow helps. Look for the Deny, with the administrators of the organization, and at CloudTrail's events of recordings-calls-prod.",
    }),
    other,
  ]);
});
