import { change, findingsOf, idsOf } from '../change';

const OWN = '123456789012';
const STRANGER = '999999999999';

/** An existing key, whose ARN names the account of the stack. */
const KEY = change({
  type: 'aws_kms_key',
  action: 'no-op',
  before: { arn: `arn:aws:kms:us-east-1:${OWN}:key/k` },
});

const policy = (Principal: unknown, Condition?: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'kms:Decrypt', Resource: '*', Condition }],
  });

const created = (document: string) =>
  change({
    type: 'aws_kms_key',
    address: 'aws_kms_key.New',
    action: 'create',
    after: { description: 'new', policy: document },
  });

test.each<[string, string, string[]]>([
  ['everyone', policy('*'), ['allow-added']],
  ['the account of the stack', policy({ AWS: `arn:aws:iam::${OWN}:root` }), []],
  ['a role of the account', policy({ AWS: `arn:aws:iam::${OWN}:role/a` }), []],
  ['an unknown account', policy({ AWS: STRANGER }), ['allow-added']],
  [
    'a role of an unknown account',
    policy({ AWS: `arn:aws:iam::${STRANGER}:role/a` }),
    ['allow-added'],
  ],
  ['a service', policy({ Service: 'logs.amazonaws.com' }), []],
  ['everyone in the account', policy('*', { StringEquals: { 'kms:CallerAccount': OWN } }), []],
  [
    'everyone in the account or without one',
    policy('*', { StringEqualsIfExists: { 'kms:CallerAccount': OWN } }),
    ['allow-added'],
  ],
  [
    'everyone except the account',
    policy('*', { StringNotEquals: { 'kms:CallerAccount': OWN } }),
    ['allow-added'],
  ],
])('a new key that allows %s has these findings', (_, document, ids) => {
  expect(idsOf(KEY, created(document))).toEqual(ids);
});

test('a new bucket is judged by the policy that the plan creates for it', () => {
  const bucket = change({
    action: 'create',
    address: 'aws_s3_bucket.New',
    after: { bucket: 'new' },
  });
  const open = change({
    type: 'aws_s3_bucket_policy',
    action: 'create',
    after: { bucket: 'new', policy: policy('*').replace('kms:Decrypt', 's3:GetObject') },
  });
  expect(findingsOf(KEY, bucket, open)).toEqual([
    ['allow-added', 'The bucket policy of new, which is new, allows everyone s3:GetObject.'],
  ]);
});
