import { AccountReader } from '../../../cli/existing/account-reader';
import type { NamedType } from '../../../cli/existing/created';
import { findExisting } from '../../../cli/existing/find-existing';
import { answeringServer } from '../answering-server';

/** What AWS answers: a status and a body, by what the request contains. */
const ANSWERS: readonly (readonly [request: RegExp, status: number, body: string])[] = [
  [/^HEAD \/acme-missing/, 404, ''],
  [/^HEAD \/acme-other/, 403, ''],
  [/^HEAD \/acme-/, 200, ''],
  [
    /^GET \/acme-own\/?\?tagging/,
    200,
    '<Tagging><TagSet><Tag><Key>store</Key><Value>calls</Value></Tag></TagSet></Tagging>',
  ],
  [/^GET \/acme-untagged\/?\?tagging/, 404, '<Error><Code>NoSuchTagSet</Code></Error>'],
  [/^GET \/acme-closed\/?\?/, 403, '<Error><Code>AccessDenied</Code></Error>'],
  [
    /^GET \/acme-own\/?\?.*versions/,
    200,
    '<ListVersionsResult><DeleteMarker><Key>a</Key></DeleteMarker></ListVersionsResult>',
  ],
  [/^GET \/acme-untagged\/?\?.*versions/, 200, '<ListVersionsResult></ListVersionsResult>'],
  [
    /Action=GetRole&.*RoleName=known/,
    200,
    '<GetRoleResponse><GetRoleResult><Role><RoleName>known</RoleName><Tags><member><Key>store</Key><Value>calls</Value></member></Tags></Role></GetRoleResult></GetRoleResponse>',
  ],
  [
    /Action=GetRole&/,
    404,
    '<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>no</Message></Error></ErrorResponse>',
  ],
  [
    /Action=GetUser&/,
    403,
    '<ErrorResponse><Error><Code>AccessDenied</Code><Message>not allowed</Message></Error></ErrorResponse>',
  ],
  [
    /DescribeSecret .*"callvault\/calls-prod\/access-key"/,
    200,
    '{"ARN":"arn:aws:secretsmanager:eu-central-1:111111111111:secret:x-AbCdEf","DeletedDate":1797760800,"Tags":[{"Key":"store","Value":"calls"}]}',
  ],
  [/DescribeSecret /, 400, '{"__type":"ResourceNotFoundException","Message":"no"}'],
  [
    /DescribeLogGroups /,
    200,
    '{"logGroups":[{"logGroupName":"/aws/lambda/integrity-calls-production"}]}',
  ],
];

const server = answeringServer((asked) => {
  const [, status, body] = ANSWERS.find(([pattern]) => pattern.test(asked)) ?? ['', 500, asked];
  const region = asked.startsWith('HEAD /acme-far') ? 'eu-west-1' : 'eu-central-1';
  return { status, body, headers: { 'x-amz-bucket-region': region } };
});
let endpoint: string;
beforeAll(async () => {
  endpoint = await server.start();
});
afterAll(() => server.stop());

const find = (type: NamedType, name: string) => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { region: 'eu-central-1', endpoint, credentials, forcePathStyle: true };
  const reader = new AccountReader({ partition: 'aws', account: '111111111111' }, settings);
  return findExisting([{ address: `${type}.A`, type, name, region: '', tags: {} }], reader);
};

test.each<[NamedType, string, object]>([
  ['aws_s3_bucket', 'acme-own', { id: 'acme-own', tags: { store: 'calls' }, empty: false }],
  ['aws_s3_bucket', 'acme-untagged', { id: 'acme-untagged', tags: {}, empty: true }],
  ['aws_s3_bucket', 'acme-closed', { id: 'acme-closed', tags: undefined }],
  ['aws_s3_bucket', 'acme-other', { id: 'acme-other', inaccessible: true }],
  ['aws_s3_bucket', 'acme-far', { id: 'acme-far', otherRegion: 'eu-west-1' }],
  ['aws_iam_role', 'known', { id: 'known', tags: { store: 'calls' } }],
  [
    'aws_secretsmanager_secret',
    'callvault/calls-prod/access-key',
    {
      id: 'arn:aws:secretsmanager:eu-central-1:111111111111:secret:x-AbCdEf',
      tags: { store: 'calls' },
      deletedOn: new Date(1797760800000),
    },
  ],
])('%s %s exists', async (type, name, live) => {
  const { existing, unknown } = await find(type, name);
  expect(existing.map((each) => each.live)).toEqual([live]);
  expect(unknown).toEqual([]);
});

test.each<[NamedType, string]>([
  ['aws_s3_bucket', 'acme-missing'],
  ['aws_iam_role', 'new'],
  ['aws_secretsmanager_secret', 'new'],
  ['aws_cloudwatch_log_group', '/aws/lambda/integrity-calls-prod'],
])('%s %s does not exist', async (type, name) => {
  const { existing, missing, unknown } = await find(type, name);
  expect([existing, unknown]).toEqual([[], []]);
  expect(missing).toMatchObject([{ type, name }]);
});

test('what AWS refuses to show is not known', async () => {
  const { existing, missing, unknown } = await find('aws_iam_user', 'hidden');
  expect([existing, missing]).toEqual([[], []]);
  expect(unknown).toMatchObject([{ call: 'user hidden', answer: 'AccessDenied: not allowed' }]);
});
