import { compareDeployed } from '../../../../cli/doctor/checks';
import type { Examined } from '../../../../cli/doctor/examined';
import type { Link } from '../../../../core/links';
import type { RefusedLookup } from '../../../../cli/doctor/observed';
import { but, deployed } from '../deployed';

const calls = deployed('calls-prod');
const USER = 'User: arn:aws:sts::111111111111:assumed-role/ops/a is not authorized to perform:';

const lookup = (call: string, answer: string, link: Link = 'bucket'): RefusedLookup => ({
  kind: 'refused',
  call,
  link,
  answer,
});
/** @see IAM User Guide, "Troubleshoot access denied error messages" */
const denied = (call: string, where: string, link: Link = 'bucket') => {
  const [action = ''] = call.split(' ');
  return lookup(
    call,
    `AccessDenied: ${USER} ${action} on resource: "arn" with an explicit deny${where}`,
    link,
  );
};

/** A bucket of which every lookup gets the same answer; HEAD has no body. */
const bucketDenied = (where: string) =>
  but(calls, 'bucket', {
    region: lookup('s3:ListBucket acme-calls', 'status 403'),
    policy: denied('s3:GetBucketPolicy acme-calls', where),
    encryption: denied('s3:GetEncryptionConfiguration acme-calls', where, 'key'),
    openTo: denied('s3:GetBucketPublicAccessBlock acme-calls', where),
    versioning: denied('s3:GetBucketVersioning acme-calls', where),
    ownership: denied('s3:GetBucketOwnershipControls acme-calls', where),
    lock: denied('s3:GetBucketObjectLockConfiguration acme-calls', where, 'lock'),
    lifecycle: denied('s3:GetLifecycleConfiguration acme-calls', where, 'lifecycle'),
    logging: denied('s3:GetBucketLogging acme-calls', where),
    payer: denied('s3:GetBucketRequestPayment acme-calls', where),
    replication: denied('s3:GetReplicationConfiguration acme-calls', where, 'replication'),
  });
const KEY_DENY = denied('kms:DescribeKey k', ' in a resource-based policy', 'key');
const keyDenied = but(calls, 'key', { state: KEY_DENY, policy: KEY_DENY, rotates: KEY_DENY });

test.each<[string, string, string, Examined]>([
  [
    'the bucket policy',
    'broken',
    'The policy of the bucket acme-calls denies even',
    bucketDenied(''),
  ],
  [
    'the bucket policy by its kind',
    'broken',
    'The policy of the bucket acme-calls denies even',
    bucketDenied(' in a resource-based policy'),
  ],
  ['the key policy', 'broken', 'The policy of the key k denies even these credentials', keyDenied],
  [
    'an SCP',
    'broken',
    'A service control policy of the organization denies even these credentials',
    bucketDenied(' in a service control policy: arn:aws:organizations::1:policy/o/p'),
  ],
  [
    'an RCP',
    'broken',
    'A resource control policy of the organization denies even',
    bucketDenied(' in a resource control policy'),
  ],
  [
    'the user’s own policy',
    'risk',
    'An identity-based policy denies these requests',
    bucketDenied(' in an identity-based policy'),
  ],
  [
    'a boundary',
    'risk',
    'A permissions boundary denies',
    bucketDenied(' in a permissions boundary'),
  ],
  [
    'an endpoint',
    'risk',
    'A VPC endpoint policy denies',
    bucketDenied(' in a VPC endpoint policy'),
  ],
])('a Deny of %s is one finding that is %s', (...[, severity, what, examined]) => {
  const denies = compareDeployed(examined).filter(({ id }) => id === 'explicit-deny');
  // The reason of a HEAD request is not known unless the bucket's own policy denies.
  expect(denies).toHaveLength(1);
  expect(denies[0]).toMatchObject({ severity });
  expect(denies[0]?.what.startsWith(what)).toBe(true);
  expect(compareDeployed(examined)).toHaveLength(1);
});

test('the finding names what it hides, and who can correct the policy', () => {
  const [finding] = compareDeployed(bucketDenied(''));
  expect(finding?.evidence).toHaveLength(11);
  expect(finding?.evidence[0]).toBe('s3:ListBucket acme-calls: status 403');
  expect(finding?.fix).toMatch(/the root user of the account 111111111111 can delete it/);
});

test('a missing Allow is a finding for each lookup, with the action to allow', () => {
  const why = 'AccessDenied: because no identity-based policy allows the s3:GetBucketPolicy action';
  const policy = lookup('s3:GetBucketPolicy acme-calls', why);
  const versioning = lookup('s3:GetBucketVersioning acme-calls', why);
  expect(compareDeployed(but(calls, 'bucket', { policy, versioning })).map(({ id }) => id)).toEqual(
    ['could-not-look', 'could-not-look'],
  );
});
