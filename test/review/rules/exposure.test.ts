import { change, idsOf } from '../change';

test.each([
  ['Requester', 'BucketOwner', []],
  ['BucketOwner', 'Requester', ['requester-pays']],
  ['Requester', 'Requester', []],
])('a payer that changes from %s to %s has these findings', (before, after, ids) => {
  const payment = change({
    type: 'aws_s3_bucket_request_payment_configuration',
    before: { bucket: 'calls', payer: before },
    after: { bucket: 'calls', payer: after },
  });
  expect(idsOf(payment)).toEqual(ids);
});

test('an access key that becomes inactive stops writes, and a new one grants access', () => {
  const key = (status: string) => ({ id: 'AKIAEXAMPLE', user: 'writer', status });
  const type = 'aws_iam_access_key';
  const changed = change({ type, before: key('Active'), after: key('Inactive') });
  const created = change({ type, action: 'create', after: key('Active') });
  expect(idsOf(changed)).toEqual(['access-key-inactive']);
  expect(idsOf(created)).toEqual(['access-key-created']);
});

test('access logs with another prefix can be lost', () => {
  const logging = (target_prefix: string) => ({
    bucket: 'calls',
    target_bucket: 'logs',
    target_prefix,
  });
  const changed = (prefix: string) =>
    idsOf(
      change({ type: 'aws_s3_bucket_logging', before: logging('calls/'), after: logging(prefix) }),
    );
  expect(changed('calls/')).toEqual([]);
  expect(changed('other/')).toEqual(['logging-removed']);
});
