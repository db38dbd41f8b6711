import {
  checkPolicySize,
  mergeConditions,
  POLICY_LIMITS,
  renderPolicy,
  type Statement,
} from '../../core/policy';

const STATEMENT: Statement = {
  Sid: 'Put',
  Effect: 'Allow',
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::acme/*',
};

/** Statements whose policy is exactly so long. */
function ofSize(size: number): Statement[] {
  const missing = size - renderPolicy([STATEMENT]).length;
  return [{ ...STATEMENT, Resource: 'arn:aws:s3:::acme/*' + 'x'.repeat(missing) }];
}

const KINDS = Object.entries(POLICY_LIMITS) as [keyof typeof POLICY_LIMITS, number][];

test.each(KINDS)('a %s of %i characters is accepted', (kind, limit) => {
  expect(checkPolicySize(kind, ofSize(limit))).toEqual([]);
});

test.each(KINDS)('a %s of more than %i characters is refused', (kind, limit) => {
  expect(checkPolicySize(kind, ofSize(limit + 1))).toEqual([
    {
      rule: 'policy-size',
      path: [],
      what: `${limit + 1} characters of ${kind} are more than the ${limit} that AWS stores`,
      fix: 'Shorten the lists that go into it: merge address ranges, or remove readers, administrators or previous paths.',
    },
  ]);
});

test('a policy has its version, and its statements in their order', () => {
  expect(renderPolicy([STATEMENT, { ...STATEMENT, Sid: 'Again' }])).toBe(
    '{"Version":"2012-10-17","Statement":[' +
      '{"Sid":"Put","Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::acme/*"},' +
      '{"Sid":"Again","Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::acme/*"}]}',
  );
});

test('merged conditions keep every key of an operator, so that all must hold', () => {
  expect(
    mergeConditions(
      { StringEquals: { 'aws:SourceAccount': '111111111111' } },
      undefined,
      { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      { Bool: { 'aws:SecureTransport': 'true' } },
    ),
  ).toEqual({
    StringEquals: {
      'aws:SourceAccount': '111111111111',
      's3:x-amz-acl': 'bucket-owner-full-control',
    },
    Bool: { 'aws:SecureTransport': 'true' },
  });
});
