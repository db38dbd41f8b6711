import {
  deniedAttempt,
  mergeDenials,
  tryFindDenier,
  tryFindSilent,
} from '../../../cli/doctor/denial';
import { newFinding } from '../../../cli/doctor/finding';
import { deployed } from './deployed';

const { store } = deployed('calls-prod');
const WHO =
  'User: arn:aws:sts::111111111111:assumed-role/r/a is not authorized to perform: s3:PutObject on resource: "arn"';

test.each([
  [' with an explicit deny in an identity-based policy', 'identity-based policy'],
  [' with an explicit deny in a permissions boundary', 'permissions boundary'],
  [' with an explicit deny in a resource-based policy', 'resource-based policy'],
  [' with an explicit deny in a session policy', 'session policy'],
  [' with an explicit deny in a VPC endpoint policy', 'VPC endpoint policy'],
  [' with an explicit deny in the role trust policy', 'role trust policy'],
  [
    ' with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1',
    'service control policy',
  ],
  [' with an explicit deny in a resource control policy', 'resource control policy'],
  [' with an explicit deny', ''],
  [' because no identity-based policy allows the s3:PutObject action', undefined],
  [
    ' because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
    undefined,
  ],
])('%s names %j', (end, kind) => {
  expect(tryFindDenier(`AccessDenied: ${WHO}${end}`)).toBe(kind);
});

test.each([
  [' because no service control policy allows the s3:PutObject action', 'service control policy'],
  [' because no permissions boundary allows the s3:PutObject action', 'permissions boundary'],
  [' with an explicit deny', undefined],
])('%s misses an Allow in %j', (end, kind) => {
  expect(tryFindSilent(`AccessDenied: ${WHO}${end}`)).toBe(kind);
});

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
