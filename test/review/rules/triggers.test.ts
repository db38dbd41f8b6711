import { change, idsOf } from '../change';

test('a schedule that is disabled is a change of monitoring', () => {
  const rule = (state: string) => ({ name: 'check', state });
  const disabled = change({
    type: 'aws_cloudwatch_event_rule',
    before: rule('ENABLED'),
    after: rule('DISABLED'),
  });
  expect(idsOf(disabled)).toEqual(['monitoring-changed']);
});

test('a permission to call a function is a finding unless it is for a schedule', () => {
  const permission = (principal: string, source_arn?: string) =>
    change({
      type: 'aws_lambda_permission',
      action: 'create',
      after: { action: 'lambda:InvokeFunction', function_name: 'check', principal, source_arn },
    });
  const schedule = 'arn:aws:events:us-east-1:123456789012:rule/check';
  expect(idsOf(permission('events.amazonaws.com', schedule))).toEqual([]);
  expect(idsOf(permission('events.amazonaws.com'))).toEqual(['allow-added']);
  expect(idsOf(permission('*'))).toEqual(['allow-added']);
});

test.each([
  ['a bucket of the stack', 'arn:aws:s3:::calls', []],
  ['another bucket', 'arn:aws:s3:::elsewhere', ['copied-elsewhere']],
])('an inventory that is stored in %s has these findings', (_, bucket_arn, ids) => {
  const inventory = (arn: string) => ({
    bucket: 'calls',
    destination: [{ bucket: [{ bucket_arn: arn }] }],
  });
  const moved = change({
    type: 'aws_s3_bucket_inventory',
    before: inventory('arn:aws:s3:::reports'),
    after: inventory(bucket_arn),
  });
  expect(idsOf(moved)).toEqual(ids);
});

test.each([
  ['of the stack', 'calls', []],
  ['outside the stack', 'elsewhere', ['access-setting-changed']],
])('a rule that sends events to a target %s has these findings', (_, name, ids) => {
  const target = change({
    type: 'aws_cloudwatch_event_target',
    action: 'create',
    after: { rule: 'check', arn: `arn:aws:s3:::${name}` },
  });
  expect(idsOf(target)).toEqual(ids);
});
