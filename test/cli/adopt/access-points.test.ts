import { S3Client } from '@aws-sdk/client-s3';
import { readAccessPoints } from '../../../cli/adopt/access-points';
import { answeringServer } from '../answering-server';

type Answer = { readonly status: number; readonly body: string };

let answers: readonly (readonly [request: RegExp, Answer])[] = [];
const server = answeringServer((request) => {
  const found = answers.find(([pattern]) => pattern.test(request));
  return found?.[1] ?? { status: 404, body: '<Error><Code>NoSuchAccessPointPolicy</Code></Error>' };
});
let endpoint = '';
beforeAll(async () => {
  endpoint = await server.start();
});
afterAll(() => server.stop());

const readAt = (address: string) =>
  readAccessPoints(
    { name: 'acme-calls', region: 'eu-central-1', account: '111111111111' },
    new S3Client({
      region: 'eu-central-1',
      endpoint: address,
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    }),
  );
const read = () => readAt(endpoint);
const ok = (body: string): Answer => ({ status: 200, body });
const list = (points: string, next = '') =>
  ok(
    `<ListAccessPointsResult><AccessPointList>${points}</AccessPointList>${next}</ListAccessPointsResult>`,
  );
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 's3:GetObject', Resource: '*' }],
}).replaceAll('"', '&quot;');

test('the access points of all pages are read, with their policies', async () => {
  answers = [
    [
      /^GET \/v20180820\/accesspoint\?bucket=acme-calls&nextToken=a%2Bb /,
      list('<AccessPoint><Name>plain</Name></AccessPoint>'),
    ],
    [
      /^GET \/v20180820\/accesspoint\?bucket=acme-calls /,
      list(
        '<AccessPoint><Name>analytics</Name><NetworkOrigin>VPC</NetworkOrigin><VpcConfiguration><VpcId>vpc-1</VpcId></VpcConfiguration></AccessPoint>',
        '<NextToken>a+b</NextToken>',
      ),
    ],
    [
      /^GET \/v20180820\/accesspoint\/analytics\/policy /,
      ok(`<GetAccessPointPolicyResult><Policy>${POLICY}</Policy></GetAccessPointPolicyResult>`),
    ],
  ];
  await expect(read()).resolves.toMatchObject({
    kind: 'value',
    value: [
      { name: 'analytics', vpc: 'vpc-1', statements: [{ effect: 'Allow' }] },
      { name: 'plain', statements: [] },
    ],
  });
});

test('a bucket without access points has none', async () => {
  answers = [[/accesspoint/, list('')]];
  await expect(read()).resolves.toEqual({ kind: 'missing' });
});

test.each([
  ['the list', /accesspoint/],
  ['a policy', /policy/],
])('%s that AWS refuses to show is not taken for none', async (_, pattern) => {
  const denied = {
    status: 403,
    body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>',
  };
  answers = [
    [pattern, denied],
    [/accesspoint/, list('<AccessPoint><Name>plain</Name></AccessPoint>')],
  ];
  await expect(read()).resolves.toMatchObject({
    kind: 'refused',
    answer: expect.stringContaining('AccessDenied: no') as unknown,
  });
});

test('a policy that callvault cannot read is not taken for none', async () => {
  answers = [
    [/policy/, ok('<GetAccessPointPolicyResult><Policy>{}</Policy></GetAccessPointPolicyResult>')],
    [/accesspoint/, list('<AccessPoint><Name>plain</Name></AccessPoint>')],
  ];
  await expect(read()).resolves.toMatchObject({
    kind: 'refused',
    answer: expect.stringContaining('s3:GetAccessPointPolicy plain: ') as unknown,
  });
});

test('an endpoint that cannot be reached is not taken for none', async () => {
  await expect(readAt('http://127.0.0.1:1')).resolves.toMatchObject({
    kind: 'refused',
    answer: expect.stringMatching(/^NotReachable: .*connect ECONNREFUSED 127.0.0.1:1$/) as unknown,
  });
});
