import type { Change } from '../../../review/plan';
import { BUCKET, change, idsOf } from '../change';

const LIFECYCLE = 'aws_s3_bucket_lifecycle_configuration';
const rule = { id: 'r', status: 'Enabled', filter: [{}], expiration: [{ days: 30 }] };
const role = (after: object, unknown: object): Partial<Change> => ({
  type: 'aws_iam_role',
  before: { name: 'r', managed_policy_arns: [], inline_policy: [] },
  after: { name: 'r', ...after },
  unknown: { ...unknown },
});

test.each<[string, Partial<Change>]>([
  ['the boundary of a role', role({}, { permissions_boundary: true })],
  ['the managed policies of a role', role({}, { managed_policy_arns: true })],
  [
    'an inline policy of a role',
    role({ inline_policy: [{ name: 'a' }] }, { inline_policy: [{ policy: true }] }),
  ],
  [
    'one more lifecycle rule',
    {
      type: LIFECYCLE,
      before: { bucket: 'calls', rule: [rule] },
      after: { bucket: 'calls', rule: [rule] },
      unknown: { rule: [{}, true] },
    },
  ],
  [
    'the days of a new lifecycle configuration of an existing bucket',
    {
      type: LIFECYCLE,
      action: 'create',
      after: { bucket: 'calls', rule: [{ ...rule, expiration: [{}] }] },
      unknown: { rule: [{ expiration: [{ days: true }] }] },
    },
  ],
  [
    'the role of replication',
    {
      type: 'aws_s3_bucket_replication_configuration',
      before: { bucket: 'calls', role: 'arn:aws:iam::111122223333:role/a', rule: [] },
      after: { bucket: 'calls', rule: [] },
      unknown: { role: true },
    },
  ],
  [
    'the payer of requests',
    {
      type: 'aws_s3_bucket_request_payment_configuration',
      action: 'create',
      after: { bucket: 'calls' },
      unknown: { payer: true },
    },
  ],
  [
    'the endpoint of a subscription',
    {
      type: 'aws_sns_topic_subscription',
      before: { topic_arn: 't', protocol: 'email', endpoint: 'a@example.com' },
      after: { topic_arn: 't', protocol: 'email' },
      unknown: { endpoint: true },
    },
  ],
])('%s that is known only after apply needs a person', (_, values) => {
  expect(idsOf(change(values))).toContain('value-unknown');
});

test('what AWS computes for a recreated role or a new bucket needs no person', () => {
  const computed = { managed_policy_arns: true, inline_policy: true };
  expect(idsOf(change({ ...role({}, computed), action: 'replace' }))).not.toContain(
    'value-unknown',
  );
  const bucket = change({
    address: 'aws_s3_bucket.New',
    action: 'create',
    after: { bucket: 'new' },
  });
  const created = {
    action: 'create',
    type: LIFECYCLE,
    after: { bucket: 'new', rule: [{}] },
  } as const;
  const unknown = { rule: [{ expiration: [{ days: true }] }] };
  expect(idsOf(BUCKET, bucket, change({ ...created, unknown }))).toEqual([]);
});

test('the code of a function and a new identity provider are findings', () => {
  const hash = (source_code_hash: string) => ({ function_name: 'f', source_code_hash });
  const code = { type: 'aws_lambda_function', before: hash('a'), after: hash('b') };
  expect(idsOf(change(code))).toEqual(['monitoring-changed']);
  const provider = change({
    type: 'aws_iam_openid_connect_provider',
    action: 'create',
    after: { url: 'https://token.example.com' },
  });
  expect(idsOf(provider)).toEqual(['principal-created']);
});
