import { tryFindDenier, tryFindSilent } from '../../core/denial';

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
